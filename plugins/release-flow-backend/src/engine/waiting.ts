import {
  artifactKey,
  type GateResult,
} from 'backstage-plugin-release-flow-common';
import { gatherFacts } from '../facts/gatherFacts';
import { readGates } from '../facts/gateReadings';
import { currentPlan, subjectOf } from '../facts/subject';
import type { OperationRecord, Stores } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { isBetween } from '../policy/between';
import { isRead, type PromotionFacts } from '../policy/facts';
import { judgeGates } from '../policy/gates';
import { waiting as waitingVerdict } from '../policy/gates/result';
import { lockKeys } from '../policy/plan';
import { expire, replacePlan, stay } from './atGates';
import type { Claim, EngineContext } from './context';
import { waitForExternal } from './external';
import { leftBehind } from './leftBehind';
import { holderOf, mayInterrupt, start } from './start';

/** Judges every gate afresh; the moment all of them pass is the moment of the effect. */
export async function processWaiting(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): Promise<OperationRecord> {
  const { stores, settings } = context;
  const now = await stores.now();
  if (operation.origin === 'external') {
    return waitForExternal(context, binding, environment, operation, now);
  }
  const expired = await expire(context, operation, now);
  if (expired) return expired;
  const planned = await keepPlan(context, binding, environment, operation);
  const subject = await subjectOf(stores, planned);
  const facts = await gatherFacts(
    context,
    binding,
    environment,
    subject,
    settings.readTimeoutMs,
  );
  const holder = await holderOf(
    context,
    planned,
    lockKeys(binding, environment, planned.plan!),
  );
  const gates = [
    ...judgeGates(facts, {
      plan: planned.plan!,
      planHash: planned.planHash!,
      binding,
      environment,
      requestedBy: planned.requestedBy,
      readings: await readGates({
        providers: context.providers,
        binding,
        environment,
        plan: planned.plan!,
        release: subject.release,
        now,
        timeoutMs: settings.readTimeoutMs,
      }),
    }),
    ...holdGate(facts, planned),
    ...baseGate(facts, planned, holder, await leftBefore(stores, planned)),
  ];
  const args = [context, binding, environment, planned, gates] as const;
  const stays = await stay(...args, now);
  if (stays) return stays;
  const { configured } = isRead(facts.target) ? facts.target.value : {};
  return start(context, claim, binding, environment, planned, {
    gates,
    before: configured && artifactKey(configured),
  });
}

/** A plan that changed voids the approvals given to the old one. */
async function keepPlan(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): Promise<OperationRecord> {
  const { stores } = context;
  const subject = await subjectOf(stores, operation);
  const { plan, hash } = await currentPlan(
    stores,
    binding,
    environment,
    operation,
    subject,
  );
  if (hash === operation.planHash) return operation;
  return replacePlan(context, operation, { plan, hash }, async transaction => {
    const base =
      plan.base &&
      (
        await transaction.deployments.ofArtifact(
          operation.serviceRef,
          artifactKey(plan.base),
        )
      )[0];
    return {
      base: base ? { label: base.label, artifact: base.artifact } : null,
    };
  });
}

/** Automation is paused where somebody holds it; people go on. */
function holdGate(
  { environment, now }: PromotionFacts,
  { origin, memory }: OperationRecord,
): GateResult[] {
  const hold = environment?.hold;
  if (!hold || origin !== 'automation') return [];
  if (hold.leftBy && hold.leftBy === memory.drill?.back) return [];
  return [
    {
      type: 'hold',
      checkedAt: now,
      ...waitingVerdict(
        'Automation is not held',
        'held',
        `Held by ${hold.by}: ${hold.reason}. Somebody has to take the hold away, or promote it.`,
      ),
    },
  ];
}

/** What our own last promotion left, where it ended badly before this one was asked for. */
async function leftBefore(
  stores: Stores,
  { serviceRef, environment, requestedAt }: OperationRecord,
): Promise<string | null> {
  const last = await leftBehind(stores, serviceRef, environment!);
  return last && last.finishedAt! <= requestedAt ? last.artifactKey : null;
}

/** The target must still be what the plan started from. */
function baseGate(
  facts: PromotionFacts,
  operation: OperationRecord,
  holder: OperationRecord | undefined,
  left: string | null,
): GateResult[] {
  const base = operation.plan?.base;
  if (!base || !isRead(facts.target)) {
    if (isRead(facts.target)) return [];
    return [
      {
        type: 'base',
        checkedAt: facts.now,
        ...waitingVerdict(
          'Target can be read',
          'not-read',
          `The target could not be read: ${facts.target.unread}`,
        ),
      },
    ];
  }
  const configured = facts.target.value.configured;
  const expected = [
    artifactKey(base),
    operation.artifactKey,
    operation.memory.repairs,
    left,
    holder && mayInterrupt(operation, holder) ? holder.artifactKey : null,
  ];
  const same = configured && expected.includes(artifactKey(configured));
  // What a promotion left half way may be finished, or taken back.
  if (same || isBetween(facts.target.value, expected)) return [];
  return [
    {
      type: 'base',
      checkedAt: facts.now,
      ...waitingVerdict(
        'Target is as recorded',
        'base-changed',
        `The target runs ${facts.target.value.label ?? 'something'} that was not recorded. Adopt what runs, or put back what was recorded.`,
      ),
    },
  ];
}
