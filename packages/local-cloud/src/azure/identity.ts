import { randomBytes } from 'node:crypto';
import type { Cloud } from '../cloud';
import { Router } from '../http/router';
import type { Reply, WireRequest } from '../http/wire';
import { header, json } from '../http/wire';

export const IDENTITY_HEADER = 'local';
export const IDENTITY_PRINCIPAL = 'release-flow-identity';

const TOKEN_SECONDS = 24 * 3600;

/** Managed identity as App Service offers it to the code that runs there. */
export function identityHandler(
  cloud: Cloud,
): (request: WireRequest) => Reply | Promise<Reply> {
  const router = new Router().on('GET /msi/token', request => {
    if (header(request, 'x-identity-header') !== IDENTITY_HEADER) {
      return json({ statusCode: 401, message: 'Unauthorized' }, 401);
    }
    const resource = request.url.searchParams.get('resource');
    if (!resource) {
      return json({ statusCode: 400, message: 'resource is required' }, 400);
    }
    return json(issueToken(cloud, resource));
  });
  return request => router.handle(request) ?? json({ statusCode: 404 }, 404);
}

function issueToken(cloud: Cloud, resource: string) {
  const token = `msi-${randomBytes(24).toString('hex')}`;
  const expiresAt = cloud.now() + TOKEN_SECONDS * 1000;
  dropExpired(cloud);
  cloud.state.armTokens[token] = { principal: IDENTITY_PRINCIPAL, expiresAt };
  cloud.changed();
  return {
    access_token: token,
    expires_on: String(Math.floor(expiresAt / 1000)),
    resource,
    token_type: 'Bearer',
    client_id: '00000000-0000-0000-0000-00000000c11e',
  };
}

function dropExpired(cloud: Cloud): void {
  for (const [token, { expiresAt }] of Object.entries(cloud.state.armTokens)) {
    if (expiresAt < cloud.now()) delete cloud.state.armTokens[token];
  }
}
