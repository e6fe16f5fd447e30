import { createHmac, randomUUID } from 'node:crypto';
import type { Cloud } from '../../cloud';
import type { Delivery, Hook, Repository } from '../../state/githubModel';

const TIMEOUT_MS = 10_000;
const KEPT_DELIVERIES = 50;

export interface WebhookEvent {
  event: string;
  action: string | null;
  payload: unknown;
}

/** Sends an event to every hook that wants it; nobody waits for the answers. */
export function emit(
  cloud: Cloud,
  repo: Repository,
  { event, action, payload }: WebhookEvent,
): void {
  for (const hook of repo.hooks) {
    if (!hook.active) continue;
    if (!hook.events.includes('*') && !hook.events.includes(event)) continue;
    const body = JSON.stringify(payload);
    const subject = { event, action, guid: randomUUID(), redelivery: false };
    deliver(cloud, repo, hook, { ...subject, payload: body }).catch(() => {});
  }
}

/** Delivers once and records how it went; GitHub never tries again by itself. */
export async function deliver(
  cloud: Cloud,
  repo: Repository,
  hook: Hook,
  message: Pick<
    Delivery,
    'event' | 'action' | 'guid' | 'redelivery' | 'payload'
  >,
): Promise<Delivery> {
  const started = cloud.now();
  const answer = await post(repo, hook, message);
  const delivery: Delivery = {
    id: cloud.nextId(),
    hookId: hook.id,
    at: started,
    durationSeconds: (cloud.now() - started) / 1000,
    ...message,
    ...answer,
  };
  repo.deliveries.unshift(delivery);
  repo.deliveries.length = Math.min(repo.deliveries.length, KEPT_DELIVERIES);
  cloud.changed();
  return delivery;
}

async function post(
  repo: Repository,
  hook: Hook,
  message: Pick<Delivery, 'event' | 'guid' | 'payload'>,
): Promise<Pick<Delivery, 'statusCode' | 'status' | 'responseBody'>> {
  const signature = createHmac('sha256', hook.secret)
    .update(message.payload)
    .digest('hex');
  try {
    const response = await fetch(hook.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/local',
        'x-github-event': message.event,
        'x-github-delivery': message.guid,
        'x-github-hook-id': String(hook.id),
        'x-github-hook-installation-target-type': 'repository',
        'x-github-hook-installation-target-id': String(repo.id),
        ...(hook.secret && { 'x-hub-signature-256': `sha256=${signature}` }),
      },
      body: message.payload,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const responseBody = (await response.text()).slice(0, 2000);
    return {
      statusCode: response.status,
      status: response.ok ? 'OK' : `Invalid HTTP Response: ${response.status}`,
      responseBody,
    };
  } catch (error) {
    const timedOut = (error as Error).name === 'TimeoutError';
    return {
      statusCode: timedOut ? 504 : 502,
      status: timedOut ? 'timed out' : 'failed to connect to host',
      responseBody: '',
    };
  }
}
