import type { Cloud } from '../cloud';
import type { Router } from '../http/router';
import { json } from '../http/wire';
import { findService, liveDeploy, startDeploy } from '../render/deploys';
import { serviceUrl } from '../render/json';
import type { RenderService } from '../render/renderModel';
import { ControlProblem, fieldsOf } from './problem';

const SCREWS = [
  'healthy',
  'failBuild',
  'failHealth',
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
  router.on('POST /render/:service', request => {
    const service = findService(cloud, request.params.service);
    if (!service) {
      throw new ControlProblem(404, `No service ${request.params.service}`);
    }
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
