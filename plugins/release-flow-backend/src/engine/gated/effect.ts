import type { OperationRecord } from '../../database';
import type { Binding, BoundEnvironment } from '../../policy/binding';
import type { ResolvedWorkflowCall } from '../../policy/plan';
import type { EngineContext } from '../context';
import type { EffectCall } from '../effects';
import { dispatchEffect } from '../workflowRuns';
import { taskEffect } from './task';

/** The one thing that its plan sends. */
export function gatedEffect(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): EffectCall {
  const { deployer } = operation.plan!;
  return deployer.by === 'task'
    ? taskEffect(context, environment, operation)
    : dispatchEffect(
        context,
        binding,
        'deploy',
        deployer as unknown as ResolvedWorkflowCall,
        operation.id,
        true,
      );
}
