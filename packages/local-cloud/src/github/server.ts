import type { Cloud } from '../cloud';
import { Router } from '../http/router';
import type { Reply, WireRequest } from '../http/wire';
import { formBody, html, jsonBody } from '../http/wire';
import { page } from '../html/page';
import { callerOf } from './caller';
import { graphqlReply, isQuery } from './graphql/handler';
import { addOauthRoutes } from './oauth';
import { addPages } from './pages';
import { restApi } from './restApi';
import { sessionPerson } from './sessions';

const API_PREFIX = '/api/v3';

/** GitHub as one host: pages, sign-in, the REST API and queries. */
export function githubHandler(
  cloud: Cloud,
): (request: WireRequest) => Promise<Reply> {
  const api = restApi(cloud);
  const web = new Router();
  addOauthRoutes(web, cloud);
  addPages(web, cloud);

  return async request => {
    if (request.path.startsWith(API_PREFIX)) {
      const path = request.path.slice(API_PREFIX.length) || '/';
      cloud.recorder.record({ ...request, path });
      const reply = await api.handle({ ...request, path });
      logMutation(cloud, request, reply, actorOf(cloud, request));
      return reply;
    }
    if (isQuery(request)) return graphqlReply(cloud, request);
    const isHead = request.method === 'HEAD';
    const asked = isHead ? { ...request, method: 'GET' } : request;
    const reply = (await web.handle(asked)) ?? html(missingPage(), 404);
    if (!/^\/(login|session)/.test(request.path)) {
      const person = sessionPerson(cloud, request)?.login ?? '';
      logMutation(cloud, request, reply, person);
    }
    return reply;
  };
}

/** Keeps what clients changed, so that tests can count it. */
function logMutation(
  cloud: Cloud,
  request: WireRequest,
  reply: Reply,
  actor: string,
): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  cloud.log({
    service: 'github',
    method: request.method,
    path: request.path,
    status: reply.status,
    actor,
    body: request.path.startsWith(API_PREFIX)
      ? jsonBody(request)
      : formBody(request),
  });
}

function actorOf(cloud: Cloud, request: WireRequest): string {
  try {
    return callerOf(cloud, request).login;
  } catch {
    return '';
  }
}

function missingPage(): string {
  return page({ title: 'Not found', body: '<h1>There is no such page</h1>' });
}
