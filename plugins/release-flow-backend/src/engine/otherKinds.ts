import type { OperationRecord } from '../database';
import { repositoryKey, type Binding } from '../policy/binding';
import { withStep } from '../policy/steps';
import { advance, annotate } from './advance';
import { after } from './backoff';
import type { Claim, EngineContext } from './context';
import { unsettled } from './unsettled';
import { commitEffect, newEffect, perform, type EffectCall } from './effects';
import { followRun } from './followRun';
import { KINDS, type Kind } from './kinds';

/** Everything but promotions: one effect, then its outcome. */
export async function processOther(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  operation: OperationRecord,
): Promise<OperationRecord> {
  const kind = KINDS[operation.kind];
  if (!kind)
    throw new Error(`Operations of kind ${operation.kind} are not run`);
  const call = kind.effect(context, binding, operation);
  if (operation.state === 'waiting') {
    return begin(context, claim, operation, kind, call);
  }
  if (operation.state === 'verifying') {
    return advance(context, operation, { event: 'verified' });
  }
  const answer = await perform(context, operation, claim, call);
  if (answer.status !== 'happened')
    return unsettled(context, operation, answer);
  let current = operation;
  if (kind.followsRun) {
    const followed = await followRun(
      context,
      binding,
      operation,
      'deploy',
      answer.effect,
    );
    if (followed.status !== 'success') return followed.operation;
    current = followed.operation;
  }
  if (kind.settle) {
    const settled = await kind.settle(context, binding, current);
    if (settled.status === 'refused') return settled.operation;
    current = settled.operation;
  }
  return finish(context, binding, current, kind);
}

async function begin(
  context: EngineContext,
  claim: Claim,
  operation: OperationRecord,
  kind: Kind,
  call: EffectCall,
): Promise<OperationRecord> {
  const now = await context.stores.now();
  if (context.settings.effects === 'disabled') {
    return annotate(context, operation, {
      trouble: 'Effects are switched off for this portal; nothing is sent.',
      dueAt: after(now, 30_000),
    });
  }
  return advance(context, operation, {
    event: 'gates-opened',
    change: {
      message: kind.sending?.(operation) ?? 'Sent to GitHub',
      steps: withStep(operation.steps, 'deploy', {
        state: 'running',
        startedAt: now.toISOString(),
      }),
    },
    also: stores =>
      commitEffect(stores, newEffect(context, operation, call, claim, now)),
  });
}

async function finish(
  context: EngineContext,
  binding: Binding,
  operation: OperationRecord,
  kind: Kind,
): Promise<OperationRecord> {
  const now = await context.stores.now();
  const deployed = await advance(context, operation, {
    event: 'deployed',
    change: {
      message: kind.done(operation),
      memory: operation.memory,
      steps: withStep(operation.steps, 'deploy', {
        state: 'done',
        finishedAt: now.toISOString(),
      }),
    },
    also: async (stores, at) => {
      await stores.repositories.markDue(repositoryKey(binding.repository), at);
    },
  });
  return advance(context, deployed, { event: 'verified' });
}
