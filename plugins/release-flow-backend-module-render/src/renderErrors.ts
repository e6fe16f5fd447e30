import { isError } from '@backstage/errors';
import { ProviderError } from 'backstage-plugin-release-flow-node';

const DEFAULT_WAIT_MS = 30_000;
const LONGEST_TEXT = 300;

const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** This side did not believe the other's certificate. */
const UNTRUSTED =
  /^(?:CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|ERR_TLS_CERT_ALTNAME_INVALID)/;

interface SystemError extends Error {
  code?: unknown;
  syscall?: unknown;
}

function* causesOf(error: unknown): Iterable<SystemError> {
  let current = error;
  for (let depth = 0; isError(current) && depth < 5; depth += 1) {
    yield current;
    current = current.cause;
  }
}

/** True only when no byte of the request left this process. */
function wasNeverSent(error: unknown): boolean {
  for (const { code, syscall } of causesOf(error)) {
    if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
    if (NOT_CONNECTED.has(String(code))) return true;
    if (UNTRUSTED.test(String(code))) return true;
  }
  return false;
}

function reasonOf(error: unknown): string {
  let reason = 'unknown reason';
  for (const { name, message, code } of causesOf(error)) {
    if (name === 'TimeoutError' || name === 'AbortError') {
      return 'no answer in time';
    }
    reason = typeof code === 'string' ? code : message;
  }
  return reason;
}

/** What was asked: `what` for people, such as `deploys of shop-prod`. */
export interface Asked {
  what: string;
  /** Whether something may have been changed by it. */
  isChange: boolean;
}

/** No answer came. */
export function connectionError(error: unknown, asked: Asked): ProviderError {
  const reason = reasonOf(error);
  return asked.isChange && !wasNeverSent(error)
    ? new ProviderError(
        'unknown-outcome',
        `Render may or may not have done it (${asked.what}): ${reason}`,
      )
    : new ProviderError(
        'unavailable',
        `Render could not be reached (${asked.what}): ${reason}`,
      );
}

/** An answer that says no. */
export function answerError(
  { status, headers, said }: { status: number; headers: Headers; said: string },
  { what, isChange }: Asked,
): ProviderError {
  const reason = said ? `: ${oneLine(said)}` : '';
  if (status === 401 || status === 403) {
    return new ProviderError(
      'unauthorized',
      `Render does not let Release Flow in (${what})${reason}. Check releaseFlow.render.apiKey and the workspaces its user is in.`,
    );
  }
  if (status === 429) {
    const wait = retryAfterMs(headers) ?? DEFAULT_WAIT_MS;
    return new ProviderError(
      'rate-limited',
      `Render limits the rate of requests (${what}); next try in ${Math.ceil(wait / 1000)} s.`,
      { retryAfterMs: wait },
    );
  }
  const answered = `Render answered ${status} (${what})${reason}`;
  if (status === 404 || status === 410) {
    return new ProviderError('not-found', answered);
  }
  if (status >= 400 && status < 500 && status !== 408) {
    return new ProviderError('refused', answered);
  }
  return new ProviderError(
    isChange ? 'unknown-outcome' : 'unavailable',
    isChange
      ? `Render may or may not have done it (${what}): it answered ${status}`
      : answered,
  );
}

/** `Retry-After` in milliseconds: seconds or a date. */
export function retryAfterMs(headers: Headers): number | undefined {
  const header = headers.get('retry-after');
  if (!header) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds)
    ? seconds * 1000
    : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length > LONGEST_TEXT
    ? `${line.slice(0, LONGEST_TEXT - 1)}…`
    : line;
}
