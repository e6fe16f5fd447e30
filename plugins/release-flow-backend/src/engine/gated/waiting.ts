import type { GateResult } from 'backstage-plugin-release-flow-common';
import { gatherFacts } from '../../facts/gatherFacts';
import { readGates } from '../../facts/gateReadings';
import { askedOf, planAsked } from '../../facts/operationPlan';
import type { OperationRecord } from '../../database';
import type { Binding, BoundEnvironment } from '../../policy/binding';
import { judgeGates } from '../../policy/gates';
import { lockKeys, planHash } from '../../policy/plan';
import { withStep } from '../../policy/steps';
import { advance, annotate } from '../advance';
import { expire, replacePlan, stay } from '../atGates';
import { after } from '../backoff';
import type { Claim, EngineContext } from '../context';
import { commitEffect, newEffect } from '../effects';
import { LockTakenError } from '../start';
import { gatedEffect } from './effect';

/** A promotion that changes the target now is waited for; one that only looks is not. */
const CHANGING = ['deploying', 'waiting-in-github', 'rolling-back'];

/** The same gates and the same rule for voices as for promotions. */
export async function processGates(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): Promise<OperationRecord> {
  const now = await context.stores.now();
  const expired = await expire(context, operation, now);
  if (expired) return expired;
  const planned = await keepPlan(context, binding, environment, operation);
  if (planned.state !== 'waiting') return planned;
  const gates = await judge(context, binding, environment, planned, now);
  const args = [context, binding, environment, planned, gates] as const;
  const stays = await stay(...args, now);
  if (stays) return stays;
  return begin(context, claim, binding, environment, planned, gates);
}

async function judge(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  now: Date,
): Promise<GateResult[]> {
  const plan = operation.plan!;
  if (plan.gates.length === 0) return [];
  const timeoutMs = context.settings.readTimeoutMs;
  const facts = await gatherFacts(
    context,
    binding,
    environment,
    {
      intent: plan.intent,
      artifact: null,
      release: undefined,
      build: undefined,
      rollbackTo: undefined,
      operation,
      gates: plan.gates as Array<{ type: string }>,
    },
    timeoutMs,
  );
  return judgeGates(facts, {
    plan,
    planHash: operation.planHash!,
    binding,
    environment,
    requestedBy: operation.requestedBy,
    readings: await readGates({
      providers: context.providers,
      binding,
      environment,
      plan,
      release: undefined,
      now,
      timeoutMs,
    }),
  });
}

/** What would be sent now, made again from the flow as it is; a difference voids approvals. */
async function keepPlan(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): Promise<OperationRecord> {
  const { stores } = context;
  const plan = await planAsked(
    stores,
    binding,
    environment,
    operation.id,
    askedOf(operation),
  );
  if (!plan) {
    return advance(context, operation, {
      event: 'refused',
      change: {
        code: 'not-declared',
        message: `The flow ${binding.flow.title} does not declare it any more, so nothing was sent.`,
      },
    });
  }
  const hash = planHash(plan);
  if (hash === operation.planHash) return operation;
  return replacePlan(context, operation, { plan, hash });
}

/** Lock, state and intent in one transaction. */
async function begin(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  gates: GateResult[],
): Promise<OperationRecord> {
  const { stores } = context;
  const now = await stores.now();
  const at = now.toISOString();
  const targets = lockKeys(binding, environment, operation.plan!);
  const [holderId] = await stores.locks.holders(targets);
  const holder = holderId ? await stores.operations.get(holderId) : undefined;
  if (
    operation.kind === 'runbook' &&
    holder &&
    CHANGING.includes(holder.state)
  ) {
    return annotate(context, operation, {
      gates,
      gatesAt: at,
      message: `Promotion ${holder.number} changes this target; this is next`,
      code: 'locked',
      dueAt: after(now, 3_000),
    });
  }
  const call = gatedEffect(context, binding, environment, operation);
  return advance(context, operation, {
    event: 'gates-opened',
    change: {
      gates,
      gatesAt: at,
      message: call.kind === 'task' ? 'Starting the task' : 'Sent to GitHub',
      memory: { ...operation.memory, bound: binding },
      steps: withStep(operation.steps, 'deploy', {
        state: 'running',
        startedAt: at,
      }),
    },
    audit: { gates: gates.map(({ type, code }) => ({ type, code })) },
    also: async transaction => {
      const key = `${operation.kind}:${environment.targetKey}`;
      const taken = await transaction.locks.take([key], operation.id, at);
      if (taken) throw new LockTakenError(taken.holder);
      await commitEffect(
        transaction,
        newEffect(context, operation, call, claim, now),
      );
    },
  });
}
