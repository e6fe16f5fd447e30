import type { Config } from '@backstage/config';
import type { AnnouncedEvent } from './policy/teamAnnouncements';
import { HostRules } from './providers/http/hostRules';

export interface AnnounceWebhook {
  url: string;
  environments?: string[];
  events?: AnnouncedEvent[];
}

const KEY = 'releaseFlow.announce.webhooks';
const EVENTS: AnnouncedEvent[] = [
  'started',
  'succeeded',
  'failed',
  'rolled-back',
];

/** Chats that are told, or one clear sentence at start that does not show the secret address. */
export function readAnnounceWebhooks(
  config: Config | undefined,
  rules: HostRules,
): AnnounceWebhook[] {
  const webhooks = config?.getOptionalConfigArray('announce.webhooks') ?? [];
  return webhooks.map((webhook, index) => {
    const at = `${KEY}[${index}]`;
    const url = webhook.getString('url');
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    const isSafe =
      parsed?.protocol === 'https:' ||
      (parsed?.protocol === 'http:' && rules.allow(parsed));
    if (!isSafe) {
      throw new Error(
        `${at}.url must be https, or http to a host of releaseFlow.probes.allowedHosts`,
      );
    }
    const events = webhook.getOptionalStringArray('events');
    const unknown = events?.find(
      event => !EVENTS.includes(event as AnnouncedEvent),
    );
    if (unknown) {
      throw new Error(
        `${at}.events: '${unknown}' is not one of ${EVENTS.join(', ')}`,
      );
    }
    return {
      url,
      environments: webhook.getOptionalStringArray('environments'),
      events: events as AnnouncedEvent[] | undefined,
    };
  });
}
