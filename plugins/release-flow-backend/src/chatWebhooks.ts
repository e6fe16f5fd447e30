import type { LoggerService } from '@backstage/backend-plugin-api';
import type { AnnounceWebhook } from './announceConfig';
import type { ChatMessage } from './policy/teamAnnouncements';

/** Tells chats; nothing waits for them. */
export interface ChatWebhooks {
  tell(message: ChatMessage): void;
}

const TIMEOUT_MS = 10_000;

/**
 * Posts what flows announce. At most once: a message that comes late is worse in a chat than none,
 * and whoever needs certainty has the notifications, the history and the audit.
 */
export function createChatWebhooks(options: {
  webhooks: AnnounceWebhook[];
  logger: LoggerService;
  appUrl: string | undefined;
  fetch?: typeof globalThis.fetch;
}): ChatWebhooks {
  const { webhooks, logger, fetch = globalThis.fetch } = options;
  const portal = options.appUrl?.replace(/\/$/, '');
  return {
    tell(message) {
      const { promotion, event, environment } = message;
      const body = JSON.stringify({
        ...message,
        ...(portal && {
          url: `${portal}/release-flow/promotions/${promotion}`,
        }),
      });
      const wanted = webhooks.filter(
        ({ environments, events }) =>
          (environments?.includes(environment) ?? true) &&
          (events?.includes(event) ?? true),
      );
      for (const { url } of wanted) {
        post(fetch, url, body).catch(error =>
          // The address is a secret, and an error of fetch may quote it.
          logger.warn(
            `Could not tell the chat at ${new URL(url).host} that ${message.label} ${event} in ${environment}: ${reasonOf(error)}`,
          ),
        );
      }
    },
  };
}

class BadAnswer extends Error {}

async function post(
  fetch: typeof globalThis.fetch,
  url: string,
  body: string,
): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new BadAnswer(`it answered ${response.status}`);
}

function reasonOf(error: unknown): string {
  if (error instanceof BadAnswer) return error.message;
  return (error as Error).name === 'TimeoutError'
    ? 'it did not answer in 10 seconds'
    : 'it could not be reached';
}
