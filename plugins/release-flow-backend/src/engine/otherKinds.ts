import type { OperationRecord } from '../database';
import { repositoryKey, type Binding } from '../policy/binding';
import type { ResolvedWorkflowCall } from '../policy/plan';
import { withStep } from '../policy/steps';
import { advance, annotate } from './advance';
import { after } from './backoff';
import { finishBuild } from './builds';
import type { Claim, EngineContext } from './context';
import { unsettled } from './deploying';
import { commitEffect, newEffect, perform, type EffectCall } from './effects';
import { followRun } from './followRun';
import { dispatchEffect } from './workflowRuns';

/** Release runs, ephemeral builds and publishing: one effect, then its outcome. */
export async function processOther(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  operation: OperationRecord,
): Promise<OperationRecord> {
  const call = effectOf(context, binding, operation);
  if (operation.state === 'waiting') {
    return begin(context, claim, operation, call);
  }
  if (operation.state === 'verifying') {
    return advance(context, operation, { event: 'verified' });
  }
  const answer = await perform(context, operation, claim, call);
  if (answer.status !== 'happened')
    return unsettled(context, operation, answer);
  let current = operation;
  if (operation.kind !== 'publish') {
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
  if (operation.kind === 'ephemeral-build' && !current.artifact) {
    const built = await finishBuild(context, binding, current);
    if (built.status === 'refused') return built.operation;
    current = built.operation;
  }
  return finish(context, binding, current);
}

function effectOf(
  context: EngineContext,
  binding: Binding,
  operation: OperationRecord,
): EffectCall {
  if (operation.kind === 'publish') {
    return publishEffect(context, binding, operation);
  }
  return dispatchEffect(
    context,
    binding,
    'deploy',
    operation.result.call as ResolvedWorkflowCall,
    operation.id,
  );
}

/** Publishing twice is publishing once, so an unknown answer is asked of the release itself. */
function publishEffect(
  context: EngineContext,
  binding: Binding,
  operation: OperationRecord,
): EffectCall {
  const { codeHost, codeHostEffects } = context.providers;
  const hostId = String(operation.result.hostId);
  return {
    step: 'deploy',
    kind: 'publish-release',
    isGated: false,
    intent: { release: hostId },
    send: async provider => {
      const release = await codeHostEffects.publishRelease(
        binding.repository,
        hostId,
        provider,
      );
      return { url: release.url };
    },
    lookup: async (_effect, provider) => {
      const release = await codeHost.release(
        binding.repository,
        hostId,
        provider,
      );
      if (!release) return { outcome: 'unknown' };
      return {
        outcome: release.state === 'draft' ? 'absent' : 'happened',
        result: { url: release.url },
      };
    },
  };
}

async function begin(
  context: EngineContext,
  claim: Claim,
  operation: OperationRecord,
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
      message: 'Sent to GitHub',
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
): Promise<OperationRecord> {
  const now = await context.stores.now();
  const message = {
    'release-run': 'The release workflow succeeded; the draft appears here',
    publish: `${operation.label} is published`,
    'ephemeral-build': `${operation.label} is built`,
  }[operation.kind as string];
  const deployed = await advance(context, operation, {
    event: 'deployed',
    change: {
      message: message ?? 'Done',
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
