import type { Cloud } from '../../cloud';
import type {
  Deployment,
  DeploymentStatus,
  Release,
  Repository,
  Run,
} from '../../state/githubModel';
import { deploymentJson, deploymentStatusJson } from '../json/deployment';
import { releaseJson } from '../json/release';
import { runJson } from '../json/run';
import { workflowJson } from '../json/workflow';
import { webhookContext } from './context';
import { emit } from './deliver';
import type { Push } from './pushPayload';
import { pushPayload } from './pushPayload';

export type ReleaseAction =
  'created' | 'edited' | 'published' | 'released' | 'prereleased' | 'deleted';

export function sendRelease(
  cloud: Cloud,
  repo: Repository,
  release: Release,
  action: ReleaseAction,
  actor: string,
  before?: Release,
): void {
  const changes: Record<string, { from: string }> = {};
  if (before && before.body !== release.body) {
    changes.body = { from: before.body ?? '' };
  }
  if (before && before.name !== release.name) {
    changes.name = { from: before.name ?? '' };
  }
  emit(cloud, repo, {
    event: 'release',
    action,
    payload: {
      action,
      ...(action === 'edited' && { changes }),
      release: webhookRelease(cloud, repo, release),
      ...webhookContext(cloud, repo, actor),
    },
  });
}

/** The published payload schema knows a few fields less than REST. */
function webhookRelease(cloud: Cloud, repo: Repository, release: Release) {
  const shape = releaseJson(cloud, repo, release);
  const { immutable: _, updated_at: _updated, ...shared } = shape;
  return shared;
}

export function sendPush(cloud: Cloud, repo: Repository, push: Push): void {
  const payload = pushPayload(cloud, repo, push);
  emit(cloud, repo, { event: 'push', action: null, payload });
}

export function sendCreate(
  cloud: Cloud,
  repo: Repository,
  kind: 'branch' | 'tag',
  ref: string,
  actor: string,
): void {
  emit(cloud, repo, {
    event: 'create',
    action: null,
    payload: {
      ref,
      ref_type: kind,
      master_branch: repo.defaultBranch,
      description: repo.description,
      pusher_type: 'user',
      ...webhookContext(cloud, repo, actor),
    },
  });
}

export function sendDelete(
  cloud: Cloud,
  repo: Repository,
  kind: 'branch' | 'tag',
  ref: string,
  actor: string,
): void {
  emit(cloud, repo, {
    event: 'delete',
    action: null,
    payload: {
      ref,
      ref_type: kind,
      pusher_type: 'user',
      ...webhookContext(cloud, repo, actor),
    },
  });
}

export function sendWorkflowRun(
  cloud: Cloud,
  repo: Repository,
  run: Run,
  action: 'requested' | 'in_progress' | 'completed',
): void {
  const workflow = repo.workflows.find(it => it.id === run.workflowId)!;
  emit(cloud, repo, {
    event: 'workflow_run',
    action,
    payload: {
      action,
      workflow_run: runJson(cloud, repo, run),
      workflow: workflowJson(cloud, repo, workflow),
      ...webhookContext(cloud, repo, run.actor),
    },
  });
}

export function sendDeployment(
  cloud: Cloud,
  repo: Repository,
  deployment: Deployment,
): void {
  emit(cloud, repo, {
    event: 'deployment',
    action: 'created',
    payload: {
      action: 'created',
      deployment: deploymentJson(cloud, repo, deployment),
      workflow: null,
      workflow_run: null,
      ...webhookContext(cloud, repo, deployment.creator),
    },
  });
}

export function sendDeploymentStatus(
  cloud: Cloud,
  repo: Repository,
  deployment: Deployment,
  status: DeploymentStatus,
): void {
  if (status.state === 'inactive') return; // GitHub does not tell that
  emit(cloud, repo, {
    event: 'deployment_status',
    action: 'created',
    payload: {
      action: 'created',
      deployment_status: deploymentStatusJson(cloud, repo, deployment, status),
      deployment: deploymentJson(cloud, repo, deployment),
      ...webhookContext(cloud, repo, status.creator),
    },
  });
}
