import type { Entity } from '@backstage/catalog-model';
import type { BindingError } from 'backstage-plugin-release-flow-common';
import { createHash } from 'crypto';
import type { Binding } from './binding';
import { FLOW_FIELD, flowRefOf, type FlowState } from './flowState';
import type { Installed } from './preparedFlow';
import { resolveBinding, serviceOf } from './resolveBinding';

/** What became of an entity that names a flow. */
export interface BoundEntity {
  service: Binding['service'];
  flowRef: string | null;
  flowRevision: string | null;
  binding: Binding | null;
  error: BindingError | null;
  /** Equal as long as entity and flow are. */
  fingerprint: string;
}

/** Of all that the binding of an entity is made from. */
export function fingerprintOf(
  entity: Entity,
  flows: ReadonlyMap<string, FlowState>,
): string {
  const { kind, metadata, spec, relations } = entity;
  const named = flowRefOf(entity);
  const flow = named && 'ref' in named ? flows.get(named.ref) : undefined;
  return createHash('sha256')
    .update(JSON.stringify([kind, metadata, spec, relations]))
    .update(JSON.stringify([flow?.revision ?? null, flow?.error ?? null]))
    .digest('hex');
}

/** Binds an entity to the flow it names; `undefined` when it names none. Pure. */
export function bindEntity(
  entity: Entity,
  flows: ReadonlyMap<string, FlowState>,
  installed: Installed,
): BoundEntity | undefined {
  const named = flowRefOf(entity);
  if (!named) return undefined;
  const flowRef = 'ref' in named ? named.ref : null;
  const flow = flowRef ? flows.get(flowRef) : undefined;
  const head = {
    service: serviceOf(entity),
    flowRef,
    flowRevision: flow?.revision ?? null,
    fingerprint: fingerprintOf(entity, flows),
  };
  const fail = (error: BindingError) => ({ ...head, binding: null, error });
  if ('error' in named) return fail(named.error);
  if (!flow) {
    return fail({
      field: FLOW_FIELD,
      message: `There is no flow ${flowRef} in the catalog`,
    });
  }
  if (!flow.prepared) {
    const { field, message } = flow.error!;
    return fail({
      field,
      message: `The flow ${flow.title} is broken: ${message}`,
    });
  }
  const result = resolveBinding(entity, flow.prepared, installed);
  return 'error' in result
    ? fail(result.error)
    : { ...head, binding: result.binding, error: null };
}

/** What a change of voids open promotions, and is audited. */
export function essenceOf({ service, ...binding }: Binding) {
  return {
    uid: service.uid,
    owner: service.owner,
    flow: binding.flow,
    mode: binding.mode,
    repository: binding.repository,
    parameters: binding.parameters,
    targets: Object.fromEntries(
      binding.environments.map(({ id, targetKey }) => [id, targetKey]),
    ),
  };
}
