import { Duration } from 'luxon';
import type { OperationRecord } from '../database';
import { watchOn } from '../policy/availability';
import type { BoundEnvironment } from '../policy/binding';
import type { AvailabilityConfig } from '../policy/verificationSchemas';
import { annotate } from './advance';
import { after } from './backoff';
import type { EngineContext } from './context';

/** An answer that takes longer is none to who waits for a page. */
const ANSWERS_WITHIN_MS = 2_500;

/**
 * Looks whether the site answers, before each look at what goes on: while it is deployed and
 * verified. What was seen is remembered with the operation, and judged by the verification.
 */
export async function watching(
  context: EngineContext,
  environment: BoundEnvironment,
  operation: OperationRecord,
  process: (watched: OperationRecord) => Promise<OperationRecord>,
): Promise<OperationRecord> {
  const configs = (operation.plan?.verifications ?? []).flatMap(
    (config, index) =>
      config.type === 'availability'
        ? [{ index, config: config as unknown as AvailabilityConfig }]
        : [],
  );
  if (configs.length === 0) return process(operation);
  const availability = { ...operation.memory.availability };
  for (const { index, config } of configs) {
    const everyMs = Duration.fromISO(config.every).toMillis();
    const before = availability[index];
    const now = await context.stores.now();
    if (before && now.getTime() - Date.parse(before.lookedAt) < everyMs / 2) {
      continue;
    }
    const look = await lookAt(context, environment, operation, config);
    const at = (await context.stores.now()).toISOString();
    availability[index] = watchOn(before, { ...look, at, everyMs });
  }
  const watched = await annotate(context, operation, {
    memory: { ...operation.memory, availability },
  });
  return sooner(context, await process(watched), configs);
}

async function lookAt(
  { stores, providers }: EngineContext,
  environment: BoundEnvironment,
  operation: OperationRecord,
  { path, url, status }: AvailabilityConfig,
): Promise<{ isUp: boolean; message: string }> {
  const http = providers.verifications.get('http');
  if (!http) throw new Error('Nothing can ask a site');
  const seen = await stores.environments.get(
    operation.serviceRef,
    environment.id,
  );
  const answer = await http.check(
    {
      config: { type: 'http', path, url, status },
      artifact: operation.artifact ?? [],
      environment: { id: environment.id, urls: environment.urls },
      observe: async () =>
        seen?.observation ?? {
          health: { status: 'unknown', message: 'Not looked at yet' },
          state: 'unknown',
          hosts: [],
        },
    },
    { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) },
  );
  return { isUp: answer.status === 'passed', message: answer.message };
}

/** The next look is not put off for longer than the site may go unwatched; trouble keeps its own pace. */
async function sooner(
  context: EngineContext,
  next: OperationRecord,
  configs: Array<{ config: AvailabilityConfig }>,
): Promise<OperationRecord> {
  const isWatched = ['deploying', 'verifying'].includes(next.state);
  if (!isWatched || next.trouble || !next.dueAt) return next;
  const every = configs.map(({ config }) =>
    Duration.fromISO(config.every).toMillis(),
  );
  const dueAt = after(await context.stores.now(), Math.min(...every));
  return dueAt < next.dueAt ? annotate(context, next, { dueAt }) : next;
}
