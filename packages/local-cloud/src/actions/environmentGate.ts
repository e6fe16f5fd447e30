import type { Cloud } from '../cloud';
import { matchesRef } from '../github/refPattern';
import type { Environment, Job, Repository, Run } from '../state/githubModel';

/** Whether a job may enter its environment yet, by the environment's protection. */
export function environmentGate(
  cloud: Cloud,
  repo: Repository,
  run: Run,
  job: Job,
): 'open' | 'closed' {
  const environment = environmentOf(repo, job);
  if (!environment) return 'open';
  const isReviewed = run.approvals.some(
    it => it.environment === job.environment,
  );
  if (environment.reviewers.length > 0 && !isReviewed) return 'closed';
  const waitUntil = job.createdAt + environment.waitMinutes * 60_000;
  return waitUntil > cloud.workNow() ? 'closed' : 'open';
}

/** Why a job may never enter its environment, in GitHub's words. */
export function refusalOf(
  repo: Repository,
  run: Run,
  job: Job,
): string | undefined {
  const environment = environmentOf(repo, job);
  if (!environment) return undefined;
  const type = run.ref.startsWith('refs/tags/') ? 'tag' : 'branch';
  const policies = refPolicies(environment);
  const mayDeploy =
    policies.length === 0 ||
    policies.some(
      it => it.type === type && matchesRef(it.pattern, run.headBranch),
    );
  if (!mayDeploy) {
    const kind = type === 'tag' ? 'Tag' : 'Branch';
    return `${kind} "${run.headBranch}" is not allowed to deploy to ${environment.name} due to environment protection rules.`;
  }
  const isRejected = run.approvals.some(
    it => it.environment === job.environment && it.state === 'rejected',
  );
  return isRejected ? 'The deployment was rejected' : undefined;
}

/**
 * What refs may deploy; a policy is either of branches or of tags. A state that was kept before
 * there were patterns of tags has none.
 */
export function refPolicies({ branches, tags = [] }: Environment) {
  return [
    ...branches.map(pattern => ({ type: 'branch' as const, pattern })),
    ...tags.map(pattern => ({ type: 'tag' as const, pattern })),
  ];
}

function environmentOf(repo: Repository, job: Job): Environment | undefined {
  return job.environment ? findEnvironment(repo, job.environment) : undefined;
}

export function findEnvironment(
  repo: Repository,
  name: string,
): Environment | undefined {
  return repo.environments.find(
    environment => environment.name.toLowerCase() === name.toLowerCase(),
  );
}

/** The environments in which jobs of a run wait. */
export function pendingEnvironments(repo: Repository, run: Run): Environment[] {
  return run.jobs
    .filter(job => job.status === 'waiting' && job.environment)
    .map(job => findEnvironment(repo, job.environment!)!);
}

export function mayReview(
  environment: Environment,
  run: Run,
  login: string,
): boolean {
  const isOwnRun = environment.preventSelfReview && run.actor === login;
  return environment.reviewers.includes(login) && !isOwnRun;
}
