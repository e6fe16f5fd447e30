import { toError } from '@backstage/errors';
import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import { outsideText } from './outsideText';

interface AwsFailure extends Error {
  code?: string;
  syscall?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { headers?: Record<string, string> };
}

const TIMEOUT_MS = 10_000;
const DEFAULT_WAIT_MS = 5_000;

const UNAUTHORIZED =
  /^(?:AccessDenied|UnrecognizedClient|Expired|InvalidClientToken|InvalidSignature|SignatureDoesNotMatch|MissingAuthentication|IncompleteSignature|NotAuthorized|OptInRequired|CredentialsProvider|TokenProvider|InvalidAccessKey|RequestExpired)/;
const THROTTLED =
  /^(?:Thrott|RequestLimitExceeded|TooManyRequests|RequestThrottled|SlowDown)/;
const NOT_FOUND = /NotFound(?:Exception)?$/;
/** Their text quotes the request that was signed. */
const QUOTES_REQUEST = /Signature/;
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

type Options = { abortSignal: AbortSignal };

/** A read. `what` is such as `service shop-prd`. */
export async function reading<T>(
  what: string,
  context: ProviderContext,
  send: (options: Options) => Promise<T>,
): Promise<T> {
  try {
    return await send(optionsOf(context));
  } catch (error) {
    throw awsReadError(error, what);
  }
}

/** A change, sent once. `what` is such as `update service shop-prd`. */
export async function changing<T>(
  what: string,
  context: ProviderContext,
  send: (options: Options) => Promise<T>,
): Promise<T> {
  if (context.signal.aborted) {
    throw new ProviderError(
      'unavailable',
      `AWS was not asked to ${what}: the caller gave up before.`,
    );
  }
  try {
    return await send(optionsOf(context));
  } catch (error) {
    throw awsChangeError(error, what);
  }
}

export function awsReadError(error: unknown, what: string): ProviderError {
  return awsError(error, what, reason => [
    'unavailable',
    `AWS gave no usable answer (${what}): ${reason}`,
  ]);
}

export function awsChangeError(error: unknown, what: string): ProviderError {
  return awsError(error, what, reason => [
    'unknown-outcome',
    `AWS may or may not have done it (${what}): ${reason}`,
  ]);
}

function optionsOf({ signal }: ProviderContext): Options {
  return {
    abortSignal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  };
}

function awsError(
  error: unknown,
  what: string,
  otherwise: (
    reason: string,
  ) => ['unavailable' | 'unknown-outcome', message: string],
): ProviderError {
  if (toError(error).name === 'ProviderError') return error as ProviderError;
  const failure = toError(error) as AwsFailure;
  const status = failure.$metadata?.httpStatusCode;
  const said = QUOTES_REQUEST.test(failure.name)
    ? failure.name
    : outsideText(failure.message).replace(/\.$/, '');
  if (UNAUTHORIZED.test(failure.name) || status === 401 || status === 403) {
    return new ProviderError(
      'unauthorized',
      `AWS does not let Release Flow in (${what}): ${said}. Check aws and releaseFlow.aws in the configuration, and what its role may do.`,
    );
  }
  if (THROTTLED.test(failure.name) || status === 429) {
    const seconds = Number(failure.$response?.headers?.['retry-after'] ?? NaN);
    const wait = seconds > 0 ? seconds * 1000 : DEFAULT_WAIT_MS;
    return new ProviderError(
      'rate-limited',
      `AWS limits the rate of requests (${what}); next try in ${Math.ceil(wait / 1000)} s.`,
      { retryAfterMs: wait },
    );
  }
  if (wasNeverSent(failure)) {
    return new ProviderError(
      'unavailable',
      `AWS could not be reached (${what}): ${failure.code}`,
    );
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return NOT_FOUND.test(failure.name)
      ? new ProviderError(
          'not-found',
          `AWS does not know it (${what}): ${said}`,
        )
      : new ProviderError(
          'refused',
          `AWS refused (${what}): ${failure.name}: ${said}`,
        );
  }
  const [trouble, message] = otherwise(reasonOf(failure, status));
  return new ProviderError(trouble, message);
}

function wasNeverSent({ code, syscall }: AwsFailure): boolean {
  return (
    syscall === 'connect' ||
    syscall === 'getaddrinfo' ||
    NOT_CONNECTED.has(code ?? '') ||
    /^(?:CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|ERR_TLS_CERT)/.test(
      code ?? '',
    )
  );
}

function reasonOf(failure: AwsFailure, status: number | undefined): string {
  if (/^(?:Abort|Timeout)Error$/.test(failure.name)) return 'no answer in time';
  return String(status ?? failure.code ?? outsideText(failure.message));
}
