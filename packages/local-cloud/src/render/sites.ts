import type { Cloud } from '../cloud';
import { markup, page, raw } from '../html/page';
import type { Reply, WireRequest } from '../http/wire';
import { header, html, json, text } from '../http/wire';
import { findService, liveDeploy } from './deploys';
import { serviceUrl } from './json';
import type { RenderService } from './renderModel';
import { enforcesHttps, headersOf, liveFile } from './siteFiles';

const HOST = /^([\w-]+)\.render\.localhost$/;
const DASHBOARD = 'render-dashboard.localhost';
const FRONTEND = 'frontend';

/** Answers for hosts below `render.localhost`, with and without TLS; nothing for others. */
export function renderSites(
  cloud: Cloud,
  scheme: 'http' | 'https',
): (request: WireRequest) => Reply | undefined {
  return request => {
    const host = header(request, 'host').split(':')[0].toLowerCase();
    if (host === DASHBOARD) return dashboard(cloud, request);
    const name = HOST.exec(host)?.[1];
    if (!name) return undefined;
    const service = findService(cloud, name) ?? ownerOf(cloud, host);
    if (!service) return text('Not Found', 404);
    if (service.suspended) return text('Service Suspended', 503);
    if (cloud.now() < service.gapUntil || !liveDeploy(service)) {
      return text('Bad Gateway', 502);
    }
    return service.type === 'static_site'
      ? staticSite(cloud, service, request, scheme)
      : webService(cloud, service, request, scheme);
  };
}

function ownerOf({ state }: Cloud, domain: string): RenderService | undefined {
  return state.render.find(
    ({ domains, failDomains }) => domains?.includes(domain) && !failDomains,
  );
}

function toHttps(
  cloud: Cloud,
  service: RenderService,
  { path, url }: WireRequest,
): Reply {
  const location = `${serviceUrl(cloud, service)}${path}${url.search}`;
  return { status: 301, headers: { location } };
}

function staticSite(
  cloud: Cloud,
  service: RenderService,
  request: WireRequest,
  scheme: string,
): Reply {
  const file = (path: string) =>
    liveFile(cloud, service, `${FRONTEND}/${path}`);
  if (scheme === 'http' && enforcesHttps(file('public/_redirects'))) {
    return toHttps(cloud, service, request);
  }
  const headers = headersOf(file('public/_headers'));
  if (request.path === '/version.json') {
    return json({ commit: liveDeploy(service)!.commit }, 200, headers);
  }
  const found = file('index.html');
  if (!found) return text('Not Found', 404);
  const answer = html(found.replaceAll('%VITE_API_BASE%', apiBase(service)));
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function apiBase({ env }: RenderService): string {
  return env.VITE_API_BASE ?? '';
}

/** Render itself sends plain HTTP to HTTPS. */
function webService(
  cloud: Cloud,
  service: RenderService,
  request: WireRequest,
  scheme: string,
): Reply {
  if (scheme === 'http') return toHttps(cloud, service, request);
  const { commit } = liveDeploy(service)!;
  const cookie: Record<string, string> = service.sticky
    ? { 'set-cookie': 'INGRESSCOOKIE=i-1; Path=/; HttpOnly' }
    : {};
  const status = service.healthy ? 200 : 503;
  const word = service.healthy ? 'ok' : 'unhealthy';
  switch (request.path) {
    case '/health':
      return json({ status: word }, status, cookie);
    case '/api/health':
      return json(
        { status: word, commit, checks: { database: word } },
        status,
        cookie,
      );
    case '/api/warmup':
      return json({ warm: service.healthy }, status, cookie);
    case '/':
      return json({ service: service.name }, 200, cookie);
    default:
      return json({ detail: 'Not Found' }, 404, cookie);
  }
}

function dashboard(cloud: Cloud, { path }: WireRequest): Reply {
  const id = /^\/services\/([\w-]+)/.exec(path)?.[1];
  const service = id ? findService(cloud, id) : undefined;
  if (!service) return text('Not Found', 404);
  const rows = service.deploys.map(
    ({ id: deploy, commit, status, trigger, message }) =>
      markup`<tr><td>${deploy}</td><td>${commit.slice(0, 7)}</td><td>${status}</td><td>${trigger}</td><td>${message.split('\n')[0]}</td></tr>`,
  );
  return html(
    page({
      title: service.name,
      body: markup`<h1>${service.name}</h1>
        <p>${service.type} of ${service.repository}, branch ${service.branch};
        automatic deploys are ${service.autoDeploy ? 'on' : 'off'}.
        <a href="${serviceUrl(cloud, service)}">Open</a></p>
        <table><thead><tr><th>Deploy</th><th>Commit</th><th>Status</th><th>By</th><th>Message</th></tr></thead>
        <tbody>${raw(rows)}</tbody></table>`,
    }),
  );
}
