import type {
  EnvironmentInfrastructure,
  Infrastructure,
} from 'backstage-plugin-release-flow-common';
import type {
  DeploymentRecord,
  EnvironmentRecord,
  OperationRecord,
  RunRecord,
  StoredComparison,
} from '../../database';
import type { Binding, BoundEnvironment } from '../../policy/binding';
import {
  classifyInfrastructureRuns,
  isSeenAfter,
  newestApply,
  runsOf,
  touches,
  type InfrastructureRun,
} from '../../policy/runs';
import { askersOf, operationLine, runView, type Askers } from './runView';

const COMMITS_SHOWN = 20;
const RUNS_SHOWN = 5;

export interface InfrastructureFacts {
  binding: Binding;
  /** Of the infrastructure workflow. */
  runs: RunRecord[];
  /** Newest commit of the branch, as far as its pushes tell. */
  head: string | undefined;
  records: EnvironmentRecord[];
  current: DeploymentRecord[];
  comparisons: Map<string, StoredComparison>;
  /** Plans and applies that were asked for here, newest first. */
  operations: OperationRecord[];
  can: (environment: BoundEnvironment) => EnvironmentInfrastructure['can'];
}

const NONE: Infrastructure = {
  workflow: null,
  path: null,
  message: 'The flow declares no infrastructure.',
  environments: [],
  unclassified: { count: 0, runs: [] },
};

/** What is planned and applied where, and what is not yet. */
export function infrastructureView(facts: InfrastructureFacts): Infrastructure {
  const { binding, runs } = facts;
  const declared = binding.infrastructure;
  if (!declared) return NONE;
  const { known, unclassified } = classifyInfrastructureRuns(runs, declared);
  const askers = askersOf(facts.operations);
  const environments = binding.environments
    .filter(({ id }) => Object.hasOwn(declared.environments, id))
    .map(environment => environmentView(facts, environment, known, askers));
  const next = environments.find(({ missing }) => missing && missing.count > 0);
  if (next) next.isNext = true;
  const planned = environments.find(({ plansByItself }) => plansByItself);
  return {
    workflow: declared.workflow,
    path: declared.path,
    message: `${
      planned
        ? `Plans run by themselves for ${planned.title} only; ask for a plan of the others. `
        : ''
    }Nothing is applied by itself: each environment on its own, in any order.`,
    environments,
    unclassified: {
      count: unclassified.length,
      runs: unclassified
        .slice(0, RUNS_SHOWN)
        .map(({ title, updatedAt, url }) => ({ title, at: updatedAt, url })),
    },
  };
}

function environmentView(
  facts: InfrastructureFacts,
  environment: BoundEnvironment,
  known: InfrastructureRun[],
  askers: Askers,
): EnvironmentInfrastructure {
  const declared = facts.binding.infrastructure!;
  const { id, tier } = environment;
  const name = declared.environments[id];
  const { applied } = newestApply(known, name);
  const [apply] = runsOf(known, 'apply', name);
  const [plan] = runsOf(known, 'plan', name);
  const missing = missingOf(facts, id, applied);
  const open = facts.operations.find(
    operation => operation.environment === id && !operation.finishedAt,
  );
  const seen = (run: RunRecord | undefined) =>
    run ? runView(run, askers) : null;
  const view = {
    applied: seen(applied),
    apply: seen(apply),
    plan: seen(plan),
  };
  return {
    environment: id,
    title: environment.title ?? id,
    tier,
    name,
    ...statusOf(environment.title ?? id, view, missing),
    ...view,
    health: healthSince(
      facts.records.find(it => it.id === id),
      apply,
    ),
    plansByItself: declared.plannedFor === id,
    missing,
    isNext: false,
    open: open ? operationLine(open) : null,
    can: facts.can(environment),
  };
}

/** What was seen before an apply ended says nothing of it. */
function healthSince(
  record: EnvironmentRecord | undefined,
  apply: RunRecord | undefined,
): EnvironmentInfrastructure['health'] {
  const { observation, observedAt } = record ?? {};
  return observation && observedAt && isSeenAfter(observedAt, apply)
    ? { ...observation.health, at: observedAt }
    : null;
}

function missingOf(
  { binding, comparisons, head, current }: InfrastructureFacts,
  id: string,
  applied: RunRecord | undefined,
): EnvironmentInfrastructure['missing'] {
  if (!applied) return null;
  const folder = binding.infrastructure!.path;
  const upTo = (commit: string | null | undefined) => {
    if (!commit) return undefined;
    if (commit === applied.sha) return [];
    const comparison = comparisons.get(`${applied.sha}...${commit}`);
    return comparison?.commits.filter(({ sha }) =>
      touches(comparison.commitFiles?.[sha], folder),
    );
  };
  const live = current.find(({ environment }) => environment === id);
  const running = upTo(live?.commit);
  const commits = upTo(head) ?? running;
  if (!commits) return null;
  return {
    count: commits.length,
    running: running?.length ?? 0,
    commits: [...commits]
      .reverse()
      .slice(0, COMMITS_SHOWN)
      .map(({ sha, message, url }) => ({
        sha,
        message: message.split('\n')[0].slice(0, 200),
        url,
      })),
  };
}

function statusOf(
  name: string,
  { applied, apply }: Pick<EnvironmentInfrastructure, 'applied' | 'apply'>,
  missing: EnvironmentInfrastructure['missing'],
): Pick<EnvironmentInfrastructure, 'status' | 'message'> {
  switch (apply?.status) {
    case 'running':
      return { status: 'running', message: `An apply to ${name} is running` };
    case 'waiting':
      return {
        status: 'waiting',
        message: `An apply to ${name} waits for a review in GitHub`,
      };
    case 'failed':
      return {
        status: 'failed',
        message: `The newest apply to ${name} failed${applied ? `; it is at ${applied.commit.slice(0, 7)}` : ''}. Read its log in GitHub.`,
      };
    default:
  }
  if (!applied) {
    return { status: 'unknown', message: `No apply to ${name} is known` };
  }
  const at = `${name} is at ${applied.commit.slice(0, 7)}`;
  if (!missing) {
    return {
      status: 'applied',
      message: `${at}; what came after it is not read yet`,
    };
  }
  if (missing.count === 0) {
    return { status: 'applied', message: `${at}, with nothing left to apply` };
  }
  const commits = missing.count === 1 ? 'commit is' : 'commits are';
  return {
    status: 'behind',
    message: `${at}; ${missing.count} infrastructure ${commits} not applied${
      missing.running > 0
        ? `, and what runs there has ${missing.running} of them`
        : ''
    }`,
  };
}
