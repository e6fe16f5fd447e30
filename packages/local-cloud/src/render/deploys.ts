import type { Cloud } from '../cloud';
import type { Repository } from '../state/githubModel';
import type { RenderDeploy, RenderService } from './renderModel';

const BUILD_SECONDS = 4;
const HAND_OVER_SECONDS = 3;

export function findService(
  cloud: Cloud,
  name: string,
): RenderService | undefined {
  return cloud.state.render.find(
    service =>
      service.id === name || service.name.toLowerCase() === name.toLowerCase(),
  );
}

export function liveDeploy(service: RenderService): RenderDeploy | undefined {
  return service.deploys.find(({ status }) => status === 'live');
}

export function isUnderWay({ status }: RenderDeploy): boolean {
  return ['queued', 'build_in_progress', 'update_in_progress'].includes(status);
}

/** Begins at once, or waits in the queue behind the deploy that is on its way. */
export function startDeploy(
  cloud: Cloud,
  service: RenderService,
  order: Pick<RenderDeploy, 'commit' | 'message' | 'trigger'>,
): RenderDeploy {
  const at = cloud.now();
  const deploy: RenderDeploy = {
    ...order,
    id: `dep-${cloud.nextId()}`,
    status: 'queued',
    createdAt: at,
    startedAt: null,
    finishedAt: null,
    updatedAt: at,
    dueAt: null,
  };
  const waits = service.deploys.some(isUnderWay);
  service.deploys.unshift(deploy);
  if (!waits) begin(cloud, deploy);
  cloud.changed();
  return deploy;
}

/** Render goes back without a build. */
function begin(cloud: Cloud, deploy: RenderDeploy): void {
  deploy.startedAt = cloud.now();
  if (deploy.trigger === 'rollback') handOver(cloud, deploy);
  else move(cloud, deploy, 'build_in_progress', BUILD_SECONDS);
}

function handOver(cloud: Cloud, deploy: RenderDeploy): void {
  move(cloud, deploy, 'update_in_progress', HAND_OVER_SECONDS);
}

function move(
  cloud: Cloud,
  deploy: RenderDeploy,
  status: RenderDeploy['status'],
  seconds: number,
): void {
  deploy.status = status;
  deploy.updatedAt = cloud.now();
  deploy.dueAt = cloud.dueIn(seconds);
}

export function cancelDeploy(
  cloud: Cloud,
  service: RenderService,
  deploy: RenderDeploy,
): boolean {
  if (!isUnderWay(deploy)) return false;
  finish(cloud, service, deploy, 'canceled');
  return true;
}

/** Moves every deploy that is due. What served before goes on until the new one is healthy. */
export function advanceDeploys(cloud: Cloud): void {
  for (const service of cloud.state.render) {
    for (const deploy of service.deploys) {
      if (deploy.dueAt === null || deploy.dueAt > cloud.workNow()) continue;
      advance(cloud, service, deploy);
      cloud.changed();
    }
  }
}

function advance(
  cloud: Cloud,
  service: RenderService,
  deploy: RenderDeploy,
): void {
  if (deploy.status === 'build_in_progress') {
    if (!service.failBuild) return handOver(cloud, deploy);
    service.failBuild = false;
    return finish(cloud, service, deploy, 'build_failed');
  }
  if (service.failHealth) {
    service.failHealth = false;
    return finish(cloud, service, deploy, 'update_failed');
  }
  const before = liveDeploy(service);
  if (before) {
    before.status = 'deactivated';
    before.updatedAt = cloud.now();
  }
  service.gapUntil = cloud.now() + service.gapSeconds * 1000;
  service.gapSeconds = 0;
  return finish(cloud, service, deploy, 'live');
}

function finish(
  cloud: Cloud,
  service: RenderService,
  deploy: RenderDeploy,
  status: RenderDeploy['status'],
): void {
  const at = cloud.now();
  deploy.status = status;
  deploy.dueAt = null;
  deploy.finishedAt = at;
  deploy.updatedAt = at;
  const [next, ...older] = service.deploys.filter(
    ({ status: waiting }) => waiting === 'queued',
  );
  if (!next || service.deploys.some(it => it.dueAt !== null)) return;
  // Of those that wait only the newest is deployed.
  for (const overtaken of older) {
    overtaken.status = 'canceled';
    overtaken.finishedAt = at;
    overtaken.updatedAt = at;
  }
  begin(cloud, next);
}

/** A push to the branch that a service is connected to, where it deploys by itself. */
export function deployPush(
  cloud: Cloud,
  repo: Repository,
  branch: string,
): void {
  const name = `${repo.owner}/${repo.name}`;
  const commit = repo.git.commits[repo.git.branches[branch]];
  for (const service of cloud.state.render) {
    const isMeant = service.repository === name && service.branch === branch;
    if (!commit || !isMeant || !service.autoDeploy) continue;
    startDeploy(cloud, service, {
      commit: commit.sha,
      message: commit.message,
      trigger: 'new_commit',
    });
  }
}
