import { review } from '../../actions/changeRun';
import {
  findEnvironment,
  mayReview,
  pendingEnvironments,
} from '../../actions/environmentGate';
import type { Cloud } from '../../cloud';
import { json } from '../../http/wire';
import type { Environment, Repository, Run } from '../../state/githubModel';
import type { Api, RepositoryRequest } from '../api';
import {
  deploymentJson,
  environmentJson,
  environmentReference,
  reviewersJson,
} from '../json/deployment';
import { userJson } from '../json/user';
import { GitHubProblem } from '../problem';
import { findRun } from './runs';

export function addReviewRoutes(api: Api, cloud: Cloud): void {
  const path = '/actions/runs/:id';
  api.read(`GET ${path}/pending_deployments`, request => {
    const { repo, params, caller } = request;
    const run = findRun(repo, params.id);
    return json(
      pendingEnvironments(repo, run).map(environment => ({
        environment: environmentReference(cloud, repo, environment),
        wait_timer: environment.waitMinutes,
        wait_timer_started_at: null,
        current_user_can_approve:
          caller.token?.kind === 'oauth' &&
          mayReview(environment, run, caller.login),
        reviewers: reviewersJson(cloud, environment),
      })),
    );
  });
  api.read(`POST ${path}/pending_deployments`, request => {
    const { repo, params, fields, caller } = request;
    const run = findRun(repo, params.id);
    const environments = reviewed(request, run);
    review(cloud, run, environments, {
      state: fields.state,
      login: caller.login,
      comment: fields.comment,
    });
    const deployments = environments.map(environment =>
      deploymentOf(repo, run, environment)!,
    );
    return json(deployments.map(it => deploymentJson(cloud, repo, it)));
  });
  api.read(`GET ${path}/approvals`, ({ repo, params }) =>
    json(
      findRun(repo, params.id).approvals.map(approval => ({
        state: approval.state,
        comment: approval.comment,
        user: userJson(cloud, approval.login),
        environments: [
          environmentJson(
            cloud,
            repo,
            findEnvironment(repo, approval.environment)!,
          ),
        ],
      })),
    ),
  );
}

/** The environments a review is about, when the caller may give it. */
function reviewed(request: RepositoryRequest, run: Run): Environment[] {
  const { repo, fields, caller } = request;
  const ids: unknown = fields.environment_ids;
  const isComplete =
    Array.isArray(ids) &&
    ids.length > 0 &&
    ['approved', 'rejected'].includes(fields.state) &&
    typeof fields.comment === 'string';
  if (!isComplete) throw new GitHubProblem(422, 'Invalid request.');
  const environments = pendingEnvironments(repo, run).filter(environment =>
    (ids as unknown[]).includes(environment.id),
  );
  if (environments.length !== (ids as unknown[]).length) {
    throw new GitHubProblem(422, 'There is no pending deployment for that');
  }
  const isUser = caller.token?.kind === 'oauth';
  if (!isUser || !environments.every(it => mayReview(it, run, caller.login))) {
    throw new GitHubProblem(
      422,
      'You are not allowed to review this deployment',
    );
  }
  return environments;
}

function deploymentOf(repo: Repository, run: Run, environment: Environment) {
  const job = run.jobs.find(
    it => it.environment?.toLowerCase() === environment.name.toLowerCase(),
  );
  return repo.deployments.find(it => it.id === job?.deploymentId);
}
