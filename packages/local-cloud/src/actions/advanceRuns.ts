import type { Cloud } from '../cloud';
import { resolve } from '../git/history';
import { sendWorkflowRun } from '../github/webhooks/send';
import type { Job, Repository, Run } from '../state/githubModel';
import { effectOf, JobFailure, JobWaits, secondsOf } from './effects';
import { environmentGate, refusalOf } from './environmentGate';
import { evaluate } from './expressions';
import { openDeployment, setDeploymentState } from './jobDeployments';
import { runContext } from './runContext';
import { readWorkflow } from './workflowFile';

/** Moves every run on as far as the work clock allows. Safe to call any time. */
export function advanceRuns(cloud: Cloud): void {
  for (const repo of cloud.state.repositories) {
    const open = repo.runs.filter(run => run.status !== 'completed');
    for (const run of open.reverse()) advanceRun(cloud, repo, run);
  }
}

function advanceRun(cloud: Cloud, repo: Repository, run: Run): void {
  if (run.cancelRequested) {
    for (const job of run.jobs) endJob(cloud, repo, run, job, 'cancelled');
    settle(cloud, repo, run);
    return;
  }
  if (waitsForItsGroup(cloud, repo, run)) return;
  let moved = true;
  while (moved) {
    moved = false;
    for (const job of run.jobs) {
      if (advanceJob(cloud, repo, run, job)) moved = true;
    }
  }
  settle(cloud, repo, run);
}

/** One run of a concurrency group at a time; a newer pending one replaces it. */
function waitsForItsGroup(cloud: Cloud, repo: Repository, run: Run): boolean {
  if (!run.concurrency || !['queued', 'pending'].includes(run.status)) {
    return false;
  }
  const group = repo.runs.filter(
    other =>
      other !== run &&
      other.concurrency === run.concurrency &&
      other.status !== 'completed',
  );
  const waitsFor = group.find(other => other.id < run.id);
  if (!waitsFor) return false;
  if (group.some(other => other.id > run.id)) run.cancelRequested = true;
  setStatus(cloud, repo, run, 'pending');
  return true;
}

function advanceJob(
  cloud: Cloud,
  repo: Repository,
  run: Run,
  job: Job,
): boolean {
  if (job.status === 'completed') return false;
  if (job.status === 'in_progress') {
    if (job.dueAt! > cloud.workNow()) return false;
    finishJob(cloud, repo, run, job);
    return true;
  }
  const needs = job.needs.map(key => run.jobs.find(other => other.key === key));
  if (needs.some(other => other?.status !== 'completed')) return false;
  if (needs.some(other => other?.conclusion !== 'success')) {
    return endJob(cloud, repo, run, job, 'skipped');
  }
  if (job.status === 'queued' && !conditionHolds(repo, run, job)) {
    return endJob(cloud, repo, run, job, 'skipped');
  }
  if (job.environment && job.deploymentId === null) {
    openDeployment(cloud, repo, run, job);
  }
  const refusal = refusalOf(repo, run, job);
  if (refusal) {
    job.failure = refusal;
    return endJob(cloud, repo, run, job, 'failure');
  }
  if (environmentGate(cloud, repo, run, job) === 'closed') {
    const isNew = job.status !== 'waiting';
    job.status = 'waiting';
    if (isNew) setDeploymentState(cloud, repo, run, job, 'waiting');
    return isNew;
  }
  job.status = 'in_progress';
  job.startedAt = cloud.now();
  job.dueAt = cloud.dueIn(secondsOf(run.file, job.key));
  setDeploymentState(cloud, repo, run, job, 'in_progress');
  return true;
}

function conditionHolds(repo: Repository, run: Run, job: Job): boolean {
  const commit = resolve(repo.git, run.headSha);
  const workflow = commit && readWorkflow(repo, commit, run.file);
  const condition = workflow?.jobs.find(it => it.key === job.key)?.condition;
  if (!workflow || condition === undefined) return true;
  const expression = condition.replace(/^\$\{\{(.*)\}\}$/, '$1');
  return Boolean(evaluate(expression, runContext(repo, run, workflow)));
}

function finishJob(cloud: Cloud, repo: Repository, run: Run, job: Job): void {
  const { planned } = run;
  const isPlanned = planned && [null, job.key, job.name].includes(planned.job);
  if (isPlanned && planned.conclusion !== 'success') {
    run.planned = null;
    job.failure = `Process completed with exit code 1.`;
    endJob(cloud, repo, run, job, planned.conclusion);
    return;
  }
  try {
    effectOf(run.file, job.key)?.({ cloud, repo, run, job });
    endJob(cloud, repo, run, job, 'success');
  } catch (error) {
    if (error instanceof JobWaits) {
      job.dueAt = cloud.dueIn(1);
      return;
    }
    if (!(error instanceof JobFailure)) throw error;
    job.failure = error.message;
    endJob(cloud, repo, run, job, 'failure');
  }
}

export function endJob(
  cloud: Cloud,
  repo: Repository,
  run: Run,
  job: Job,
  conclusion: NonNullable<Job['conclusion']>,
): boolean {
  if (job.status === 'completed') return false;
  job.status = 'completed';
  job.conclusion = conclusion;
  job.dueAt = null;
  job.startedAt ??= cloud.now();
  job.completedAt = cloud.now();
  const state = conclusion === 'success' ? 'success' : 'failure';
  setDeploymentState(cloud, repo, run, job, state);
  return true;
}

/** Derives the run's status from its jobs, and tells about a change. */
export function settle(cloud: Cloud, repo: Repository, run: Run): void {
  const has = (status: Job['status']) =>
    run.jobs.some(job => job.status === status);
  if (run.jobs.every(job => job.status === 'completed')) {
    const of = (conclusion: string) =>
      run.jobs.some(job => job.conclusion === conclusion);
    run.conclusion = 'success';
    if (of('cancelled')) run.conclusion = 'cancelled';
    if (of('failure')) run.conclusion = 'failure';
    setStatus(cloud, repo, run, 'completed');
  } else if (has('in_progress')) {
    setStatus(cloud, repo, run, 'in_progress');
  } else if (has('waiting')) {
    setStatus(cloud, repo, run, 'waiting');
  }
}

function setStatus(
  cloud: Cloud,
  repo: Repository,
  run: Run,
  status: Run['status'],
): void {
  if (run.status === status) return;
  run.status = status;
  run.updatedAt = cloud.now();
  cloud.changed();
  if (status === 'completed' || status === 'in_progress') {
    sendWorkflowRun(cloud, repo, run, status);
  }
}
