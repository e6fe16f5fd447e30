import type { Entity } from '@backstage/catalog-model';
import type {
  BindingError,
  EnvironmentSpec,
  FlowCheckGate,
  Plan,
  ReleaseFlowSpec,
  TypedConfig,
} from 'backstage-plugin-release-flow-common';
import { isEqual } from 'lodash';
import { environmentOf, keysOf, type Binding } from './binding';
import { gateKeys } from './gates/key';
import { LookupError } from './lookups';
import { PARAMETERS_FIELD } from './parameters';
import { makePlan, type PlanSubject } from './plan';
import { planDifference } from './planDifference';
import type { Installed, PreparedFlow } from './preparedFlow';
import { resolveBinding } from './resolveBinding';

const asStored = <T>(value: T): T => JSON.parse(JSON.stringify(value));

type Spec = Pick<ReleaseFlowSpec, 'environments' | 'paths'>;
type Owner = Pick<FlowCheckGate, 'environment' | 'from' | 'kind'>;

/** Environments, gates and verifications that a changed flow drops or alters. Pure. */
export function compareFlows(
  before: Spec,
  after: Spec,
): { environments: string[]; gates: FlowCheckGate[] } {
  const kept = before.environments.flatMap(old => {
    const fresh = after.environments.find(({ id }) => id === old.id);
    return fresh ? [{ old, fresh }] : [];
  });
  const paths = before.paths.flatMap(old => {
    const fresh = after.paths.find(
      ({ from, to, branch }) =>
        from === old.from && to === old.to && branch === old.branch,
    );
    // A path that is gone takes no gate off any way that is left.
    return fresh ? [{ old, fresh }] : [];
  });
  return {
    environments: before.environments
      .map(({ id }) => id)
      .filter(id => !after.environments.some(fresh => fresh.id === id)),
    gates: [
      ...kept.flatMap(({ old, fresh }) => ofEnvironment(old, fresh)),
      ...paths.flatMap(({ old, fresh }) =>
        compareGates(old.gates ?? [], fresh.gates ?? [], {
          environment: old.to,
          from: old.from,
          kind: 'gate',
        }),
      ),
    ],
  };
}

function ofEnvironment(
  old: EnvironmentSpec,
  fresh: EnvironmentSpec,
): FlowCheckGate[] {
  const owner = { environment: old.id, from: null };
  // Said of the gate already.
  const bothSame = [old, fresh].every(
    ({ rollback }) => rollback.gates === 'same',
  );
  return [
    ...compareGates(old.gates, fresh.gates, { ...owner, kind: 'gate' }),
    ...(bothSame
      ? []
      : compareGates(rollbackGates(old), rollbackGates(fresh), {
          ...owner,
          kind: 'rollback-gate',
        })),
    ...compareGates(old.verify, fresh.verify, {
      ...owner,
      kind: 'verification',
    }),
  ];
}

function rollbackGates({ gates, rollback }: EnvironmentSpec): TypedConfig[] {
  if (rollback.gates === 'same') return gates;
  return rollback.gates === 'none' ? [] : rollback.gates;
}

function compareGates(
  before: TypedConfig[],
  after: TypedConfig[],
  owner: Owner,
): FlowCheckGate[] {
  const keys = gateKeys(before);
  const freshKeys = gateKeys(after);
  return before.flatMap((old, index): FlowCheckGate[] => {
    const fresh = after[freshKeys.indexOf(keys[index])];
    const { type } = old;
    if (!fresh) {
      const message = `was ${JSON.stringify(old)}`;
      return [{ ...owner, type, change: 'removed', message }];
    }
    const fields = [
      ...new Set([...Object.keys(old), ...Object.keys(fresh)]),
    ].filter(key => !isEqual(old[key], fresh[key]));
    if (fields.length === 0) return [];
    const message = fields
      .map(key => `${key}: ${textOf(old[key])} → ${textOf(fresh[key])}`)
      .join(', ');
    return [{ ...owner, type, change: 'changed', message }];
  });
}

function textOf(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}

/** A target and whose it is, as claims hold it. */
export interface Holder {
  serviceRef: string;
  environment: string;
}

export interface CheckedService {
  /** Undefined when the catalog has no such entity any more. */
  entity: Entity | undefined;
  before: Pick<CheckedBinding, 'binding' | 'error'>;
}

interface CheckedBinding {
  binding: Binding | null;
  error: BindingError | null;
}

export interface ServiceOutcome extends CheckedBinding {
  /** Environments whose target would be another one. */
  moved: Array<{ environment: string; target: string; targetKey: string }>;
}

/** What would become of a service under a changed flow. Pure. */
export function checkService(
  { entity, before }: CheckedService,
  flow: PreparedFlow,
  installed: Installed,
): ServiceOutcome {
  if (!entity) {
    return { binding: before.binding, error: before.error, moved: [] };
  }
  const result = resolveBinding(entity, flow, installed);
  if ('error' in result) return { binding: null, ...result, moved: [] };
  // As it will read back from the database, for it is compared with what did.
  const binding = asStored(result.binding);
  const own = new Set(before.binding?.environments.flatMap(keysOf));
  return {
    binding,
    error: null,
    moved: binding.environments
      .flatMap(environment =>
        keysOf(environment).map(targetKey => ({
          environment: environment.id,
          target: environment.targetName,
          targetKey,
        })),
      )
      .filter(({ targetKey }) => !own.has(targetKey)),
  };
}

/** The error of a service that would take a target which another service has, or takes first. */
export function claimProblem(
  ref: string,
  moved: ServiceOutcome['moved'],
  holders: ReadonlyMap<string, Holder>,
): BindingError | undefined {
  for (const { environment, target, targetKey } of moved) {
    const holder = holders.get(targetKey);
    if (holder && holder.serviceRef !== ref) {
      return {
        field: PARAMETERS_FIELD,
        message: `${target} of ${environment} belongs to ${holder.environment} of ${holder.serviceRef}`,
      };
    }
  }
  return undefined;
}

/** Fields of a waiting promotion's plan that would be others: its approvals would be void. Pure. */
export function voidedFields(
  before: Binding,
  after: Binding,
  environmentId: string,
  subject: PlanSubject,
): string[] {
  const old = planUnder(before, environmentId, subject);
  const fresh = planUnder(after, environmentId, subject);
  if (!old.plan) return [];
  if (!fresh.plan) return [fresh.missing];
  return planDifference(old.plan, fresh.plan).map(({ field }) => field);
}

type PlanUnder =
  { plan: Plan } | { plan: undefined; missing: 'environment' | 'deployer' };

function planUnder(
  binding: Binding,
  environmentId: string,
  subject: PlanSubject,
): PlanUnder {
  const environment = environmentOf(binding, environmentId);
  if (!environment) return { plan: undefined, missing: 'environment' };
  try {
    return { plan: makePlan(binding, environment, subject) };
  } catch (error) {
    if (!(error instanceof LookupError)) throw error;
    return { plan: undefined, missing: 'deployer' };
  }
}
