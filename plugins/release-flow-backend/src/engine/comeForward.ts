import { verificationTitle } from '../facts/verificationTitle';
import type { NewOperation, OperationRecord, Stores } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { notForward } from '../policy/drill';
import { waitsUntil } from '../policy/expiry';
import { LookupError } from '../policy/lookups';
import {
  newOperation,
  newOperationId,
  promotionFields,
} from '../policy/newOperation';
import { makePlan, planHash } from '../policy/plan';
import { stepsOf } from '../policy/steps';
import type { EngineContext } from './context';

type Planned = { operation: NewOperation } | { why: string };

/** Runs in the transaction that ends the way back. */
export type Begin = (stores: Stores, at: string) => Promise<void>;

/**
 * The second half of a drill: an ordinary promotion to what ran before, which meets every gate.
 * It is stored in the transaction that ends the way back, so no drill is forgotten half way.
 */
export async function comeForward(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  back: OperationRecord,
): Promise<Begin | undefined> {
  const mark = back.memory.drill;
  if (mark?.way !== 'back') return undefined;
  const planned = await planForward(context, binding, environment, back);
  return async (stores, at) => {
    const { serviceRef } = back;
    const record = await stores.environments.get(serviceRef, environment.id);
    const drill = record?.lastDrill;
    if (drill?.id !== mark.id) return;
    const write = (change: Partial<typeof drill>) =>
      stores.environments.update(serviceRef, environment.id, {
        lastDrill: { ...drill, ...change },
      });
    if ('why' in planned) {
      const message = notForward(drill, planned.why, false);
      await write({ state: 'failed', message, endedAt: at });
      await note(stores, back, at, 'drill.failed', {
        ...{ drill: drill.id, message },
      });
      return;
    }
    const { operation } = planned;
    await stores.operations.create({
      ...operation,
      ...{ requestedAt: at, stateSince: at, dueAt: at },
    });
    await write({
      forward: { promotion: operation.id, waitedMs: null, tookMs: null },
    });
    const { id, intent, label, artifact, reason } = operation;
    await note(stores, { ...back, id }, at, 'promotion.requested', {
      ...{ intent, label, artifact, reason, drill: drill.id },
      planHash: operation.planHash,
    });
  };
}

async function planForward(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  back: OperationRecord,
): Promise<Planned> {
  const { stores, providers } = context;
  const mark = back.memory.drill!;
  const target = await stores.deployments.get(mark.comesBack);
  if (environment.retired || !target) {
    return { why: 'the flow does not have this environment any more' };
  }
  const [release, build] = await Promise.all([
    target.releaseId ? stores.releases.get(target.releaseId) : undefined,
    target.buildId ? stores.builds.get(target.buildId) : undefined,
  ]);
  const { artifact, label, releaseId, buildId } = target;
  const commit = release?.commit ?? target.commit;
  const gitRef = build?.ref ?? release?.branch ?? null;
  const { version } = mark;
  const id = newOperationId();
  try {
    const plan = makePlan(binding, environment, {
      ...{ promotionId: id, intent: 'restore', emergency: false },
      ...{ via: back.via, from: mark.upstream },
      ...{ artifact, commit, gitRef, release: release ?? null, version },
      base: { artifact: back.artifact! },
    });
    const now = (await stores.now()).toISOString();
    const operation = newOperation(binding, 'promotion', now, {
      ...promotionFields(
        environment,
        'restore',
        plan,
        planHash(plan),
        stepsOf(plan, environment, verificationTitle(providers)),
        artifact,
      ),
      ...{ id, label, releaseId, buildId, commit, gitRef },
      ...{ origin: back.origin, via: back.via, requestedBy: back.requestedBy },
      deploymentId: target.id,
      message: 'Gates are being checked',
      reason: back.reason,
      memory: {
        ...(version && { version }),
        drill: { ...mark, way: 'forward', back: back.id },
      },
      base: { label: back.label, artifact: back.artifact! },
      expiresAt: waitsUntil(plan, now),
    });
    return { operation };
  } catch (error) {
    if (error instanceof LookupError) return { why: error.message };
    throw error;
  }
}

function note(
  stores: Stores,
  { id, serviceRef, environment, requestedBy }: OperationRecord,
  at: string,
  type: string,
  data: Record<string, unknown>,
): Promise<void> {
  return stores.audit.append({
    ...{ chain: serviceRef, at, actor: requestedBy, type, operationId: id },
    data: { environment, ...data },
  });
}
