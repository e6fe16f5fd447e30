import type { Cloud } from '../cloud';
import { sendWorkflowRun } from '../github/webhooks/send';
import type { Commit } from '../state/gitModel';
import type {
  Job,
  Repository,
  Run,
  WorkflowRecord,
} from '../state/githubModel';
import { interpolate } from './expressions';
import { runContext } from './runContext';
import type { JobDefinition, WorkflowDefinition } from './workflowFile';

export interface RunTrigger {
  event: 'workflow_dispatch' | 'release' | 'push';
  /** `refs/heads/…` or `refs/tags/…`. */
  ref: string;
  commit: Commit;
  actor: string;
  inputs?: Record<string, string>;
  releaseTag?: string;
}

/** Queues a run; `advanceRuns` takes it from there. */
export function startRun(
  cloud: Cloud,
  repo: Repository,
  workflow: WorkflowDefinition,
  trigger: RunTrigger,
): Run {
  const record = workflowRecord(cloud, repo, workflow.file);
  record.runs += 1;
  const at = cloud.now();
  const run: Run = {
    id: cloud.nextId(),
    number: record.runs,
    attempt: 1,
    workflowId: record.id,
    file: workflow.file,
    workflowName: workflow.name,
    title: '',
    event: trigger.event,
    ref: trigger.ref,
    headBranch: trigger.ref.replace(/^refs\/(heads|tags)\//, ''),
    headSha: trigger.commit.sha,
    inputs: trigger.inputs ?? {},
    releaseTag: trigger.releaseTag ?? null,
    actor: trigger.actor,
    status: 'queued',
    conclusion: null,
    createdAt: at,
    startedAt: at,
    updatedAt: at,
    concurrency: null,
    cancelRequested: false,
    jobs: [],
    approvals: [],
    outputs: {},
    planned: record.next,
  };
  record.next = null;
  const context = runContext(repo, run, workflow);
  run.title = workflow.runName
    ? interpolate(workflow.runName, context)
    : defaultTitle(run, workflow, trigger.commit);
  run.concurrency = workflow.concurrency
    ? interpolate(workflow.concurrency, context)
    : null;
  run.jobs = newJobs(cloud, workflow, context);
  repo.runs.unshift(run);
  cloud.changed();
  sendWorkflowRun(cloud, repo, run, 'requested');
  return run;
}

export function newJobs(
  cloud: Cloud,
  workflow: WorkflowDefinition,
  context: Record<string, unknown>,
): Job[] {
  return workflow.jobs.map(definition => newJob(cloud, definition, context));
}

function newJob(
  cloud: Cloud,
  definition: JobDefinition,
  context: Record<string, unknown>,
): Job {
  return {
    id: cloud.nextId(),
    key: definition.key,
    name: interpolate(definition.name, context),
    needs: definition.needs,
    steps: definition.steps,
    status: 'queued',
    conclusion: null,
    createdAt: cloud.now(),
    startedAt: null,
    completedAt: null,
    dueAt: null,
    environment: definition.environment
      ? interpolate(definition.environment, context)
      : null,
    deploymentId: null,
    failure: null,
  };
}

export function workflowRecord(
  cloud: Cloud,
  repo: Repository,
  file: string,
): WorkflowRecord {
  const known = repo.workflows.find(workflow => workflow.file === file);
  if (known) return known;
  const made: WorkflowRecord = {
    id: cloud.nextId(),
    file,
    createdAt: cloud.now(),
    runs: 0,
    next: null,
    disabled: false,
  };
  repo.workflows.push(made);
  return made;
}

function defaultTitle(
  run: Run,
  workflow: WorkflowDefinition,
  commit: Commit,
): string {
  if (run.event === 'push') return commit.message.split('\n')[0];
  if (run.event === 'release') return run.releaseTag ?? workflow.name;
  return workflow.name;
}
