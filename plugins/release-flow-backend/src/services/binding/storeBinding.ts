import type { BindingError } from 'backstage-plugin-release-flow-common';
import { groupBy, isEqual } from 'lodash';
import type { ServiceRecord, Stores } from '../../database';
import type { TargetClaim } from '../../database/ClaimStore';
import { essenceOf, type BoundEntity } from '../../policy/bindEntity';
import { keysOf, repositoryKey, type Binding } from '../../policy/binding';
import { canonicalJson } from '../../policy/canonical';
import { peopleNamed } from '../../policy/deciders';
import { groupKey } from '../../policy/groups';
import { PARAMETERS_FIELD } from '../../policy/parameters';

export const SYSTEM_ACTOR = 'system:release-flow';
const MAX_TITLE = 200;

/** A target of the binding is held by another service. */
class ClaimedElsewhereError extends Error {
  constructor(readonly error: BindingError) {
    super(error.message);
  }
}

/** What is to be stored of an entity; without fingerprint it is looked at again each time. */
export type Outcome = Omit<BoundEntity, 'fingerprint'> & {
  fingerprint: string | null;
};

/** The row an entity should have, next to the one it has. */
export function recordOf(
  outcome: Outcome,
  previous: ServiceRecord | undefined,
  now: string,
): ServiceRecord {
  const { service, binding, error, flowRef, flowRevision, fingerprint } =
    outcome;
  const repository = binding ? repositoryKey(binding.repository) : null;
  const goesOn =
    previous !== undefined &&
    previous.uid === service.uid &&
    previous.flowRef === flowRef &&
    (repository === null || previous.repository === repository);
  return {
    ref: service.ref,
    uid: service.uid,
    title: service.title.slice(0, MAX_TITLE),
    namespace: service.namespace,
    owner: service.owner,
    system: service.system,
    tags: service.tags,
    flowRef,
    flowRevision,
    repository: repository ?? (goesOn ? previous.repository : null),
    binding,
    error,
    fingerprint,
    boundAt: goesOn ? previous.boundAt : now,
    seenAt: now,
    removedAt: null,
  };
}

/** What is compared of a row, as it reads back from the database. */
function factsOf({ fingerprint, seenAt, boundAt, ...facts }: ServiceRecord) {
  return JSON.parse(JSON.stringify(facts));
}

/** True when a row says what it should, its age aside. */
export function isSettled(
  previous: ServiceRecord | undefined,
  next: ServiceRecord,
): boolean {
  if (!previous || previous.fingerprint === null) return false;
  return isEqual(factsOf(previous), factsOf(next));
}

async function claimTargets(stores: Stores, binding: Binding, at: string) {
  const { ref } = binding.service;
  const [taken] = await stores.claims.claim(
    binding.environments.flatMap(environment =>
      keysOf(environment).map(targetKey => ({
        targetKey,
        serviceRef: ref,
        environment: environment.id,
      })),
    ),
    at,
  );
  if (!taken) return;
  const environment = binding.environments.find(candidate =>
    keysOf(candidate).includes(taken.targetKey),
  )!;
  throw new ClaimedElsewhereError({
    field: PARAMETERS_FIELD,
    message: `${environment.targetName} of ${environment.id} belongs to ${taken.environment} of ${taken.serviceRef}. A target has one service; choose other parameters, or ask the platform team to move it.`,
  });
}

/** Targets given up stay claimed while a promotion may still be changing them. */
async function releaseTargets(
  stores: Stores,
  binding: Binding,
  held: TargetClaim[],
): Promise<boolean> {
  const { ref } = binding.service;
  const keep = binding.environments.flatMap(keysOf);
  if (held.every(({ targetKey }) => keep.includes(targetKey))) return true;
  const open = await stores.operations.openOfService(ref);
  if (open.length > 0) return false;
  await stores.claims.release(ref, keep);
  return true;
}

/** What was read of another target says nothing about this one. */
const UNREAD = {
  deploymentId: null,
  observation: null,
  observedAt: null,
  observationError: null,
  failures: 0,
  driftSince: null,
  drift: null,
  foreignReads: null,
};

async function keepEnvironments(
  stores: Stores,
  binding: Binding,
  before: Array<{ id: string; targetKey: string }>,
  at: string,
) {
  const { service, environments } = binding;
  const { ref } = service;
  for (const environment of environments) {
    const { id, tier, rank, targetKey } = environment;
    await stores.environments.ensure({
      ...peopleNamed(binding, environment),
      ...{ serviceRef: ref, id, tier, rank, dueAt: at },
    });
    const known = before.filter(old => old.id === id);
    if (known.length > 0 && !known.some(old => old.targetKey === targetKey)) {
      await stores.environments.update(ref, id, { ...UNREAD, dueAt: at });
    }
  }
  await stores.environments.removeExcept(
    ref,
    environments.map(({ id }) => id),
  );
  await stores.runtimes.removeExcept(
    ref,
    environments
      .filter(({ id, targetKey }) =>
        before.some(old => old.id === id && old.targetKey === targetKey),
      )
      .map(({ id }) => id),
  );
}

