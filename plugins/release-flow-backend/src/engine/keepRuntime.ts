import { toError } from '@backstage/errors';
import type { RuntimeReading } from '../database';
import { readRuntime } from '../facts/readRuntime';
import type { BoundEnvironment } from '../policy/binding';
import { after } from './backoff';
import type { EngineContext } from './context';

/** How a target runs changes seldom, and takes several requests to read. */
const EVERY_NTH_LOOK = 5;

const NOTHING: RuntimeReading = {
  runtime: null,
  settings: null,
  references: null,
  findings: null,
};

/** Reads how a target runs when it is due. What fails is kept with the older reading, and stops nothing. */
export async function keepRuntime(
  { stores, providers, settings, logger }: EngineContext,
  serviceRef: string,
  environment: BoundEnvironment,
): Promise<void> {
  const target = providers.targets.get(environment.target.type);
  if (!target || environment.retired) return;
  const key = { serviceRef, environment: environment.id };
  try {
    const now = await stores.now();
    const every = settings.environmentEveryMs * EVERY_NTH_LOOK;
    const at = now.toISOString();
    if (!(await stores.runtimes.claim(key, at, after(now, every)))) return;
    const { reading, error, retryAfterMs } = await readRuntime(
      target,
      environment,
      { now: at, timeoutMs: settings.readTimeoutMs },
    );
    const before = await stores.runtimes.get(key);
    await stores.runtimes.update(key, {
      reading: { ...NOTHING, ...before?.reading, ...reading },
      ...(reading.runtime !== undefined && { readAt: at }),
      error,
      ...(retryAfterMs &&
        retryAfterMs > every && { dueAt: after(now, retryAfterMs) }),
    });
  } catch (error) {
    logger.warn(
      `How ${serviceRef} runs in ${environment.id} could not be kept: ${toError(error).message}`,
    );
  }
}
