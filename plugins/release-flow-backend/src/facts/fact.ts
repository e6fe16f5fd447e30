import { isError } from '@backstage/errors';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import type { Fact } from '../policy/facts';

/** Reads once, within `timeoutMs`; trouble becomes an unread fact with its reason. */
export async function readFact<T>(
  now: string,
  timeoutMs: number,
  read: (signal: AbortSignal) => Promise<T>,
): Promise<Fact<T>> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return { value: await withDeadline(read(signal), signal), at: now };
  } catch (error) {
    if (signal.aborted) {
      return { unread: `no answer within ${timeoutMs / 1000} s` };
    }
    return {
      unread: isError(error) ? error.message : 'unknown error',
      ...(error instanceof ProviderError
        ? { retryAfterMs: error.options.retryAfterMs }
        : {}),
    };
  }
}

function withDeadline<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}
