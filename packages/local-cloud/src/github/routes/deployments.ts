import type { Cloud } from '../../cloud';
import { resolve } from '../../git/history';
import { empty, json } from '../../http/wire';
import type { Deployment, Repository } from '../../state/githubModel';
import type { Api, RepositoryRequest } from '../api';
import { findEnvironment } from '../../actions/environmentGate';
import { addDeploymentStatus, createDeployment } from '../deploymentStore';
import {
  deploymentJson,
  deploymentStatusJson,
  environmentJson,
} from '../json/deployment';
import { paged } from '../pagination';
import { GitHubProblem, invalid, notFound } from '../problem';

const STATES = [
  'error',
  'failure',
  'inactive',
  'in_progress',
  'queued',
  'pending',
  'success',
];

export function addDeploymentRoutes(api: Api, cloud: Cloud): void {
  api.read('GET /deployments', request => {
    const { repo, query } = request;
    const is = (name: 'sha' | 'ref' | 'task' | 'environment') => {
      const wanted = query.get(name);
      return (deployment: Deployment) =>
        wanted === null || wanted === 'none' || deployment[name] === wanted;
    };
    const found = repo.deployments
      .filter(is('sha'))
      .filter(is('ref'))
      .filter(is('task'))
      .filter(is('environment'));
    return paged(cloud, request, found, deployment =>
      deploymentJson(cloud, repo, deployment),
    );
  });
  api.read('GET /deployments/:id', ({ repo, params }) =>
    json(deploymentJson(cloud, repo, findDeployment(repo, params.id))),
  );
  api.write('POST /deployments', request => {
    const deployment = createDeployment(
      cloud,
      request.repo,
      newDeployment(request),
    );
    return json(deploymentJson(cloud, request.repo, deployment), 201);
  });
  api.write('DELETE /deployments/:id', ({ repo, params }) => {
    const deployment = findDeployment(repo, params.id);
    const isActive = deployment.statuses[0]?.state === 'success';
    if (isActive && repo.deployments.length > 1) {
      throw new GitHubProblem(422, 'We cannot delete an active deployment');
    }
    repo.deployments = repo.deployments.filter(it => it !== deployment);
    cloud.changed();
    return empty();
  });
  api.read('GET /deployments/:id/statuses', request => {
    const { repo, params } = request;
    const deployment = findDeployment(repo, params.id);
    return paged(cloud, request, deployment.statuses, status =>
      deploymentStatusJson(cloud, repo, deployment, status),
    );
  });
  api.write('POST /deployments/:id/statuses', request => {
    const { repo, params, fields, caller } = request;
    const deployment = findDeployment(repo, params.id);
    if (!STATES.includes(fields.state)) {
      throw invalid('DeploymentStatus', 'state', 'invalid');
    }
    const status = addDeploymentStatus(cloud, repo, deployment, {
      state: fields.state,
      creator: caller.login,
      description: fields.description ?? '',
      environmentUrl: fields.environment_url ?? '',
      logUrl: fields.log_url ?? fields.target_url ?? '',
      autoInactive: fields.auto_inactive ?? true,
    });
    return json(deploymentStatusJson(cloud, repo, deployment, status), 201);
  });
  api.read('GET /environments', request =>
    paged(
      cloud,
      request,
      request.repo.environments,
      environment => environmentJson(cloud, request.repo, environment),
      (environments, total_count) => ({ total_count, environments }),
    ),
  );
  api.read('GET /environments/:name', ({ repo, params }) => {
    const environment = findEnvironment(repo, params.name);
    if (!environment) throw notFound();
    return json(environmentJson(cloud, repo, environment));
  });
}

function findDeployment(repo: Repository, id: string): Deployment {
  const found = repo.deployments.find(it => it.id === Number(id));
  if (!found) throw notFound();
  return found;
}

function newDeployment({ repo, fields, caller }: RepositoryRequest) {
  if (!fields.ref) throw invalid('Deployment', 'ref', 'missing_field');
  const commit = resolve(repo.git, fields.ref);
  if (!commit) throw new GitHubProblem(422, `No ref found for: ${fields.ref}`);
  if (fields.required_contexts === undefined) {
    const message = 'Conflict: Commit status checks failed for this ref.';
    throw new GitHubProblem(409, message);
  }
  const environment = fields.environment ?? 'production';
  return {
    sha: commit.sha,
    ref: fields.ref,
    task: fields.task ?? 'deploy',
    payload: fields.payload ?? {},
    environment,
    description: fields.description ?? null,
    creator: caller.login,
    transient: fields.transient_environment ?? false,
    production: fields.production_environment ?? environment === 'production',
  };
}
