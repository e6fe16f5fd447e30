import { ProviderError } from '../errors';
import type { ProviderContext } from '../targets';

/** A context nobody aborts. */
export function liveContext(): ProviderContext {
  return { signal: new AbortController().signal };
}

/** A context that was aborted before the call. */
export function abortedContext(): ProviderContext {
  return { signal: AbortSignal.abort() };
}

/** The `ProviderError` a call ends with. */
export async function providerErrorOf(
  call: Promise<unknown>,
): Promise<ProviderError> {
  const outcome = await call.then(
    value => ({ value }),
    error => ({ error }),
  );
  if (!('error' in outcome)) {
    throw new Error(
      `Expected a ProviderError, got ${JSON.stringify(outcome.value)}`,
    );
  }
  // By name, since two copies of this package may be loaded.
  if (outcome.error?.name !== 'ProviderError') throw outcome.error;
  return outcome.error as ProviderError;
}
