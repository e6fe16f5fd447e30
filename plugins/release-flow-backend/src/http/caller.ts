import type { HttpAuthService } from '@backstage/backend-plugin-api';
import type { Request } from 'express';
import type { Caller } from '../services/Access';

/** The actor comes from credentials, nothing else. */
export async function callerOf(
  httpAuth: HttpAuthService,
  request: Request,
): Promise<Caller> {
  const credentials = await httpAuth.credentials(request, {
    allow: ['user', 'service'],
  });
  const principal = credentials.principal;
  if (principal.type === 'user') {
    const through = principal.actor?.subject;
    return {
      credentials,
      actor: principal.userEntityRef,
      kind: 'user',
      via: through === 'plugin:scaffolder' ? 'scaffolder' : 'rest',
      request,
    };
  }
  return {
    credentials,
    actor: principal.subject,
    kind: 'service',
    via: 'rest',
    request,
  };
}
