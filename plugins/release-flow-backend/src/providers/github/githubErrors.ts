import { ProviderError } from 'backstage-plugin-release-flow-node';
import { outsideText } from '../secrets';
import { reasonOf, retryAfterMs, wasNeverSent } from '../transport';

interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  message: string;
}

/** What GitHub answered, or `undefined` when it did not. */
export function answerOf(error: unknown): Answer | undefined {
  const { status, response, message } = error as {
    status?: number;
    response?: { headers?: Record<string, string>; data?: any };
    message?: string;
  };
  if (status === undefined || !response) return undefined;
  const { data } = response;
  const details = Array.isArray(data?.errors)
    ? data.errors.map((it: any) => it?.message ?? it?.code ?? String(it))
    : [];
  return {
    status,
    headers: response.headers ?? {},
    message: outsideText(
      [data?.message ?? message ?? '', ...details].join('; '),
    ),
  };
}

/** Milliseconds to wait when GitHub limits the rate; `undefined` when it does not. */
export function rateLimitOf(
  { status, headers, message }: Answer,
  now: number = Date.now(),
): number | undefined {
  const wait = retryAfterMs(headers['retry-after'], now);
  const isSpent = headers['x-ratelimit-remaining'] === '0';
  const isLimit =
    status === 429 ||
    (status === 403 &&
      (wait !== undefined || isSpent || /secondary rate/i.test(message)));
  if (!isLimit) return undefined;
  if (wait !== undefined) return wait;
  const reset = Number(headers['x-ratelimit-reset']) * 1000;
  return isSpent && reset > now ? reset - now : 60_000;
}

function rateLimited(what: string, waitMs: number) {
  return new ProviderError(
    'rate-limited',
    `GitHub limits the rate of requests (${what}); next try in ${Math.ceil(waitMs / 1000)} s.`,
    { retryAfterMs: waitMs },
  );
}

/** Error of a read. `what` is such as `releases of acme/api`. */
export function readError(error: unknown, what: string): ProviderError {
  if (error instanceof ProviderError) return error;
  const answer = answerOf(error);
  if (!answer) {
    return new ProviderError(
      'unavailable',
      `GitHub could not be reached for ${what}: ${reasonOf(error)}`,
    );
  }
  const wait = rateLimitOf(answer);
  if (wait !== undefined) return rateLimited(what, wait);
  const { status, message } = answer;
  const said = `GitHub answered ${status} for ${what}: ${message}`;
  if (status >= 500 || status < 400 || status === 408) {
    return new ProviderError('unavailable', said);
  }
  switch (status) {
    case 401:
    case 403:
      return new ProviderError(
        'unauthorized',
        `${said}. Check the integration's credential and its permissions.`,
      );
    case 404:
    case 410:
    case 451:
      return new ProviderError('not-found', said);
    default:
      return new ProviderError('refused', said);
  }
}

/** Error of a change that was sent once. `what` is such as `dispatch release.yaml of acme/api`. */
export function effectError(error: unknown, what: string): ProviderError {
  if (error instanceof ProviderError) return error;
  const answer = answerOf(error);
  if (!answer) {
    return wasNeverSent(error)
      ? new ProviderError(
          'unavailable',
          `GitHub could not be reached to ${what}: ${reasonOf(error)}`,
        )
      : new ProviderError(
          'unknown-outcome',
          `GitHub was asked to ${what}, but its answer was lost: ${reasonOf(error)}`,
        );
  }
  const wait = rateLimitOf(answer);
  if (wait !== undefined) return rateLimited(what, wait);
  const { status, message } = answer;
  if (status >= 500 || status < 400 || status === 408) {
    return new ProviderError(
      'unknown-outcome',
      `GitHub answered ${status} when asked to ${what}; it may have happened.`,
    );
  }
  const said = `GitHub refused to ${what}: ${message}`;
  switch (status) {
    case 401:
      return new ProviderError(
        'unauthorized',
        `${said}. Check the integration's credential.`,
      );
    case 404:
      return new ProviderError('not-found', said);
    default:
      return new ProviderError('refused', said);
  }
}
