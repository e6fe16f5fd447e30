import { createHash, randomUUID } from 'node:crypto';
import type { Cloud } from '../cloud';
import { Router } from '../http/router';
import type { Reply, WireRequest } from '../http/wire';
import { jsonBody, header, json } from '../http/wire';
import type { Repository } from '../state/githubModel';
import type { Caller } from './caller';
import { callerOf, canPush, canRead, secretOf } from './caller';
import { GitHubProblem, notFound } from './problem';
import { rateLimitHeaders } from './rateLimit';

/** A request to the API, with its caller and parsed body. */
export interface ApiRequest extends WireRequest {
  caller: Caller;
  fields: Record<string, any>;
  query: URLSearchParams;
}

export interface RepositoryRequest extends ApiRequest {
  repo: Repository;
}

/** Route definitions of the REST API, with the checks that all of them share. */
export class Api {
  private readonly router = new Router();

  constructor(private readonly cloud: Cloud) {}

  on(definition: string, handler: (request: ApiRequest) => Reply): this {
    this.router.on(definition, request => {
      const fields = jsonBody(request);
      if (!fields) throw new GitHubProblem(400, 'Problems parsing JSON');
      return handler({
        ...request,
        caller: callerOf(this.cloud, request),
        fields,
        query: request.url.searchParams,
      });
    });
    return this;
  }

  /** A route below `/repos/{owner}/{repo}`, for those who may read it. */
  read(
    definition: string,
    handler: (request: RepositoryRequest) => Reply,
  ): this {
    const [method, path] = definition.split(' ');
    return this.on(`${method} /repos/:owner/:repo${path}`, request => {
      const { owner, repo: name } = request.params;
      const repo = this.cloud.repository(owner, name);
      if (!repo || !canRead(repo, request.caller)) throw notFound();
      return handler({ ...request, repo });
    });
  }

  /** The same for those who may push. */
  write(
    definition: string,
    handler: (request: RepositoryRequest) => Reply,
  ): this {
    return this.read(definition, request => {
      if (!canPush(request.repo, request.caller)) {
        throw new GitHubProblem(403, 'Resource not accessible with this token');
      }
      return handler(request);
    });
  }

  async handle(request: WireRequest): Promise<Reply> {
    const isHead = request.method === 'HEAD';
    const asked = isHead ? { ...request, method: 'GET' } : request;
    const reply = await this.answer(asked);
    const commonHeaders = {
      'x-github-request-id': randomUUID().toUpperCase(),
      'x-github-media-type': 'github.v3; format=json',
      'x-github-api-version-selected':
        header(request, 'x-github-api-version') || '2022-11-28',
      ...rateLimitHeaders(this.cloud, request, reply.status),
      ...this.scopesOf(request),
    };
    return {
      ...reply,
      headers: { ...commonHeaders, ...reply.headers },
    };
  }

  /** Of classic tokens; other credentials have no scopes. */
  private scopesOf(request: WireRequest): Record<string, string> {
    const given = header(request, 'authorization');
    const token = this.cloud.state.tokens[secretOf(given)];
    return token ? { 'x-oauth-scopes': token.scopes.join(', ') } : {};
  }

  private async answer(request: WireRequest): Promise<Reply> {
    try {
      callerOf(this.cloud, request);
      const reply = await this.router.handle(request);
      if (!reply) throw notFound();
      return request.method === 'GET' ? withEtag(request, reply) : reply;
    } catch (error) {
      if (!(error instanceof GitHubProblem)) throw error;
      const { message, errors, status } = error;
      return json(
        {
          message,
          ...(errors && { errors }),
          documentation_url: 'https://docs.github.com/rest',
          status: String(status),
        },
        status,
      );
    }
  }
}

function withEtag(request: WireRequest, reply: Reply): Reply {
  if (reply.status !== 200) return reply;
  const digest = createHash('sha256')
    .update(reply.body ?? '')
    .update(JSON.stringify(reply.headers ?? {}))
    .digest('hex');
  const etag = `W/"${digest}"`;
  const headers = { ...reply.headers, etag, 'cache-control': 'private' };
  const asked = header(request, 'if-none-match').split(/,\s*/);
  const fresh = asked.some(
    tag => tag.replace(/^W\//, '') === etag.replace(/^W\//, ''),
  );
  return fresh ? { status: 304, headers } : { ...reply, headers };
}
