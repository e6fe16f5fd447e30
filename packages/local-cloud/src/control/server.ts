import type { Cloud } from '../cloud';
import { Router } from '../http/router';
import type { Reply, WireRequest } from '../http/wire';
import { empty, json } from '../http/wire';
import { addAwsControls } from './awsControls';
import { addCheckControls } from './checkControls';
import { ControlProblem, fieldsOf } from './problem';
import { readFaults } from './readFaults';
import { addRepositoryControls } from './repositoryControls';
import { addSettingsControls } from './settingsControls';
import { addSiteControls } from './siteControls';
import { addStaticSiteControls } from './staticSiteControls';
import { addRenderControls } from './renderControls';
import { summary } from './summary';

export interface ControlHooks {
  reset(): Promise<void>;
  /** Does everything that is due now. */
  tick(): void;
}

/** Turns the local cloud's screws: for tests and demonstrations. */
export function controlHandler(
  cloud: Cloud,
  hooks: ControlHooks,
): (request: WireRequest) => Promise<Reply> {
  const router = new Router();
  router.on('GET /state', () => json(summary(cloud)));
  router.on('GET /log', () => json(cloud.state.log));
  router.on('GET /conformance', () => json(cloud.recorder.report()));
  router.on('DELETE /conformance', () => {
    cloud.recorder.clear();
    return empty();
  });
  router.on('GET /sites', () =>
    json({ sites: summary(cloud).sites, changes: cloud.state.siteChanges }),
  );
  router.on('GET /faults', () => json(cloud.state.faults));
  router.on('POST /faults', request => {
    const faults = readFaults(cloud, fieldsOf(request));
    if ('problem' in faults) throw new ControlProblem(400, faults.problem);
    cloud.state.faults.push(...faults.faults);
    cloud.changed();
    return json(cloud.state.faults, 201);
  });
  router.on('DELETE /faults', () => {
    cloud.state.faults = [];
    cloud.changed();
    return empty();
  });
  router.on('POST /clock', request => {
    setClock(cloud, fieldsOf(request));
    hooks.tick();
    return json(cloud.state.clock);
  });
  router.on('POST /reset', async () => {
    await hooks.reset();
    return json(summary(cloud));
  });
  addSiteControls(router, cloud);
  addStaticSiteControls(router, cloud);
  addRepositoryControls(router, cloud);
  addCheckControls(router, cloud);
  addRenderControls(router, cloud);
  addAwsControls(router, cloud);
  addSettingsControls(router, cloud);

  return async request => {
    try {
      const reply = await router.handle(request);
      if (request.method !== 'GET') cloud.changed();
      return reply ?? json({ message: 'Not Found' }, 404);
    } catch (error) {
      if (!(error instanceof ControlProblem)) throw error;
      return json({ message: error.message }, error.status);
    }
  };
}

function setClock(cloud: Cloud, fields: Record<string, any>): void {
  const { scale, advance } = fields;
  if (scale !== undefined) {
    if (!(scale > 0)) throw new ControlProblem(400, 'scale must be positive');
    cloud.state.clock.scale = scale;
  }
  if (advance !== undefined) {
    if (!(advance > 0))
      throw new ControlProblem(400, 'advance must be positive');
    cloud.state.clock.advancedMs += advance * 1000;
  }
}
