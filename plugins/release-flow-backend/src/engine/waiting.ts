import {
  artifactKey,
  type GateResult,
} from 'backstage-plugin-release-flow-common';
import { gatherFacts } from '../facts/gatherFacts';
import { readGates } from '../facts/gateReadings';
import { currentPlan, subjectOf } from '../facts/subject';
import type { OperationRecord, Stores } from '../database';
import { announceVoices, askingFor } from '../policy/announcements';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { isBetween } from '../policy/between';
import { isRead, type PromotionFacts } from '../policy/facts';
import { judgeGates, summarise } from '../policy/gates';
import { waiting as waitingVerdict } from '../policy/gates/result';
import { lockKeys } from '../policy/plan';
import { planDifference } from '../policy/planDifference';
import { advance, annotate } from './advance';
import { after } from './backoff';
import type { Claim, EngineContext } from './context';
import { waitForExternal } from './external';
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
  if (operation.expiresAt && operation.expiresAt <= now.toISOString()) {
    return advance(context, operation, {
      event: 'expired',
      change: {
        code: 'expired',
        message: 'It waited too long. Ask for it again.',
      },
    });
  }
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
    ...baseGate(facts, planned, holder, await leftBehind(stores, planned)),
  ];
  if (summarise(gates) !== 'passed') {
    const waits = await wait(context, planned, gates, now);
    const announcement = announceVoices(binding, environment, {
      ...waits,
      memory: planned.memory,
    });
    if (announcement) context.announce(announcement);
    return waits;
  }
  const stopped = stoppedBy(settings.effects, binding);
  if (stopped) {
    return annotate(context, planned, {
      gates,
      gatesAt: now.toISOString(),
      message: 'All gates passed',
      trouble: stopped,
      dueAt: after(now, 30_000),
    });
  }
  const { configured } = isRead(facts.target) ? facts.target.value : {};
  return start(context, claim, binding, environment, planned, {
    gates,
    before: configured && artifactKey(configured),
  });
}

/** Why nothing may be sent at all. */
export function stoppedBy(
  effects: 'enabled' | 'disabled',
  binding: Binding,
): string | undefined {
  if (effects === 'disabled') {
    return 'Effects are switched off for this portal; nothing is sent.';
  }
  return binding.mode === 'enforce'
    ? undefined
    : `The flow is in ${binding.mode} mode by now; nothing is sent.`;
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
  const difference = planDifference(operation.plan!, plan);
  const fields = difference.map(({ field }) => field).join(', ');
  const at = (await stores.now()).toISOString();
  return stores.transaction(async transaction => {
    const base =
      plan.base &&
      (
        await transaction.deployments.ofArtifact(
          operation.serviceRef,
          artifactKey(plan.base),
        )
      )[0];
    const moved = await transaction.operations.advance(operation, {
      plan,
      planHash: hash,
      base: base ? { label: base.label, artifact: base.artifact } : null,
    });
    if (!moved) return operation;
    await transaction.decisions.voidAll(
      operation.id,
      `The plan changed: ${fields}`,
    );
    await transaction.audit.append({
      chain: operation.serviceRef,
      at,
      actor: 'system:release-flow',
      type: 'promotion.plan-changed',
      operationId: operation.id,
      data: { difference, before: operation.planHash, after: hash },
    });
    return moved;
  });
}

/** Automation is paused where somebody holds it; people go on. */
function holdGate(
  { environment, now }: PromotionFacts,
  { origin }: OperationRecord,
): GateResult[] {
  const hold = environment?.hold;
  if (!hold || origin !== 'automation') return [];
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
async function leftBehind(
  stores: Stores,
  { serviceRef, environment, requestedAt }: OperationRecord,
): Promise<string | null> {
  const ended = await stores.operations.ended(serviceRef, {
    environment: environment!,
    limit: 20,
  });
  const last = ended.find(
    ({ state, steps }) =>
      ['failed', 'errored'].includes(state) &&
      steps.some(({ id, startedAt }) => id === 'deploy' && startedAt),
  );
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

export async function wait(
  context: EngineContext,
  operation: OperationRecord,
  gates: GateResult[],
  now: Date,
): Promise<OperationRecord> {
  const open = gates.filter(gate => gate.status !== 'passed');
  const unread = open.find(gate => gate.code === 'not-read');
  const shown = open.find(gate => gate.status === 'blocked') ?? open[0];
  return annotate(context, operation, {
    gates,
    gatesAt: now.toISOString(),
    message: `${shown.title}: ${shown.message}`,
    code: shown.code,
    trouble: unread ? unread.message : null,
    memory: {
      ...operation.memory,
      announced: askingFor({ ...operation, gates }),
    },
    failures: unread ? operation.failures + 1 : 0,
    dueAt: nextLook(open, now, unread ? 10_000 : 15_000),
  });
}

/** When a gate says that it opens sooner, it is looked at then. */
function nextLook(open: GateResult[], now: Date, usual: number): string {
  const latest = after(now, usual);
  const soonest = open
    .flatMap(({ nextCheckAt }) => nextCheckAt ?? [])
    .filter(at => at > now.toISOString())
    .sort()[0];
  return soonest && soonest < latest ? soonest : latest;
}
