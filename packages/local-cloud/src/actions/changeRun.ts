import type { Cloud } from '../cloud';
import { resolve } from '../git/history';
import { sendWorkflowRun } from '../github/webhooks/send';
import type {
  Conclusion,
  Environment,
  Repository,
  Run,
} from '../state/githubModel';
import { advanceRuns, endJob, settle } from './advanceRuns';
import { runContext } from './runContext';
import { newJobs } from './startRun';
import { readWorkflow } from './workflowFile';

/** What GitHub does on the next tick, after it accepted the request. */
export function requestCancel(cloud: Cloud, run: Run): void {
  run.cancelRequested = true;
  cloud.changed();
}

/** Runs all jobs once more under the same id, as the next attempt. */
export function rerun(
  cloud: Cloud,
  repo: Repository,
  run: Run,
  actor: string,
): void {
  const commit = resolve(repo.git, run.headSha)!;
  const workflow = readWorkflow(repo, commit, run.file)!;
  run.attempt += 1;
  run.actor = actor;
  run.status = 'queued';
  run.conclusion = null;
  run.cancelRequested = false;
  run.startedAt = cloud.now();
  run.updatedAt = cloud.now();
  run.approvals = [];
  run.outputs = {};
  run.jobs = newJobs(cloud, workflow, runContext(repo, run, workflow));
  cloud.changed();
  sendWorkflowRun(cloud, repo, run, 'requested');
}

/** Ends a run at once, whatever its jobs were doing. */
export function forceConclusion(
  cloud: Cloud,
  repo: Repository,
  run: Run,
  conclusion: Conclusion,
): void {
  for (const job of run.jobs) endJob(cloud, repo, run, job, conclusion);
  settle(cloud, repo, run);
}

export function review(
  cloud: Cloud,
  run: Run,
  environments: Environment[],
  decision: { state: 'approved' | 'rejected'; login: string; comment: string },
): void {
  for (const environment of environments) {
    run.approvals.push({
      environment: environment.name,
      at: cloud.now(),
      ...decision,
    });
  }
  cloud.changed();
  advanceRuns(cloud);
}
