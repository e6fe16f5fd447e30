import type { GateResult } from 'backstage-plugin-release-flow-common';
import { followDrill, type OperationRecord, type Stores } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { isToldByUs } from '../policy/githubDeployment';
import { lockKeys } from '../policy/plan';
import { failSteps, withStep } from '../policy/steps';
import { transition } from '../policy/transition';
import { advance, annotate } from './advance';
import { after } from './backoff';
import type { Claim, EngineContext } from './context';
import { deployEffect } from './deployEffect';
import { commitEffect, newEffect } from './effects';

/** Another operation took the lock between the look and the transaction. */
export class LockTakenError extends Error {
  constructor(readonly holder: string) {
    super(`Operation ${holder} holds the target`);
  }
}

/** Lock, state and intent in one transaction: the moment after which the change may be sent. */
export async function start(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  { gates, before }: { gates: GateResult[]; before: string | undefined },
): Promise<OperationRecord> {
  const { stores } = context;
  const now = await stores.now();
  const memory = {
    ...operation.memory,
    before,
    foreign: undefined,
    deployObservedAt: undefined,
  };
  const call = deployEffect(context, binding, environment, {
    ...operation,
    memory,
  });
  const keys = lockKeys(binding, environment, operation.plan!);
  const holder = await holderOf(context, operation, keys);
  if (holder && !mayInterrupt(operation, holder)) {
    return annotate(context, operation, {
      gates,
      gatesAt: now.toISOString(),
      message: `Promotion ${holder.number} changes this target; this one is next`,
      code: 'locked',
      dueAt: after(now, 3_000),
    });
  }
  return advance(context, operation, {
    event: 'gates-opened',
    change: {
      gates,
      gatesAt: now.toISOString(),
      message: 'All gates passed; sending the change',
      memory: { ...memory, bound: binding },
      steps: withStep(operation.steps, 'deploy', {
        state: 'running',
        startedAt: now.toISOString(),
      }),
    },
    audit: { gates: gates.map(({ type, code }) => ({ type, code })) },
    also: async transaction => {
      if (holder) await interrupt(transaction, operation, holder, now);
      const taken = await transaction.locks.take(
        keys,
        operation.id,
        now.toISOString(),
      );
      if (taken) throw new LockTakenError(taken.holder);
      await commitEffect(
        transaction,
        newEffect(context, operation, call, claim, now),
      );
      if (isToldByUs(operation)) {
        await transaction.githubDeployments.expect({
          operationId: operation.id,
          serviceRef: operation.serviceRef,
          environment: environment.id,
          createdAt: now.toISOString(),
        });
      }
    },
  });
}

/** The operation that holds the target now. */
export async function holderOf(
  context: EngineContext,
  operation: OperationRecord,
  keys: string[],
): Promise<OperationRecord | undefined> {
  const { stores } = context;
  const holders = await stores.locks.holders(keys);
  const holder = holders.find(id => id !== operation.id);
  return holder ? stores.operations.get(holder) : undefined;
}

/**
 * A rollback or an emergency may end one of its own environment that only verifies, or whose
 * outcome nobody knows; another environment's goes on, even if they share a deployer.
 */
export function mayInterrupt(
  operation: OperationRecord,
  holder: OperationRecord,
): boolean {
  return (
    (operation.intent === 'rollback' || operation.emergency) &&
    holder.kind === 'promotion' &&
    holder.serviceRef === operation.serviceRef &&
    holder.environment === operation.environment &&
    ['verifying', 'attention'].includes(holder.state)
  );
}

async function interrupt(
  stores: Stores,
  operation: OperationRecord,
  holder: OperationRecord,
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  const next = transition(holder.state, 'refused')!;
  const ended = await stores.operations.advance(holder, {
    state: next.state,
    stateSince: at,
    finishedAt: at,
    dueAt: null,
    code: 'interrupted',
    steps: failSteps(holder.steps),
    message: `${operation.emergency ? 'Emergency' : 'Rollback'} ${operation.number} took its place`,
  });
  if (!ended) throw new LockTakenError(holder.id);
  await followDrill(stores, ended, at);
  await stores.locks.release(holder.id);
  await stores.audit.append({
    chain: holder.serviceRef,
    at,
    actor: operation.requestedBy,
    type: 'promotion.failed',
    operationId: holder.id,
    data: { code: 'interrupted', by: operation.id },
  });
}
