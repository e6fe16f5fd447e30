import { RE2JS } from 're2js';
import type { RunRecord } from '../database/records';

export interface InfrastructureRun {
  run: RunRecord;
  command: string;
  environment: string;
}

/** Runs whose name says which command ran for which environment; others stay unclassified. */
export function classifyInfrastructureRuns(
  runs: RunRecord[],
  runName: string,
): InfrastructureRun[] {
  const pattern = RE2JS.compile(runName);
  return runs.flatMap(run => {
    const matcher = pattern.matcher(run.title);
    if (!matcher.find()) return [];
    const command = matcher.group('command');
    const environment = matcher.group('environment');
    return command && environment ? [{ run, command, environment }] : [];
  });
}

/** Newest successful apply per environment, and a failed one after it. */
export function newestApply(runs: InfrastructureRun[], environment: string) {
  const applies = runs
    .filter(
      ({ command, environment: of }) =>
        command === 'apply' && of === environment,
    )
    .sort((a, b) => b.run.createdAt.localeCompare(a.run.createdAt));
  const applied = applies.find(({ run }) => run.conclusion === 'success');
  const running = applies.find(({ run }) => run.status !== 'completed');
  const failed = applies.find(
    ({ run }) =>
      run.status === 'completed' &&
      run.conclusion !== 'success' &&
      run.createdAt > (applied?.run.createdAt ?? ''),
  );
  return { applied: applied?.run, running: running?.run, failed: failed?.run };
}

/** Commits that touch a folder. */
export function touches(files: string[] | undefined, folder: string): boolean {
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return (files ?? []).some(file => file.startsWith(prefix));
}

/** True while a dispatched run can be asked to stop, and nobody has asked yet. */
export function mayStopRun(operation: {
  state: string;
  plan: { deployer: Record<string, unknown> } | null;
  memory: { cancelRequested?: unknown };
}): boolean {
  return (
    ['deploying', 'waiting-in-github'].includes(operation.state) &&
    operation.plan?.deployer.by === 'workflow' &&
    !operation.memory.cancelRequested
  );
}
