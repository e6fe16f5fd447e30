import type { Cloud } from '../cloud';
import { Router } from '../http/router';
import type { Reply, WireRequest } from '../http/wire';
import { header, json } from '../http/wire';
import { OCI_INDEX } from './images';

/** An OCI registry for pulling: manifests, blobs and tags behind a token. */
export function registryHandler(
  cloud: Cloud,
): (request: WireRequest) => Reply | Promise<Reply> {
  const router = new Router()
    .on('GET /oauth2/token', request => issueToken(request))
    .on('GET /v2', () => json({}))
    .on('GET /v2/_catalog', () =>
      json({ repositories: Object.keys(cloud.state.registry).sort() }),
    )
    .on('GET /v2/*name/tags/list', request => listTags(cloud, request))
    .on('GET /v2/*name/manifests/:reference', request =>
      manifest(cloud, request),
    )
    .on('HEAD /v2/*name/manifests/:reference', request =>
      manifest(cloud, request),
    )
    .on('GET /v2/*name/blobs/:digest', request => blob(cloud, request))
    .on('HEAD /v2/*name/blobs/:digest', request => blob(cloud, request));

  return async request => {
    const isApi = request.path.startsWith('/v2');
    const reply =
      isApi && !isAuthorized(request)
        ? challenge(cloud, request)
        : ((await router.handle(request)) ?? problem(404, 'UNSUPPORTED'));
    return {
      ...reply,
      headers: {
        ...reply.headers,
        'docker-distribution-api-version': 'registry/2.0',
      },
    };
  };
}

const TOKEN_PREFIX = 'local-pull:';

function issueToken(request: WireRequest): Reply {
  const scope = request.url.searchParams.get('scope') ?? '';
  const token = Buffer.from(TOKEN_PREFIX + scope).toString('base64url');
  return json({
    token,
    access_token: token,
    expires_in: 300,
    issued_at: new Date().toISOString(),
  });
}

function isAuthorized(request: WireRequest): boolean {
  const [, token = ''] = /^Bearer (.+)$/i.exec(
    header(request, 'authorization'),
  ) ?? ['', ''];
  const claim = Buffer.from(token, 'base64url').toString();
  if (!claim.startsWith(TOKEN_PREFIX)) return false;
  const scope = scopeOf(request);
  return !scope || claim.slice(TOKEN_PREFIX.length).split(' ').includes(scope);
}

function scopeOf(request: WireRequest): string | undefined {
  const name = /^\/v2\/(.+)\/(manifests|blobs|tags)\//.exec(request.path)?.[1];
  return name && `repository:${name}:pull`;
}

function challenge(cloud: Cloud, request: WireRequest): Reply {
  const scope = scopeOf(request);
  const parts = [
    `realm="${cloud.urls.registry}/oauth2/token"`,
    `service="${cloud.urls.registryHost}"`,
    ...(scope ? [`scope="${scope}"`] : []),
  ];
  return problem(401, 'UNAUTHORIZED', 'authentication required', {
    'www-authenticate': `Bearer ${parts.join(',')}`,
  });
}

function manifest(cloud: Cloud, request: WireRequest): Reply {
  const { name, reference } = request.params;
  const repository = cloud.state.registry[name];
  if (!repository) return problem(404, 'NAME_UNKNOWN', 'repository not found');
  const digest = reference.startsWith('sha256:')
    ? reference
    : repository.tags[reference];
  const stored = digest && repository.manifests[digest];
  if (!stored) return problem(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
  if (stored.mediaType === OCI_INDEX && !accepts(request, OCI_INDEX)) {
    return problem(
      404,
      'MANIFEST_UNKNOWN',
      'OCI index found, but accept header does not support OCI indexes',
    );
  }
  return {
    status: 200,
    headers: {
      'content-type': stored.mediaType,
      'docker-content-digest': digest,
      etag: `"${digest}"`,
    },
    body: stored.body,
  };
}

function accepts(request: WireRequest, mediaType: string): boolean {
  return header(request, 'accept')
    .split(',')
    .some(part => part.split(';')[0].trim() === mediaType);
}

function blob(cloud: Cloud, request: WireRequest): Reply {
  const content = cloud.state.blobs[request.params.digest];
  if (!content) return problem(404, 'BLOB_UNKNOWN', 'blob unknown');
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'docker-content-digest': request.params.digest,
    },
    body: Buffer.from(content, 'base64'),
  };
}

function listTags(cloud: Cloud, request: WireRequest): Reply {
  const { name } = request.params;
  const repository = cloud.state.registry[name];
  if (!repository) return problem(404, 'NAME_UNKNOWN', 'repository not found');
  const { searchParams } = request.url;
  const limit = Number(searchParams.get('n') ?? Infinity);
  const last = searchParams.get('last') ?? '';
  const rest = Object.keys(repository.tags)
    .sort()
    .filter(tag => tag > last);
  const tags = rest.slice(0, limit);
  const next = `/v2/${name}/tags/list?n=${limit}&last=${tags.at(-1)}`;
  const more = rest.length > tags.length;
  return json(
    { name, tags },
    200,
    more ? { link: `<${next}>; rel="next"` } : {},
  );
}

function problem(
  status: number,
  code: string,
  message = code.toLowerCase(),
  headers: Record<string, string> = {},
): Reply {
  return json({ errors: [{ code, message }] }, status, headers);
}
