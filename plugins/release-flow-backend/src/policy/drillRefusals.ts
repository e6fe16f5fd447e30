import type { Drill, GateResult } from 'backstage-plugin-release-flow-common';
import type {
  DeploymentRecord,
  EnvironmentRecord,
  OperationRecord,
} from '../database/records';
import type { Binding, BoundEnvironment } from './binding';
import { drillKindIn, drillRulesOf, isUnderWay } from './drill';
import { calledOf } from './gatedOperations';
import type { Refusal } from './refusals';

export interface DrillSubject {
  binding: Binding;
  environment: BoundEnvironment;
  record: EnvironmentRecord | undefined;
  recorded: DeploymentRecord | undefined;
  /** Operations of the service that are not over. */
  open: OperationRecord[];
}

function inFlight({
  environment,
  record,
  open,
}: DrillSubject): Refusal | undefined {
  const title = environment.title ?? environment.id;
  const other = open.find(
    ({ environment: id, kind }) =>
      id === environment.id && kind !== 'ephemeral-build',
  );
  if (other) {
    return {
      code: 'in-flight',
      message: `${calledOf(other)} (${other.label}) is ${other.state} in ${title}. Wait until it is over, or cancel it.`,
    };
  }
  return isUnderWay(record?.lastDrill)
    ? { code: 'in-flight', message: `A drill is under way in ${title}.` }
    : undefined;
}

/** Nobody learns from a drill that begins where something is wrong: then it is a rollback. */
function notWell({ environment, record }: DrillSubject): Refusal[] {
  const title = environment.title ?? environment.id;
  const { observation, observationError, drift } = record ?? {};
  const health = observation?.health;
  if (drift) {
    return [
      {
        code: 'drift',
        message: `${drift} Adopt or repair it before a drill.`,
      },
    ];
  }
  if (observationError || !health || health.status === 'unknown') {
    return [
      {
        code: 'not-read',
        message: `How ${title} is can't be told: ${observationError ?? health?.message ?? 'it was not read yet'}. A drill begins where all is well.`,
      },
    ];
  }
  if (health.status === 'unhealthy') {
    return [
      {
        code: 'unhealthy',
        message: `${title} is unhealthy: ${health.message}. Roll it back for real, or mend it first.`,
      },
    ];
  }
  return [];
}

/** Why no drill may begin, by what is known already. Pure. */
export function drillRefusals(subject: DrillSubject): Refusal[] {
  const { binding, environment, recorded } = subject;
  const title = environment.title ?? environment.id;
  const { mode, flow } = binding;
  if (!drillKindIn(drillRulesOf(binding.rollbackDrill), environment)) {
    return [
      {
        code: 'no-drill-here',
        message: binding.rollbackDrill
          ? `The flow ${flow.title} has no drill in ${title}: rollbackDrill.environments does not name it.`
          : `The flow ${flow.title} declares no rollbackDrill.`,
      },
    ];
  }
  const refusals: Refusal[] = [];
  if (mode !== 'enforce') {
    refusals.push({
      code: `mode-${mode}`,
      message: `The flow ${flow.title} is in ${mode} mode: it shows and does not act.`,
    });
  }
  const flight = inFlight(subject);
  if (flight) refusals.push(flight);
  if (!recorded) {
    refusals.push({
      code: 'nothing-recorded',
      message: `Nothing is recorded to run in ${title}, so nothing can come forward again.`,
    });
  }
  return [...refusals, ...notWell(subject)];
}

/** What people do while it waits; anything else that is closed now would leave it half way. */
const FOR_PEOPLE = new Set(['approvals', 'sign-off', 'checklist', 'wait']);
/** Both ways begin from what runs now, which is what the way forward leads to. */
const OF_NOW = new Set(['already-live']);

/** Why one of its ways can't be gone now. Pure. */
export function wayRefusals(
  way: 'back' | 'forward',
  refusals: Refusal[],
  gates: GateResult[],
): Refusal[] {
  const words = { back: 'No way back', forward: 'No way forward again' }[way];
  const closed = gates.filter(
    ({ type, status }) => status !== 'passed' && !FOR_PEOPLE.has(type),
  );
  const found = [
    ...refusals.filter(({ code }) => way === 'back' || !OF_NOW.has(code)),
    ...closed.map(({ code, title, message }) => ({
      code,
      message: `${title}: ${message}`,
    })),
  ];
  const codes = new Set<string>();
  return found
    .filter(({ code }) => !codes.has(code) && codes.add(code))
    .map(({ code, message }) => ({ code, message: `${words}: ${message}` }));
}

/** A drill as it begins. Pure. */
export function newDrill(
  { binding, environment, record }: DrillSubject,
  drill: Pick<Drill, 'id' | 'by' | 'at' | 'reason' | 'from' | 'to'>,
): Drill {
  const rules = drillRulesOf(binding.rollbackDrill);
  return {
    ...drill,
    kind: drillKindIn(rules, environment) ?? 'preflight',
    state: 'going-back',
    message: `${drill.to.label} comes back`,
    endedAt: null,
    back: null,
    forward: null,
    within: rules?.within ?? null,
    inTime: null,
    passedAt: record?.lastDrill?.passedAt ?? null,
  };
}
