import { refPolicies } from '../../actions/environmentGate';
import type { Cloud } from '../../cloud';
import type {
  Deployment,
  DeploymentStatus,
  Environment,
  Repository,
} from '../../state/githubModel';
import { isoTime, nodeId } from '../format';
import { apiUrl, webUrl } from './repository';
import { userJson } from './user';

/** GitHub's `deployment`. */
export function deploymentJson(
  cloud: Cloud,
  repo: Repository,
  deployment: Deployment,
) {
  const api = apiUrl(cloud, repo);
  const url = `${api}/deployments/${deployment.id}`;
  return {
    url,
    id: deployment.id,
    node_id: nodeId('Deployment', deployment.id),
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload ?? {},
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    creator: userJson(cloud, deployment.creator),
    created_at: isoTime(deployment.createdAt),
    updated_at: isoTime(deployment.updatedAt),
    statuses_url: `${url}/statuses`,
    repository_url: api,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: null,
  };
}

/** GitHub's `deployment-status`. */
export function deploymentStatusJson(
  cloud: Cloud,
  repo: Repository,
  deployment: Deployment,
  status: DeploymentStatus,
) {
  const api = apiUrl(cloud, repo);
  const deploymentUrl = `${api}/deployments/${deployment.id}`;
  return {
    url: `${deploymentUrl}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DeploymentStatus', status.id),
    state: status.state,
    creator: userJson(cloud, status.creator),
    description: status.description,
    environment: deployment.environment,
    target_url: status.logUrl,
    created_at: isoTime(status.at),
    updated_at: isoTime(status.at),
    deployment_url: deploymentUrl,
    repository_url: api,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: null,
  };
}

/** GitHub's `environment`, with its protection rules. */
export function environmentJson(
  cloud: Cloud,
  repo: Repository,
  environment: Environment,
) {
  const { id } = environment;
  const rules: unknown[] = [];
  if (environment.waitMinutes > 0) {
    rules.push({
      id: id * 10 + 1,
      node_id: nodeId('Gate', id * 10 + 1),
      type: 'wait_timer',
      wait_timer: environment.waitMinutes,
    });
  }
  if (environment.reviewers.length > 0) {
    rules.push({
      id: id * 10 + 2,
      node_id: nodeId('Gate', id * 10 + 2),
      type: 'required_reviewers',
      prevent_self_review: environment.preventSelfReview,
      reviewers: reviewersJson(cloud, environment),
    });
  }
  const isNarrowed = refPolicies(environment).length > 0;
  if (isNarrowed) {
    rules.push({
      id: id * 10 + 3,
      node_id: nodeId('Gate', id * 10 + 3),
      type: 'branch_policy',
    });
  }
  return {
    ...environmentReference(cloud, repo, environment),
    created_at: isoTime(environment.createdAt),
    updated_at: isoTime(environment.createdAt),
    protection_rules: rules,
    deployment_branch_policy: isNarrowed
      ? { protected_branches: false, custom_branch_policies: true }
      : null,
  };
}

export function reviewersJson(cloud: Cloud, environment: Environment) {
  return environment.reviewers.map(login => ({
    type: 'User',
    reviewer: userJson(cloud, login),
  }));
}

/** How runs and approvals name an environment. */
export function environmentReference(
  cloud: Cloud,
  repo: Repository,
  environment: Environment,
) {
  const name = encodeURIComponent(environment.name);
  return {
    id: environment.id,
    node_id: nodeId('Environment', environment.id),
    name: environment.name,
    url: `${apiUrl(cloud, repo)}/environments/${name}`,
    html_url: `${webUrl(cloud, repo)}/deployments/activity_log?environments_filter=${name}`,
  };
}
