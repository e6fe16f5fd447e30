import type { GateResult, Plan } from 'backstage-plugin-release-flow-common';
import type { OperationRecord, Stores } from '../database';
import { announceVoices, askingFor } from '../policy/announcements';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { summarise } from '../policy/gates';
import { planDifference } from '../policy/planDifference';
import { advance, annotate } from './advance';
import { after } from './backoff';
import type { EngineContext } from './context';

/** It ends when nobody let it pass in time. */
export async function expire(
  context: EngineContext,
  operation: OperationRecord,
  now: Date,
): Promise<OperationRecord | undefined> {
  const { expiresAt } = operation;
  if (!expiresAt || expiresAt > now.toISOString()) return undefined;
  return advance(context, operation, {
    event: 'expired',
    change: {
      code: 'expired',
      message: 'It waited too long. Ask for it again.',
    },
  });
}

/** A plan that changed voids the approvals given to the old one. */
export async function replacePlan(
  { stores }: EngineContext,
  operation: OperationRecord,
  { plan, hash }: { plan: Plan; hash: string },
  changeOf: (
    stores: Stores,
  ) => Promise<Partial<OperationRecord>> = async () => ({}),
): Promise<OperationRecord> {
  const difference = planDifference(operation.plan!, plan);
  const fields = difference.map(({ field }) => field).join(', ');
  const at = (await stores.now()).toISOString();
  return stores.transaction(async transaction => {
    const moved = await transaction.operations.advance(operation, {
      plan,
      planHash: hash,
      ...(await changeOf(transaction)),
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
      type: `${operation.kind}.plan-changed`,
      operationId: operation.id,
      data: { difference, before: operation.planHash, after: hash },
    });
    return moved;
  });
}

/** Stays while a gate is closed, or while nothing may be sent at all; undefined when it may go on. */
export async function stay(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  gates: GateResult[],
  now: Date,
): Promise<OperationRecord | undefined> {
  if (summarise(gates) !== 'passed') {
    const waits = await wait(context, operation, gates, now);
    const announcement = announceVoices(binding, environment, {
      ...waits,
      memory: operation.memory,
    });
    if (announcement) context.announce(announcement);
    return waits;
  }
  const stopped = stoppedBy(context.settings.effects, binding);
  return stopped
    ? annotate(context, operation, {
        gates,
        gatesAt: now.toISOString(),
        message: 'All gates passed',
        trouble: stopped,
        dueAt: after(now, 30_000),
      })
    : undefined;
}

/** Why nothing may be sent at all. */
function stoppedBy(
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

async function wait(
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
