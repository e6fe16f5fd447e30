import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type { JsonValue } from '@backstage/types';
import {
  ReleaseFlowClient,
  type Accepted,
} from 'backstage-plugin-release-flow-common';
import { createHash } from 'crypto';
import { setTimeout } from 'timers/promises';

/** What every action needs. */
export interface ActionTools {
  auth: AuthService;
  discovery: DiscoveryService;
  /** Where people open the portal. */
  appUrl: string;
  fetch: typeof fetch;
  now(): number;
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
}

export const realTime: Pick<ActionTools, 'fetch' | 'now' | 'sleep'> = {
  fetch: (...args) => fetch(...args),
  now: () => Date.now(),
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
};

/** The part of an action's context that is the same for all of them. */
export interface Step {
  logger: { info(message: string): void; warn(message: string): void };
  signal?: AbortSignal;
  isDryRun?: boolean;
  task: { id: string };
  step?: { id?: string };
  getInitiatorCredentials(): Promise<BackstageCredentials>;
  checkpoint<T extends JsonValue | void>(options: {
    key: string;
    fn: () => Promise<T> | T;
  }): Promise<T>;
}

const TRIES = 3;

/** Client that acts as the person who started the task. */
export async function clientOf(
  tools: ActionTools,
  step: Step,
): Promise<ReleaseFlowClient> {
  const targetPluginId = 'release-flow';
  const baseUrl = await tools.discovery.getBaseUrl(targetPluginId);
  return new ReleaseFlowClient(async (url, init) => {
    const { token } = await tools.auth.getPluginRequestToken({
      onBehalfOf: await step.getInitiatorCredentials(),
      targetPluginId,
    });
    return tools.fetch(url, {
      ...init,
      headers: { ...init?.headers, authorization: `Bearer ${token}` },
    });
  }, baseUrl);
}

/** True when the same call may well succeed a little later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ResponseError) {
    const { status } = error.response;
    return status === 429 || (status >= 502 && status <= 504);
  }
  return error instanceof TypeError;
}

/** What the backend said, instead of the number it said it with. */
export function saying(error: unknown): unknown {
  if (!(error instanceof ResponseError)) return error;
  const { name, message } = error.body.error;
  return new Error(`${name}: ${message}`, { cause: error });
}

/** Makes a call that may be repeated, again when the backend is away for a moment. */
export async function call<T>(
  tools: ActionTools,
  step: Step,
  make: () => Promise<T>,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await make();
    } catch (error) {
      if (tried === TRIES || !isPassing(error)) throw saying(error);
      await tools.sleep(1000 * tried, step.signal);
    }
  }
}

/**
 * Asks for an act once. A task that is recovered takes the answer from its checkpoint; one that died
 * before the answer asks with the same key and gets the same operation. What is asked is part of
 * both, so that a step that runs `each` asks for every item.
 */
export async function actOnce(
  tools: ActionTools,
  step: Step,
  what: unknown,
  act: (idempotencyKey: string) => Promise<Accepted>,
): Promise<Accepted> {
  const stepId = step.step?.id ?? '';
  const hash = createHash('sha256')
    .update(JSON.stringify([step.task.id, stepId, what]))
    .digest('hex')
    .slice(0, 32);
  return step.checkpoint({
    key: `act.${hash}`,
    fn: () => call(tools, step, () => act(`scaffolder:${hash}`)),
  });
}
