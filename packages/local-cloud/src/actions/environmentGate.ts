import type { Cloud } from '../cloud';
import type { Environment, Job, Repository, Run } from '../state/githubModel';

/** Whether a job may enter its environment, by the environment's protection. */
export function environmentGate(
  cloud: Cloud,
  repo: Repository,
  run: Run,
  job: Job,
): 'open' | 'closed' | 'rejected' {
  if (!job.environment) return 'open';
  const environment = findEnvironment(repo, job.environment);
  if (!environment) return 'open';
  const review = run.approvals.find(it => it.environment === job.environment);
  if (review?.state === 'rejected') return 'rejected';
  if (environment.reviewers.length > 0 && !review) return 'closed';
  const waitUntil = job.createdAt + environment.waitMinutes * 60_000;
  return waitUntil > cloud.workNow() ? 'closed' : 'open';
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
