import { randomUUID } from 'node:crypto';
import type { Cloud } from '../cloud';
import { Router } from '../http/router';
import type { Reply, WireRequest } from '../http/wire';
import { jsonBody, empty, header, json } from '../http/wire';
import type { Site } from '../state/cloudModel';
import { configureImage, restart } from './siteContainers';
import {
  configJson,
  instancesJson,
  planJson,
  referenceJson,
  settingsJson,
  siteJson,
} from './siteJson';

class ArmProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

type SiteHandler = (site: Site, request: WireRequest, by: string) => Reply;

const SITES =
  '/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.Web/sites';

const PLANS =
  '/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.Web/serverfarms';

/** Ties calls that belong together, in Azure's activity log too. */
const CORRELATION = 'x-ms-correlation-request-id';

/** Azure Resource Manager for App Service sites. */
export function armHandler(
  cloud: Cloud,
): (request: WireRequest) => Promise<Reply> {
  const router = new Router();
  const on = (definition: string, handler: SiteHandler) => {
    const [method, path] = definition.split(' ');
    router.on(`${method} ${SITES}/:site${path}`, request =>
      handler(siteOf(cloud, request), request, principalOf(cloud, request)),
    );
  };

  router.on(`GET ${SITES}`, request => {
    const group = request.params.group.toLowerCase();
    const sites = cloud.state.sites.filter(
      site => site.resourceGroup.toLowerCase() === group,
    );
    return list(sites.map(site => siteJson(cloud, site)));
  });
  on('GET ', site => json(siteJson(cloud, site)));
  on('GET /config/web', site => json(configJson(cloud, site)));
  on('PATCH /config/web', (site, request, by) => {
    applyConfig(cloud, site, request, by);
    return json(configJson(cloud, site));
  });
  on('POST /config/appsettings/list', site => json(settingsJson(cloud, site)));
  const references = '/config/configreferences/appsettings';
  on(`GET ${references}`, site =>
    list(site.references.map(it => referenceJson(cloud, site, it))),
  );
  on(`GET ${references}/:key`, (site, { params }) => {
    const found = site.references.find(it => it.setting === params.key);
    if (!found) throw notFound(`The reference ${params.key}`);
    return json(referenceJson(cloud, site, found));
  });
  on('GET /instances', site => list(instancesJson(cloud, site)));
  on('GET /instances/:id', (site, { params }) => {
    const found = instancesJson(cloud, site).find(it => it.name === params.id);
    if (!found) throw notFound('The instance');
    return json(found);
  });
  on('GET /slots', () => list([]));
  on('POST /containerlogs', site => containerLog(site));
  on('POST /restart', site => {
    restart(cloud, site);
    return empty(200);
  });
  on('POST /start', site => setState(cloud, site, 'Running'));
  on('POST /stop', site => setState(cloud, site, 'Stopped'));

  router.on(`GET ${PLANS}/:plan`, ({ params }) => {
    const found = cloud.state.servicePlans.find(
      plan =>
        plan.name.toLowerCase() === params.plan.toLowerCase() &&
        plan.resourceGroup.toLowerCase() === params.group.toLowerCase(),
    );
    if (!found) throw notFound(`The plan ${params.plan}`);
    return json(planJson(cloud, found));
  });

  return async request => {
    const headers = {
      'x-ms-request-id': randomUUID(),
      [CORRELATION]: header(request, CORRELATION) || randomUUID(),
      'x-ms-ratelimit-remaining-subscription-reads': '11999',
    };
    try {
      checkRequest(cloud, request);
      const reply = (await router.handle(request)) ?? undefined;
      if (!reply) throw notFound(`The resource ${request.path}`);
      logChange(cloud, request, reply);
      return { ...reply, headers: { ...headers, ...reply.headers } };
    } catch (error) {
      if (!(error instanceof ArmProblem)) throw error;
      const { code, message, status } = error;
      return json({ error: { code, message } }, status, headers);
    }
  };
}

/** Reading settings is a POST too, but changes nothing. */
function logChange(cloud: Cloud, request: WireRequest, reply: Reply): void {
  const { method, path } = request;
  if (method === 'GET' || /\/(list|containerlogs)$/.test(path)) return;
  cloud.log({
    service: 'arm',
    method,
    path,
    status: reply.status,
    actor: principalOf(cloud, request),
    body: jsonBody(request),
  });
}

/** As Azure sends it: a stream of bytes, a time before each line. */
function containerLog(site: Site): Reply {
  const lines = site.output.map(
    ({ at, text }) => `${new Date(at).toISOString()} ${text}\n`,
  );
  return {
    status: 200,
    headers: { 'content-type': 'application/octet-stream' },
    body: lines.join(''),
  };
}

function list(value: unknown[]): Reply {
  return json({ value, nextLink: null });
}

function notFound(what: string): ArmProblem {
  return new ArmProblem(404, 'ResourceNotFound', `${what} was not found.`);
}

function checkRequest(cloud: Cloud, request: WireRequest): void {
  principalOf(cloud, request);
  if (!request.url.searchParams.get('api-version')) {
    throw new ArmProblem(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  }
  const subscription = /^\/subscriptions\/([^/]+)/.exec(request.path)?.[1];
  if (subscription !== cloud.state.subscriptionId) {
    throw new ArmProblem(
      404,
      'SubscriptionNotFound',
      `The subscription '${subscription}' could not be found.`,
    );
  }
}

function principalOf(cloud: Cloud, request: WireRequest): string {
  const given = /^Bearer (.+)$/i.exec(header(request, 'authorization'))?.[1];
  if (!given) {
    const message =
      "Authentication failed. The 'Authorization' header is missing.";
    throw new ArmProblem(401, 'AuthenticationFailed', message);
  }
  const token = cloud.state.armTokens[given];
  if (!token) {
    throw new ArmProblem(
      401,
      'InvalidAuthenticationToken',
      'The access token is invalid.',
    );
  }
  if (token.expiresAt < cloud.now()) {
    throw new ArmProblem(
      401,
      'ExpiredAuthenticationToken',
      'The access token expiry is in the past.',
    );
  }
  return token.principal;
}

function siteOf(cloud: Cloud, { params }: WireRequest): Site {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const found = cloud.state.sites.find(
    site =>
      same(site.name, params.site) && same(site.resourceGroup, params.group),
  );
  if (!found) {
    throw notFound(
      `The Resource 'Microsoft.Web/sites/${params.site}' under resource group '${params.group}'`,
    );
  }
  return found;
}

function applyConfig(
  cloud: Cloud,
  site: Site,
  request: WireRequest,
  principal: string,
): void {
  const properties = jsonBody(request)?.properties;
  if (typeof properties !== 'object' || properties === null) {
    const message = 'The request content was invalid.';
    throw new ArmProblem(400, 'InvalidRequestContent', message);
  }
  const { linuxFxVersion, healthCheckPath } = properties;
  if (healthCheckPath !== undefined) site.healthCheckPath = healthCheckPath;
  if (linuxFxVersion !== undefined) {
    configureImage(cloud, site, linuxFxVersion, {
      via: 'arm',
      principal,
      correlation: header(request, CORRELATION) || null,
    });
  }
  cloud.changed();
}

function setState(cloud: Cloud, site: Site, state: Site['state']): Reply {
  site.state = state;
  site.lastModified = cloud.now();
  cloud.changed();
  return empty(200);
}
