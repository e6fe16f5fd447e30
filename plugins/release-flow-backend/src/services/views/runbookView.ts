import type {
  RunbookEnvironment,
  Runbooks,
  RunbookSpec,
  RunbookView,
} from 'backstage-plugin-release-flow-common';
import type { DeploymentRecord, OperationRecord } from '../../database';
import {
  environmentOf,
  type Binding,
  type BoundEnvironment,
} from '../../policy/binding';
import { operationLine } from './runView';

export interface RunbookFacts {
  binding: Binding;
  /** Runs of runbooks, newest first. */
  operations: OperationRecord[];
  /** Between the last two deployments, by environment; `undefined` where not read. */
  migrations: Map<string, string[] | undefined>;
  current: DeploymentRecord[];
  mayOperate(environment: BoundEnvironment): boolean;
}

export function runbookViews(facts: RunbookFacts): Runbooks {
  return {
    items: (facts.binding.runbooks ?? []).map(runbook =>
      runbookView(facts, runbook),
    ),
  };
}

function runbookView(facts: RunbookFacts, runbook: RunbookSpec): RunbookView {
  const { id, title, when, steps, inputs, run, gates } = runbook;
  return {
    id,
    title,
    when: when ?? null,
    steps,
    inputs: Object.entries(inputs ?? {}).map(([name, input]) => ({
      name,
      title: input.title,
      description: input.description ?? null,
      values: input.values ?? null,
      pattern: input.pattern ?? null,
    })),
    run: run
      ? {
          by: run.by,
          what: run.by === 'task' ? run.command.join(' ') : run.workflow,
        }
      : null,
    gates: gates.map(({ type }) => type),
    thenRedeploy: runbook.then === 'redeploy',
    environments: runbook.environments.flatMap(to => {
      const environment = environmentOf(facts.binding, to);
      return environment ? [runbookHere(facts, runbook, environment)] : [];
    }),
  };
}

function runbookHere(
  facts: RunbookFacts,
  runbook: RunbookSpec,
  environment: BoundEnvironment,
): RunbookEnvironment {
  const { id, tier } = environment;
  const here = facts.operations.filter(
    operation => operation.environment === id,
  );
  const own = here.filter(({ plan }) => plan?.deployer.runbook === runbook.id);
  const open = own.find(({ finishedAt }) => !finishedAt);
  const last = own.find(({ finishedAt }) => finishedAt);
  const migrations = runbook.onlyWithMigrations
    ? (facts.migrations.get(id) ?? null)
    : null;
  return {
    id,
    title: environment.title ?? id,
    tier,
    can: canRun(facts, runbook, environment, here, migrations),
    migrations,
    open: open ? operationLine(open) : null,
    last: last ? operationLine(last) : null,
    redeploy: redeployOf(facts, runbook, id, last),
  };
}

function canRun(
  { binding, mayOperate }: RunbookFacts,
  runbook: RunbookSpec,
  environment: BoundEnvironment,
  here: OperationRecord[],
  migrations: string[] | null,
): RunbookEnvironment['can'] {
  const title = environment.title ?? environment.id;
  const no = (message: string) => ({ possible: false, message });
  if (!runbook.run) return no('It runs nothing: do its steps by hand');
  if (binding.mode !== 'enforce') return no(`The flow only ${binding.mode}s`);
  if (!mayOperate(environment)) return no(`You may not operate ${title}`);
  const open = here.find(({ finishedAt }) => !finishedAt);
  if (open) return no(`'${open.label}' is under way in ${title}`);
  if (runbook.onlyWithMigrations && migrations?.length === 0) {
    return no(`No migration lies between the last two deployments to ${title}`);
  }
  return { possible: true, message: null };
}

/** Offered until something was deployed after it. */
function redeployOf(
  { current }: RunbookFacts,
  runbook: RunbookSpec,
  id: string,
  last: OperationRecord | undefined,
): RunbookEnvironment['redeploy'] {
  if (runbook.then !== 'redeploy' || last?.state !== 'succeeded') return null;
  const live = current.find(({ environment }) => environment === id);
  if (!live || live.happenedAt >= last.finishedAt!) return null;
  return { deployment: live.id, label: live.label };
}
