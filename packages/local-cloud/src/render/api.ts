import type { Cloud } from '../cloud';
import { resolve } from '../git/history';
import { Router } from '../http/router';
import type { Reply, WireRequest } from '../http/wire';
import { empty, header, json, jsonBody } from '../http/wire';
import { cancelDeploy, liveDeploy, startDeploy } from './deploys';
import { addDomain, customDomainJson, domainOf, removeDomain } from './domains';
import { deployJson, serviceJson, WORKSPACE } from './json';
import { RenderProblem } from './problem';
import type { RenderDeploy, RenderService } from './renderModel';

export const RENDER_KEY = 'rnd_local_render_key';

const PREFIX = '/v1';
const PAGE = 20;
const LARGEST_PAGE = 100;

/** Render's REST API, as far as it is asked. */
export function renderApi(
  cloud: Cloud,
): (request: WireRequest) => Promise<Reply> {
  const router = new Router();
  const on = (
    definition: string,
    handler: (service: RenderService, request: WireRequest) => Reply,
  ) => {
    const [method, path] = definition.split(' ');
    router.on(`${method} /services/:id${path}`, request => {
      const service = cloud.state.render.find(
        it => it.id === request.params.id,
      );
      if (!service) throw new RenderProblem(404, 'service not found');
      return handler(service, request);
    });
  };
  router.on('GET /services', request => json(services(cloud, request)));
  on('GET ', service => json(serviceJson(cloud, service)));
  on('PATCH ', (service, request) => {
    const { autoDeploy, ...others } = fieldsOf(request);
    const [odd] = Object.keys(others);
    if (odd) throw new RenderProblem(400, `${odd} can't be changed here`);
    if (autoDeploy !== undefined) service.autoDeploy = autoDeploy === 'yes';
    service.updatedAt = cloud.now();
    return json(serviceJson(cloud, service));
  });
  on('GET /deploys', (service, request) => json(deploys(service, request)));
  on('POST /deploys', (service, request) => order(cloud, service, request));
  on('GET /deploys/:deploy', (service, { params }) =>
    json(deployJson(deployOf(service, params.deploy))),
  );
  on('POST /deploys/:deploy/cancel', (service, { params }) => {
    const deploy = deployOf(service, params.deploy);
    if (!cancelDeploy(cloud, service, deploy)) {
      throw new RenderProblem(400, 'deploy is not in progress');
    }
    return json(deployJson(deploy));
  });
  on('POST /rollback', (service, request) => rollBack(cloud, service, request));
  on('GET /instances', service => json(instances(service)));
  on('GET /env-vars', (service, request) => {
    const all = Object.entries(service.env);
    return json(
      page(all, request, ([key]) => key).map(([key, value]) => ({
        envVar: { key, value },
        cursor: key,
      })),
    );
  });
  on('GET /custom-domains', (service, request) => {
    const names = request.url.searchParams.getAll('name');
    const wanted = service.domains.filter(
      it => names.length === 0 || names.includes(it),
    );
    return json(
      page(wanted, request, it => it).map(name => ({
        customDomain: customDomainJson(service, name),
        cursor: name,
      })),
    );
  });
  on('POST /custom-domains', (service, request) => {
    const name = addDomain(cloud, service, fieldsOf(request).name);
    return json([customDomainJson(service, name)], 201);
  });
  on('GET /custom-domains/:domain', (service, { params }) =>
    json(customDomainJson(service, domainOf(service, params.domain))),
  );
  on('DELETE /custom-domains/:domain', (service, { params }) => {
    removeDomain(cloud, service, params.domain);
    return empty();
  });

  return async request => {
    const path = request.path.replace(PREFIX, '');
    const inner = { ...request, path };
    cloud.renderRecorder.record(inner);
    const reply = await answer(router, inner);
    cloud.log({
      service: 'render',
      method: request.method,
      path: request.path + request.url.search,
      status: reply.status,
      actor: 'api key',
      body: jsonBody(request) ?? null,
    });
    return reply;
  };
}

