import type { OperationRecord } from '../../database';
import type { Binding } from '../../policy/binding';
import type { ResolvedWorkflowCall } from '../../policy/plan';
import { finishBuild } from '../builds';
import type { EngineContext } from '../context';
import type { EffectCall } from '../effects';
import { dispatchEffect } from '../workflowRuns';
import type { Kind } from './kind';

/** Dispatches the workflow call that the operation was stored with. */
export function dispatchStored(
  context: EngineContext,
  binding: Binding,
  operation: OperationRecord,
): EffectCall {
  return dispatchEffect(
    context,
    binding,
    'deploy',
    operation.result.call as ResolvedWorkflowCall,
    operation.id,
  );
}

export const releaseRun: Kind = {
  effect: dispatchStored,
  followsRun: true,
  done: () => 'The release workflow succeeded; the draft appears here',
};

export const ephemeralBuild: Kind = {
  effect: dispatchStored,
  followsRun: true,
  done: ({ label }) => `${label} is built`,
  async settle(context, binding, operation) {
    if (operation.artifact) return { status: 'settled', operation };
    const built = await finishBuild(context, binding, operation);
    return built.status === 'refused'
      ? { status: 'refused', operation: built.operation }
      : { status: 'settled', operation: built.operation };
  },
};
