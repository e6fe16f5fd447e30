import { isError } from '@backstage/errors';
import { outsideText } from './secrets';

const isAborted = Object.getOwnPropertyDescriptor(
  AbortSignal.prototype,
  'aborted',
)!.get!;

/**
 * Ends with the caller's signal or after `ms`, whichever comes first. Where the caller's looks at
 * a clock, this does too: a process that was stopped asks before its timers tell.
 */
export function within(signal: AbortSignal, ms: number): AbortSignal {
  const either = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
  return Object.defineProperty(either, 'aborted', {
    get: () => isAborted.call(either) || signal.aborted,
  });
}

interface SystemError extends Error {
  code?: string | number;
  syscall?: string;
}

/** An error and what caused it; not told by class, since they come from many places. */
export function* causesOf(error: unknown): Iterable<SystemError> {
  let current = error;
  for (let depth = 0; isError(current) && depth < 5; depth += 1) {
    yield current;
    current = current.cause;
  }
}

const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** This side did not believe the other's certificate. */
const UNTRUSTED =
  /^(?:CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|ERR_TLS_CERT_ALTNAME_INVALID)/;

/** True only when the failure proves that no byte of the request left this process. */
export function wasNeverSent(error: unknown): boolean {
  for (const { code: given = '', syscall } of causesOf(error)) {
    if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
    const code = String(given);
    if (NOT_CONNECTED.has(code)) return true;
    if (UNTRUSTED.test(code)) return true;
  }
  return false;
}

/**
 * The innermost reason of a failed connection, short enough for a sentence.
 * Calls are only ever given up because their time is over.
 */
export function reasonOf(error: unknown): string {
  let reason = 'unknown reason';
  for (const { name, message, code } of causesOf(error)) {
    if (name === 'TimeoutError') return 'no answer in time';
    if (name === 'AbortError') reason = 'no answer in time';
    else reason = typeof code === 'string' ? code : (message ?? reason);
  }
  return outsideText(reason);
}

/** `Retry-After` in milliseconds: seconds or a date. */
export function retryAfterMs(
  header: string | null | undefined,
  now: number = Date.now(),
): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds)
    ? seconds * 1000
    : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