async function answer(router: Router, request: WireRequest): Promise<Reply> {
  if (header(request, 'authorization') !== `Bearer ${RENDER_KEY}`) {
    return json({ message: 'unauthorized' }, 401);
  }
  try {
    return (
      (await router.handle(request)) ?? json({ message: 'not found' }, 404)
    );
  } catch (error) {
    if (!(error instanceof RenderProblem)) throw error;
    return json({ message: error.message }, error.status);
  }
}

function services(cloud: Cloud, request: WireRequest) {
  const { searchParams } = request.url;
  const names = searchParams.getAll('name').flatMap(it => it.split(','));
  const owners = searchParams.getAll('ownerId').flatMap(it => it.split(','));
  const found =
    owners.length > 0 && !owners.includes(WORKSPACE)
      ? []
      : cloud.state.render.filter(
          ({ name }) => names.length === 0 || names.includes(name),
        );
  return page(found, request, ({ id }) => id).map(service => ({
    service: serviceJson(cloud, service),
    cursor: service.id,
  }));
}

function deploys(service: RenderService, request: WireRequest) {
  const wanted = request.url.searchParams
    .getAll('status')
    .flatMap(it => it.split(','));
  const found = service.deploys.filter(
    ({ status }) => wanted.length === 0 || wanted.includes(status),
  );
  return page(found, request, ({ id }) => id).map(deploy => ({
    deploy: deployJson(deploy),
    cursor: deploy.id,
  }));
}

function page<T>(
  all: T[],
  { url }: WireRequest,
  cursorOf: (one: T) => string,
): T[] {
  const cursor = url.searchParams.get('cursor');
  const limit = Number(url.searchParams.get('limit') ?? PAGE);
  if (!(limit >= 1 && limit <= LARGEST_PAGE)) {
    throw new RenderProblem(400, `limit must be 1 to ${LARGEST_PAGE}`);
  }
  const from = cursor ? all.findIndex(it => cursorOf(it) === cursor) + 1 : 0;
  return all.slice(from, from + limit);
}

function order(
  cloud: Cloud,
  service: RenderService,
  request: WireRequest,
): Reply {
  const { commitId, imageUrl } = fieldsOf(request);
  if (imageUrl) {
    throw new RenderProblem(400, 'the service is not backed by an image');
  }
  const [owner, name] = service.repository.split('/');
  const { git } = cloud.repository(owner, name)!;
  const commit = resolve(git, commitId ?? service.branch);
  if (!commit) throw new RenderProblem(400, `commit ${commitId} not found`);
  const { sha, message } = commit;
  const deploy = startDeploy(cloud, service, {
    commit: sha,
    message,
    trigger: 'api',
  });
  return deploy.status === 'queued'
    ? empty(202)
    : json(deployJson(deploy), 201);
}

function rollBack(
  cloud: Cloud,
  service: RenderService,
  request: WireRequest,
): Reply {
  const { commit, message, status } = deployOf(
    service,
    String(fieldsOf(request).deployId),
  );
  if (status !== 'deactivated' && status !== 'live') {
    throw new RenderProblem(400, 'deploy was never live');
  }
  const deploy = startDeploy(cloud, service, {
    commit,
    message,
    trigger: 'rollback',
  });
  return json(deployJson(deploy), 201);
}

function instances(service: RenderService) {
  const live = liveDeploy(service);
  if (!live || service.suspended || service.type === 'static_site') return [];
  return Array.from({ length: service.instances }, (_, index) => ({
    id: `${service.id}-${live.id.slice(4)}-${index}`,
    createdAt: new Date(live.finishedAt ?? live.createdAt).toISOString(),
  }));
}

function deployOf(service: RenderService, id: string): RenderDeploy {
  const deploy = service.deploys.find(it => it.id === id);
  if (!deploy) throw new RenderProblem(404, 'deploy not found');
  return deploy;
}

function fieldsOf(request: WireRequest): Record<string, any> {
  const fields = jsonBody(request);
  if (!fields) throw new RenderProblem(400, 'invalid JSON');
  return fields;
}
