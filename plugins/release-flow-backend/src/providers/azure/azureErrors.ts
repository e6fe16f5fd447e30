import { toError } from '@backstage/errors';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { outsideText } from '../secrets';
import { reasonOf, retryAfterMs, wasNeverSent } from '../transport';

interface AzureFailure extends Error {
  statusCode?: number;
  code?: string;
  response?: { headers?: { get(name: string): string | undefined } };
}

const DEFAULT_WAIT_MS = 30_000;

/** Errors that say the same whether a read or a change met them; `undefined` for the others. */
function commonError(
  error: AzureFailure,
  what: string,
): ProviderError | undefined {
  const { statusCode, code, message } = error;
  const isSignIn = /^(?:Aggregate)?Authentication|^CredentialUnavailable/.test(
    error.name,
  );
  const lacksRole =
    statusCode === 403 && /AuthorizationFailed$/.test(code ?? '');
  if (isSignIn || statusCode === 401 || lacksRole) {
    return new ProviderError(
      'unauthorized',
      `Azure does not let Release Flow in (${what}): ${firstLine(message)}. Check releaseFlow.azure and the roles of its identity.`,
    );
  }
  if (statusCode === 429) {
    const header = error.response?.headers?.get('retry-after');
    const wait = retryAfterMs(header) ?? DEFAULT_WAIT_MS;
    return new ProviderError(
      'rate-limited',
      `Azure limits the rate of requests (${what}); next try in ${Math.ceil(wait / 1000)} s.`,
      { retryAfterMs: wait },
    );
  }
  if (statusCode === undefined && wasNeverSent(error)) {
    return new ProviderError(
      'unavailable',
      `Azure could not be reached (${what}): ${reasonOf(error)}`,
    );
  }
  const isAnswer = statusCode !== undefined && statusCode !== 408;
  if (isAnswer && statusCode >= 400 && statusCode < 500) {
    return new ProviderError(
      statusCode === 404 ? 'not-found' : 'refused',
      `Azure answered ${statusCode} (${what}): ${firstLine(message)}`,
    );
  }
  return undefined;
}

/** Error of a read. `what` is such as `site api-prd`. */
export function azureReadError(error: unknown, what: string): ProviderError {
  if (error instanceof ProviderError) return error;
  const failure = toError(error) as AzureFailure;
  return (
    commonError(failure, what) ??
    new ProviderError(
      'unavailable',
      `Azure gave no usable answer (${what}): ${failure.statusCode ?? reasonOf(failure)}`,
    )
  );
}

/** Error of a change that was sent once. */
export function azureChangeError(error: unknown, what: string): ProviderError {
  if (error instanceof ProviderError) return error;
  const failure = toError(error) as AzureFailure;
  return (
    commonError(failure, what) ??
    new ProviderError(
      'unknown-outcome',
      `Azure may or may not have done it (${what}): ${failure.statusCode ?? reasonOf(failure)}`,
    )
  );
}

function firstLine(message: string): string {
  return outsideText(message.split('\n')[0]).replace(/\.$/, '');
}
