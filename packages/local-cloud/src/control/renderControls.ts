import type { Cloud } from '../cloud';
import type { Router } from '../http/router';
import type { WireRequest } from '../http/wire';
import { empty, json } from '../http/wire';
import { findService, liveDeploy, startDeploy } from '../render/deploys';
import { serviceUrl } from '../render/json';
import type { RenderService } from '../render/renderModel';
import { ControlProblem, fieldsOf } from './problem';

const SCREWS = [
  'healthy',
  'failBuild',
  'failHealth',
  'failDomains',
  'gapSeconds',
  'suspended',
  'autoDeploy',
  'sticky',
  'branch',
  'healthCheckPath',
  'publishPath',
  'autoscaling',
  'env',
] as const;

/** Mis-sets services of Render, and lets their deploys fail. */
export function addRenderControls(router: Router, cloud: Cloud): void {
  router.on('GET /render', () =>
    json({
      services: cloud.state.render.map(service => summaryOf(cloud, service)),
    }),
  );
  router.on('GET /render/conformance', () =>
    json(cloud.renderRecorder.report()),
  );
  const serviceOf = ({ params }: WireRequest): RenderService => {
    const service = findService(cloud, params.service);
    if (service) return service;
    throw new ControlProblem(404, `No service ${params.service}`);
  };
  router.on('DELETE /render/:service', request => {
    remove(cloud, serviceOf(request));
    return empty();
  });
  router.on('POST /render/:service', request => {
    const service = serviceOf(request);
    const { deploy, ...fields } = fieldsOf(request);
    for (const [name, value] of Object.entries(fields)) {
      if (!SCREWS.some(known => known === name)) {
        throw new ControlProblem(400, `${name}: one of ${SCREWS.join(', ')}`);
      }
      Object.assign(service, { [name]: value });
    }
    if (deploy) deployOutOfBand(cloud, service, String(deploy));
    return json(summaryOf(cloud, service));
  });
}

/** A service that nobody has any more. */
function remove(cloud: Cloud, { id }: RenderService): void {
  cloud.state.render = cloud.state.render.filter(it => it.id !== id);
  cloud.changed();
}

/** As if somebody had used Render's dashboard. */
function deployOutOfBand(
  cloud: Cloud,
  service: RenderService,
  commit: string,
): void {
  const message = 'Deployed by somebody else';
  startDeploy(cloud, service, { commit, message, trigger: 'manual' });
}

function summaryOf(cloud: Cloud, service: RenderService) {
  return {
    ...service,
    url: serviceUrl(cloud, service),
    liveCommit: liveDeploy(service)?.commit ?? null,
    changes: service.deploys.length,
  };
}
