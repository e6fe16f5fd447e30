import type { Cloud } from '../cloud';
import {
  addDeploymentStatus,
  createDeployment,
} from '../github/deploymentStore';
import { environmentUrl } from '../github/environmentUrl';
import type { Job, Repository, Run } from '../state/githubModel';
import { ensureEnvironment } from '../github/environmentStore';

/** The deployment that GitHub makes for a job with `environment:`. */
export function openDeployment(
  cloud: Cloud,
  repo: Repository,
  run: Run,
  job: Job,
): void {
  const environment = ensureEnvironment(cloud, repo, job.environment!);
  const deployment = createDeployment(cloud, repo, {
    sha: run.headSha,
    ref: run.headBranch,
    task: 'deploy',
    payload: {},
    environment: environment.name,
    description: null,
    creator: run.actor,
    transient: false,
    production: false,
  });
  job.deploymentId = deployment.id;
}

export function setDeploymentState(
  cloud: Cloud,
  repo: Repository,
  run: Run,
  job: Job,
  state: string,
): void {
  const deployment = repo.deployments.find(it => it.id === job.deploymentId);
  if (!deployment) return;
  addDeploymentStatus(cloud, repo, deployment, {
    state,
    creator: run.actor,
    description: '',
    environmentUrl: environmentUrl(cloud, repo, deployment.environment),
    logUrl: `${cloud.urls.github}/${repo.owner}/${repo.name}/actions/runs/${run.id}/job/${job.id}`,
  });
}
