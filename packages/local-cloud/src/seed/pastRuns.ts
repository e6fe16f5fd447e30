import { interpolate } from '../actions/expressions';
import { runContext } from '../actions/runContext';
import { newJobs, workflowRecord } from '../actions/startRun';
import {
  readWorkflow,
  WORKFLOW_FOLDER,
  workflowFiles,
} from '../actions/workflowFile';
import type { Cloud } from '../cloud';
import { log, resolve } from '../git/history';
import { environmentUrl } from '../github/environmentUrl';
import type { Commit } from '../state/gitModel';
import type { Job, Repository, Run } from '../state/githubModel';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ENVIRONMENTS = ['dev', 'staging', 'prd'];

/** The runs and deployments that led to what runs when the sample starts. */
export function addPastRuns(cloud: Cloud, repo: Repository): void {
  const main = resolve(repo.git, repo.defaultBranch)!;
  for (const file of workflowFiles(main)) workflowRecord(cloud, repo, file);
  const pushed = log(repo.git, main.sha).reverse();
  for (const release of repo.releases) {
    const commit = resolve(repo.git, release.tag)!;
    const upToRelease = pushed.splice(0, pushed.indexOf(commit) + 1);
    for (const earlier of upToRelease) addCheckRun(cloud, repo, earlier);
    addReleaseRuns(cloud, repo, commit, release.tag, release.publishedAt!);
  }
  for (const later of pushed.slice(0, -1)) addCheckRun(cloud, repo, later);
  const lastCommit = main.committer.at;
  ENVIRONMENTS.forEach((environment, index) => {
    addPastRun(cloud, repo, {
      file: 'terraform.yaml',
      commit: main,
      event: 'workflow_dispatch',
      ref: 'refs/heads/main',
      actor: 'raj',
      inputs: { environment, command: 'apply' },
      at: lastCommit + (index + 1) * HOUR_MS,
    });
  });
  addCheckRun(cloud, repo, main);
  const docsOf = repo.releases.at(-1)!;
  repo.docs = {
    label: docsOf.tag,
    sha: docsOf.targetCommitish,
    at: docsOf.publishedAt! + 3 * MINUTE_MS,
  };
}

/** What its push to `main` ran. */
function addCheckRun(cloud: Cloud, repo: Repository, commit: Commit): void {
  const { people } = cloud.state;
  const author = people.find(({ email }) => email === commit.author.email)!;
  addPastRun(cloud, repo, {
    file: 'ci.yaml',
    commit,
    event: 'push',
    ref: 'refs/heads/main',
    actor: author.login,
    inputs: {},
    at: commit.committer.at + MINUTE_MS,
  });
}

function addReleaseRuns(
  cloud: Cloud,
  repo: Repository,
  commit: Commit,
  tag: string,
  publishedAt: number,
): void {
  const onMain = { commit, ref: 'refs/heads/main', event: 'workflow_dispatch' };
  const onTag = { commit, ref: `refs/tags/${tag}`, event: 'release' };
  const published = { ...onTag, actor: 'mona', inputs: {}, releaseTag: tag };
  const terraform = (environment: string, hoursBefore: number) => ({
    ...onMain,
    file: 'terraform.yaml',
    actor: 'raj',
    inputs: { environment, command: 'apply' },
    at: publishedAt - hoursBefore * HOUR_MS,
  });
  const past: PastRun[] = [
    terraform('dev', 9),
    terraform('staging', 8),
    terraform('prd', 7),
    {
      ...onMain,
      file: 'release.yaml',
      actor: 'ada',
      inputs: { bump: 'patch' },
      at: publishedAt - 4 * HOUR_MS,
    },
    {
      ...published,
      file: 'auto-staging-on-publish.yaml',
      at: publishedAt + MINUTE_MS,
    },
    { ...published, file: 'docs.yaml', at: publishedAt + MINUTE_MS },
    {
      ...onMain,
      file: 'promote-to-prd.yaml',
      actor: 'mona',
      inputs: { tag, correlation_id: '' },
      at: publishedAt + 5 * HOUR_MS,
    },
  ];
  for (const run of past) addPastRun(cloud, repo, run);
}

export interface PastRun {
  file: string;
  commit: Commit;
  event: string;
  ref: string;
  actor: string;
  inputs: Record<string, string>;
  releaseTag?: string;
  at: number;
}

/** A run that ended well, with the deployments of its jobs. */
export function addPastRun(
  cloud: Cloud,
  repo: Repository,
  past: PastRun,
): void {
  const workflow = readWorkflow(repo, past.commit, past.file);
  if (!workflow) throw new Error(`No ${WORKFLOW_FOLDER}${past.file}`);
  const record = workflowRecord(cloud, repo, past.file);
  record.createdAt = repo.createdAt;
  record.runs += 1;
  const run: Run = {
    id: cloud.nextId(),
    number: record.runs,
    attempt: 1,
    workflowId: record.id,
    file: past.file,
    workflowName: workflow.name,
    title: past.commit.message.split('\n')[0],
    event: past.event,
    ref: past.ref,
    headBranch: past.ref.replace(/^refs\/(heads|tags)\//, ''),
    headSha: past.commit.sha,
    inputs: past.inputs,
    releaseTag: past.releaseTag ?? null,
    actor: past.actor,
    status: 'completed',
    conclusion: 'success',
    createdAt: past.at,
    startedAt: past.at,
    updatedAt: past.at + 4 * MINUTE_MS,
    concurrency: null,
    cancelRequested: false,
    jobs: [],
    approvals: [],
    outputs: {},
    planned: null,
  };
  const context = runContext(repo, run, workflow);
  if (workflow.runName) run.title = interpolate(workflow.runName, context);
  run.jobs = newJobs(cloud, workflow, context);
  run.jobs.forEach((job, index) => endInPast(cloud, repo, run, job, index));
  repo.runs.unshift(run);
}

function endInPast(
  cloud: Cloud,
  repo: Repository,
  run: Run,
  job: Job,
  index: number,
): void {
  job.createdAt = run.createdAt;
  job.startedAt = run.createdAt + index * MINUTE_MS;
  job.completedAt = job.startedAt + MINUTE_MS;
  job.status = 'completed';
  job.conclusion = 'success';
  if (!job.environment) return;
  for (const earlier of repo.deployments) {
    const [latest] = earlier.statuses;
    const isReplaced =
      earlier.environment === job.environment && latest.state === 'success';
    if (!isReplaced) continue;
    const id = cloud.nextId();
    const at = job.completedAt;
    earlier.statuses.unshift({ ...latest, id, state: 'inactive', at });
    earlier.updatedAt = at;
  }
  job.deploymentId = cloud.nextId();
  repo.deployments.unshift({
    id: job.deploymentId,
    sha: run.headSha,
    ref: run.headBranch,
    task: 'deploy',
    payload: {},
    environment: job.environment,
    description: null,
    creator: run.actor,
    transient: false,
    production: false,
    createdAt: job.startedAt,
    updatedAt: job.completedAt,
    statuses: [
      {
        id: cloud.nextId(),
        state: 'success',
        creator: run.actor,
        description: '',
        environmentUrl: environmentUrl(cloud, repo, job.environment),
        logUrl: `${cloud.urls.github}/${repo.owner}/${repo.name}/actions/runs/${run.id}/job/${job.id}`,
        at: job.completedAt,
      },
    ],
  });
}
