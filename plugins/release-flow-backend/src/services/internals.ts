import type { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError, toError } from '@backstage/errors';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { randomUUID } from 'crypto';

/** Errors that were made for whoever asked. */
const MEANT = new Set([
  'AuthenticationError',
  'ConflictError',
  'InputError',
  'NotAllowedError',
  'NotFoundError',
  'NotImplementedError',
  'ServiceUnavailableError',
]);

/**
 * What may be answered: a message that was meant for people, or a reference to the log. An error of
 * the database quotes its statement with the values.
 */
export function withoutInternals(
  error: unknown,
  logger: Pick<LoggerService, 'error'> | undefined,
): unknown {
  const {
    name,
    status,
    statusCode = status,
  } = error as {
    name?: string;
    status?: number;
    statusCode?: number;
  };
  if (MEANT.has(name ?? '') || (statusCode && statusCode < 500)) return error;
  if (error instanceof ProviderError) {
    return new ServiceUnavailableError(error.message);
  }
  const reference = randomUUID();
  logger?.error(`Internal error ${reference}`, toError(error));
  return Object.assign(
    new Error(
      `Something failed inside Release Flow. Its log says what, under ${reference}.`,
    ),
    { code: 'internal', reference },
  );
}
