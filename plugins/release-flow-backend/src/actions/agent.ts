import type {
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import type { z } from 'zod';
import type { Caller } from '../services/Access';
import { withoutInternals } from '../services/internals';
import { badField } from '../services/refuse';

/** Whoever the agent acts for; what it asks for is marked. */
export function agentCaller(credentials: BackstageCredentials): Caller {
  const principal = credentials.principal as
    BackstageUserPrincipal | BackstageServicePrincipal | { type: 'none' };
  if (principal.type === 'user') {
    const actor = principal.userEntityRef;
    return { credentials, actor, kind: 'user', via: 'agent' };
  }
  if (principal.type === 'service') {
    const actor = principal.subject;
    return { credentials, actor, kind: 'service', via: 'agent' };
  }
  throw new NotAllowedError('Only a user or a service may ask for it.');
}

/** What went wrong, as it may be told. */
export async function answering<T>(
  logger: LoggerService,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw withoutInternals(error, logger);
  }
}

/** Full ref of the service that was named. */
export function serviceRef(text: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(text, {
        defaultKind: 'component',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    throw badField('service', 'must be an entity ref such as qfa-backend');
  }
}

/** The rules of REST hold here too. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  throw badField(path.join('.') || 'input', message);
}
