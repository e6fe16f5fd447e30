import type { Artifact } from 'backstage-plugin-release-flow-common';
import type { OperationRecord } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import type { ResolvedWorkflowCall } from '../policy/plan';
import type { EffectCall } from './effects';
import type { EngineContext } from './context';
import { moduleEffect } from './moduleDeployer';
import { dispatchEffect } from './workflowRuns';

/** The change a plan's deployer makes. */
export function deployEffect(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): EffectCall {
  const deployer = operation.plan!.deployer;
  if (deployer.by === 'workflow') {
    return dispatchEffect(
      context,
      binding,
      'deploy',
      deployer as unknown as ResolvedWorkflowCall,
      operation.id,
      true,
    );
  }
  if (deployer.by === 'module') {
    return moduleEffect(context, binding, environment, operation);
  }
  return targetEffect(
    context,
    environment,
    operation,
    'deploy',
    operation.artifact!,
  );
}

/** A change of the target by its own API, looked up by a consistent read. */
export function targetEffect(
  context: EngineContext,
  environment: BoundEnvironment,
  operation: OperationRecord,
  step: string,
  artifact: Artifact,
): EffectCall {
  const target = context.providers.targets.get(environment.target.type);
  const change = {
    intentId: `${operation.id}:${step}`,
    config: environment.target,
    artifact,
  };
  return {
    step,
    kind: 'target-change',
    isGated: step === 'deploy',
    intent: { target: environment.targetKey, artifact },
    send: async provider => {
      if (!target?.deploy) {
        throw new Error(`Target ${environment.target.type} can't be changed`);
      }
      return { ...(await target.deploy(change, provider)) };
    },
    lookup: async (_effect, provider) => ({
      outcome: target?.lookup
        ? await target.lookup(change, provider)
        : 'unknown',
    }),
  };
}
