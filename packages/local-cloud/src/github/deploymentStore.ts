import type { Cloud } from '../cloud';
import type {
  Deployment,
  DeploymentStatus,
  Repository,
} from '../state/githubModel';
import { ensureEnvironment } from './environmentStore';
import { sendDeployment, sendDeploymentStatus } from './webhooks/send';

export type NewDeployment = Omit<
  Deployment,
  'id' | 'createdAt' | 'updatedAt' | 'statuses'
>;

export function createDeployment(
  cloud: Cloud,
  repo: Repository,
  input: NewDeployment,
): Deployment {
  ensureEnvironment(cloud, repo, input.environment);
  const deployment: Deployment = {
    id: cloud.nextId(),
    ...input,
    createdAt: cloud.now(),
    updatedAt: cloud.now(),
    statuses: [],
  };
  repo.deployments.unshift(deployment);
  cloud.changed();
  sendDeployment(cloud, repo, deployment);
  return deployment;
}

export function addDeploymentStatus(
  cloud: Cloud,
  repo: Repository,
  deployment: Deployment,
  input: Omit<DeploymentStatus, 'id' | 'at'> & { autoInactive?: boolean },
): DeploymentStatus {
  const { autoInactive = true, ...fields } = input;
  const status = { id: cloud.nextId(), at: cloud.now(), ...fields };
  deployment.statuses.unshift(status);
  deployment.updatedAt = status.at;
  cloud.changed();
  sendDeploymentStatus(cloud, repo, deployment, status);
  if (status.state === 'success' && autoInactive) {
    for (const other of supersededBy(repo, deployment)) {
      addDeploymentStatus(cloud, repo, other, {
        ...fields,
        state: 'inactive',
        description: '',
      });
    }
  }
  return status;
}

/** Earlier live deployments that a new success marks inactive. */
function supersededBy(repo: Repository, deployment: Deployment): Deployment[] {
  return repo.deployments.filter(
    other =>
      other.id < deployment.id &&
      other.environment === deployment.environment &&
      !other.transient &&
      !other.production &&
      other.statuses[0]?.state === 'success',
  );
}
