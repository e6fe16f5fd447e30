import {
  findService,
  isUnderWay,
  liveDeploy,
  startDeploy,
} from '../../render/deploys';
import type { Cloud } from '../../cloud';
import type { RenderService } from '../../render/renderModel';
import type { JobContext, WorkflowEffects } from './effect';
import { JobFailure, JobWaits } from './effect';

export const deployProd: WorkflowEffects = {
  verify: { seconds: 1, effect: changelogHasVersion },
  'deploy-backend': { seconds: 1, effect: deployTo('backend') },
  'deploy-frontend': { seconds: 1, effect: deployTo('frontend') },
  live: { seconds: 1, effect: bothLive },
};

export const loginSmoke: WorkflowEffects = {
  login: { seconds: 2, effect: signIn },
};

export const switchTraffic: WorkflowEffects = {
  move: { seconds: 1, effect: moveDomains },
};

const PARTS = ['backend', 'frontend'];

/** The services that are to get the domains; nothing is moved to one that does not serve. */
function ready(cloud: Cloud, name: string, to: string): RenderService[] {
  return PARTS.map(part => {
    const service = findService(cloud, `${name}-${part}-${to}`);
    if (!service) {
      throw new JobFailure(`Render has no service ${name}-${part}-${to}`);
    }
    if (!service.healthy || service.suspended || !liveDeploy(service)) {
      throw new JobFailure(
        `${service.name} does not serve; no domain was moved`,
      );
    }
    return service;
  });
}

/** A custom domain leaves the one service and is added to the other. */
function moveDomains({ cloud, repo, run }: JobContext): void {
  for (const [index, service] of ready(
    cloud,
    repo.name,
    run.inputs.to,
  ).entries()) {
    const prefix = `${repo.name}-${PARTS[index]}-`;
    const others = cloud.state.render.filter(
      it => it !== service && it.name.startsWith(prefix),
    );
    for (const other of others) {
      service.domains.push(...other.domains);
      other.domains = [];
    }
  }
}

function changelogHasVersion({ repo, run }: JobContext): void {
  const text = fileOf({ repo, run }, 'CHANGELOG.md');
  if (!text?.split('\n').includes(`## ${run.headBranch}`)) {
    throw new JobFailure(`CHANGELOG.md has no entry of ${run.headBranch}`);
  }
}

function deployTo(part: string) {
  return ({ cloud, repo, run }: JobContext): void => {
    const name = `${repo.name}-${part}-prod`;
    const service = findService(cloud, name);
    if (!service) throw new JobFailure(`Render has no service ${name}`);
    const { sha, message } = repo.git.commits[run.headSha];
    startDeploy(cloud, service, { commit: sha, message, trigger: 'api' });
  };
}

function bothLive({ cloud, repo, run }: JobContext): void {
  for (const part of ['backend', 'frontend']) {
    const name = `${repo.name}-${part}-prod`;
    const deploy = findService(cloud, name)?.deploys.find(
      ({ commit }) => commit === run.headSha,
    );
    if (!deploy) throw new JobFailure(`Render has no deploy of ${name}`);
    if (isUnderWay(deploy)) throw new JobWaits();
    if (deploy.status !== 'live') {
      throw new JobFailure(`Deploy ${deploy.id} of ${name}: ${deploy.status}`);
    }
  }
}

/** After sign-in the page asks for both at the same time; a backend that is ill answers neither. */
function signIn({ cloud, repo, run }: JobContext): void {
  const { environment } = run.inputs;
  const page = fileOf({ repo, run }, 'frontend/src/main.js') ?? '';
  for (const path of ['/api/warmup', '/api/health']) {
    if (!page.includes(path)) {
      throw new JobFailure(`After sign-in the page does not ask ${path}`);
    }
  }
  const service = findService(cloud, `${repo.name}-backend-${environment}`);
  if (!service?.healthy || service.suspended) {
    throw new JobFailure(`/api/warmup of ${environment} did not answer 200`);
  }
}

function fileOf({ repo, run }: Pick<JobContext, 'repo' | 'run'>, file: string) {
  const blob = repo.git.commits[run.headSha]?.tree[file];
  return blob ? repo.git.blobs[blob] : undefined;
}
