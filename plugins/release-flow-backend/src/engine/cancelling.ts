import type { EffectRecord, OperationRecord } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { failSteps } from '../policy/steps';
import type { HostRun } from '../providers/types';
import { advance } from './advance';
import type { Claim, EngineContext } from './context';
import { perform, type EffectCall } from './effects';
import { configuredKey, observeTarget } from './observeTarget';
import { findRun } from './workflowRuns';

/**
 * A person wants a dispatched run stopped: GitHub is asked once, then what it did is looked at.
 * `undefined` where the run has to be followed further.
 */
export async function processCancel(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  effect: EffectRecord,
): Promise<OperationRecord | undefined> {
  const wish = operation.memory.cancelRequested;
  if (!wish) return undefined;
  const signal = AbortSignal.timeout(context.settings.readTimeoutMs);
  const run = await findRun(context, binding, effect, { signal });
  if (!run) return undefined;
  if (run.status !== 'completed') {
    await perform(
      context,
      operation,
      claim,
      cancelEffect(context, binding, run),
    );
    return undefined;
  }
  if (run.conclusion !== 'cancelled') return undefined;
  const observation = await observeTarget(
    context,
    operation.serviceRef,
    environment,
    binding.artifacts.map(({ component }) => component),
  );
  if (configuredKey(observation) === operation.artifactKey) {
    return advance(context, operation, {
      event: 'deployed',
      change: {
        message:
          'The run was cancelled after it had set the target; what runs is verified',
      },
    });
  }
  return advance(context, operation, {
    event: 'cancelled',
    actor: wish.by,
    change: {
      code: 'cancelled',
      message: `Cancelled in GitHub: ${wish.reason}. ${environment.targetName} is set to ${observation.label ?? 'what it was'}.`,
      steps: failSteps(operation.steps),
    },
  });
}

function cancelEffect(
  { providers }: EngineContext,
  { repository }: Binding,
  run: HostRun,
): EffectCall {
  return {
    step: 'cancel',
    kind: 'cancel-run',
    isGated: false,
    intent: { run: run.id },
    send: async provider => {
      await providers.codeHostEffects.cancelRun(repository, run.id, provider);
      return {};
    },
    // Asking again would do no harm, but the run itself says what became of it.
    lookup: async () => ({ outcome: 'happened' }),
  };
}