function changeOf(previous: ServiceRecord | undefined, next: ServiceRecord) {
  if (next.error) {
    const same =
      previous?.error &&
      canonicalJson(previous.error) === canonicalJson(next.error);
    return same
      ? undefined
      : { type: 'service.broken', data: { ...next.error } };
  }
  const after = essenceOf(next.binding!);
  if (!previous?.binding || previous.removedAt) {
    return { type: 'service.bound', data: after };
  }
  const before = essenceOf(previous.binding);
  const changed = (Object.keys(after) as Array<keyof typeof after>).filter(
    key => canonicalJson([before[key]]) !== canonicalJson([after[key]]),
  );
  return changed.length > 0
    ? { type: 'service.rebound', data: { changed, ...after } }
    : undefined;
}

/** What a service held for each environment, spelt as one target's key. */
function heldTargets(held: TargetClaim[]) {
  return Object.entries(groupBy(held, 'environment')).map(([id, claims]) => {
    const keys = claims.map(({ targetKey }) => targetKey).sort();
    return { id, targetKey: keys.length > 1 ? groupKey(keys) : keys[0] };
  });
}

async function bindTargets(
  stores: Stores,
  binding: Binding,
  previous: ServiceRecord | undefined,
  at: string,
): Promise<boolean> {
  const { ref } = binding.service;
  const held = await stores.claims.ofService(ref);
  await claimTargets(stores, binding, at);
  await keepEnvironments(
    stores,
    binding,
    [...heldTargets(held), ...(previous?.binding?.environments ?? [])],
    at,
  );
  await stores.repositories.ensure(repositoryKey(binding.repository), at);
  return releaseTargets(stores, binding, held);
}

async function write(
  stores: Stores,
  outcome: Outcome,
  at: string,
): Promise<ServiceRecord> {
  const { ref } = outcome.service;
  const previous = await stores.services.get(ref);
  const next = recordOf(outcome, previous, at);
  if (isSettled(previous, next)) return next;
  const isDone =
    !next.binding || (await bindTargets(stores, next.binding, previous, at));
  if (!isDone) next.fingerprint = null;
  await stores.services.put(next);
  const change = changeOf(previous, next);
  if (change) {
    await stores.audit.append({
      chain: ref,
      at,
      actor: SYSTEM_ACTOR,
      operationId: null,
      ...change,
    });
    await stores.operations.markServiceDue(ref, at);
  }
  return next;
}

/**
 * Stores what became of an entity: row, claims, environments and audit in one transaction. A target
 * that another service holds is this service's error, and nothing of its binding is stored.
 */
export async function storeBinding(
  stores: Stores,
  bound: BoundEntity,
): Promise<ServiceRecord> {
  const at = (await stores.now()).toISOString();
  try {
    return await stores.transaction(tx => write(tx, bound, at));
  } catch (error) {
    if (!(error instanceof ClaimedElsewhereError)) throw error;
    // The other service may give the target up, so this one is looked at each time.
    const failed = {
      ...bound,
      binding: null,
      error: error.error,
      fingerprint: null,
    };
    return stores.transaction(tx => write(tx, failed, at));
  }
}

/** Stores that a service's entity is gone, or names a flow no longer. */
export async function storeRemoval(stores: Stores, ref: string): Promise<void> {
  const at = (await stores.now()).toISOString();
  await stores.transaction(async tx => {
    const service = await tx.services.get(ref);
    if (!service || service.removedAt) return;
    await tx.services.markRemoved([ref], at);
    await tx.audit.append({
      chain: ref,
      at,
      actor: SYSTEM_ACTOR,
      type: 'service.removed',
      operationId: null,
      data: { uid: service.uid, flow: service.flowRef },
    });
    await tx.operations.markServiceDue(ref, at);
  });
}

/** Gives back the targets of a removed service, unless something may still be changing them. */
export async function releaseRemoved(
  stores: Stores,
  ref: string,
): Promise<void> {
  const at = (await stores.now()).toISOString();
  await stores.transaction(async tx => {
    const service = await tx.services.get(ref);
    const open = await tx.operations.openOfService(ref);
    if (!service?.removedAt || open.length > 0) return;
    const held = await tx.claims.ofService(ref);
    await tx.claims.release(ref, []);
    await tx.audit.append({
      chain: ref,
      at,
      actor: SYSTEM_ACTOR,
      type: 'service.targets-released',
      operationId: null,
      data: { targets: held.map(({ targetKey }) => targetKey) },
    });
  });
}
