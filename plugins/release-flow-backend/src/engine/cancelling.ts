import type { OperationRecord } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { failSteps } from '../policy/steps';
import type { HostRun } from '../providers/types';
import { advance } from './advance';
import type { Claim, EngineContext } from './context';
import { perform, type EffectCall } from './effects';
import { configuredKey, observeTarget } from './observeTarget';

/**
 * A person wants the runs of a change stopped: GitHub is asked once for each, then what they did
 * is looked at. `undefined` where they have to be followed further.
 */
export async function processCancel(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  runs: HostRun[],
): Promise<OperationRecord | undefined> {
  const wish = operation.memory.cancelRequested;
  if (!wish || runs.length === 0) return undefined;
  const open = runs.filter(({ status }) => status !== 'completed');
  for (const run of open) {
    const call = cancelEffect(context, binding, run);
    await perform(context, operation, claim, call);
  }
  const isCancelled = runs.some(({ conclusion }) => conclusion === 'cancelled');
  if (open.length > 0 || !isCancelled) return undefined;
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
          'It was cancelled after it had set the target; what runs is verified',
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

export function cancelEffect(
  { providers }: EngineContext,
  { repository }: Binding,
  run: HostRun,
): EffectCall {
  return {
    step: `cancel-${run.id}`,
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
