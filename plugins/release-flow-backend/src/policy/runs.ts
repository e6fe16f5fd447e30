import { RE2JS } from 're2js';
import type { RunRecord } from '../database/records';

export interface InfrastructureRun {
  run: RunRecord;
  command: string;
  environment: string;
}

type Names = { runName: string; jobName?: string };

interface Classified {
  known: InfrastructureRun[];
  /** Runs that do not say what they did where. */
  unclassified: RunRecord[];
}

function read(pattern: RE2JS, text: string) {
  const matcher = pattern.matcher(text);
  if (!matcher.find()) return undefined;
  const command = matcher.group('command');
  const environment = matcher.group('environment');
  return command && environment ? { command, environment } : undefined;
}

/** Whether the name of a run says which command ran for which environment. */
export function saysItself(run: Pick<RunRecord, 'title'>, { runName }: Names) {
  return read(RE2JS.compile(runName), run.title) !== undefined;
}

/** Which command ran for which environment, by the run's name, else by its jobs; never a guess. */
export function classifyInfrastructureRuns(
  runs: RunRecord[],
  { runName, jobName }: Names,
): Classified {
  const byRun = RE2JS.compile(runName);
  const byJob = jobName ? RE2JS.compile(jobName) : undefined;
  const result: Classified = { known: [], unclassified: [] };
  for (const run of runs) {
    const own = read(byRun, run.title);
    // A run may do the same for several environments, a job each.
    const jobs = byJob
      ? (run.jobs ?? []).flatMap(job => {
          const said =
            job.conclusion === 'skipped' ? undefined : read(byJob, job.name);
          return said ? [said] : [];
        })
      : [];
    const said = own ? [own] : jobs;
    if (said.length === 0) result.unclassified.push(run);
    result.known.push(...said.map(each => ({ run, ...each })));
  }
  return result;
}

const newestFirst = (a: InfrastructureRun, b: InfrastructureRun) =>
  b.run.createdAt.localeCompare(a.run.createdAt);

/** Runs of one command in one environment, newest first. */
export function runsOf(
  runs: InfrastructureRun[],
  command: 'plan' | 'apply',
  environment: string,
): RunRecord[] {
  return runs
    .filter(run => run.command === command && run.environment === environment)
    .sort(newestFirst)
    .map(({ run }) => run);
}

/** Newest successful apply per environment, what runs after it, and a failed one after it. */
export function newestApply(runs: InfrastructureRun[], environment: string) {
  const applies = runsOf(runs, 'apply', environment);
  const applied = applies.find(({ conclusion }) => conclusion === 'success');
  const running = applies.find(({ status }) => status !== 'completed');
  const failed = applies.find(
    ({ status, conclusion, createdAt }) =>
      status === 'completed' &&
      !['success', 'cancelled', 'skipped'].includes(conclusion ?? '') &&
      createdAt > (applied?.createdAt ?? ''),
  );
  return { applied, running, failed };
}

/** Whether an environment was looked at after an apply to it ended. */
export function isSeenAfter(
  observedAt: string | null,
  apply: Pick<RunRecord, 'status' | 'updatedAt'> | undefined,
): boolean {
  return (
    apply?.status === 'completed' &&
    observedAt !== null &&
    Date.parse(observedAt) > Date.parse(apply.updatedAt)
  );
}

/** Commits that touch a folder. */
export function touches(files: string[] | undefined, folder: string): boolean {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return (files ?? []).some(file => file.startsWith(prefix));
}

/** True for changes whose workflow runs, or pull request, can be asked to stop. */
function canStop(deployer: Record<string, unknown> | undefined): boolean {
  const { by, workflows, pullRequest } = deployer ?? {};
  if (by === 'workflow') return true;
  const starts = Array.isArray(workflows) && workflows.length > 0;
  return (by === 'tag' || by === 'branch') && (starts || pullRequest === true);
}

/** True while what was sent can be asked to stop, and nobody has asked yet. */
export function mayStopRun(operation: {
  state: string;
  plan: { deployer: Record<string, unknown> } | null;
  memory: { cancelRequested?: unknown };
}): boolean {
  return (
    ['deploying', 'waiting-in-github'].includes(operation.state) &&
    canStop(operation.plan?.deployer) &&
    !operation.memory.cancelRequested
  );
}
