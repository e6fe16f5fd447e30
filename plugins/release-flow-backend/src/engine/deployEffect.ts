import {
  artifactKey,
  type Artifact,
} from 'backstage-plugin-release-flow-common';
import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import type { OperationRecord } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import type { ResolvedWorkflowCall } from '../policy/plan';
import { isBetween } from '../policy/between';
import type { EffectCall } from './effects';
import type { EngineContext } from './context';
import { moduleEffect } from './moduleDeployer';
import { configuredKey } from './observeTarget';
import { branchEffect } from './branchDeployer';
import { pullEffect } from './pullDeployer';
import { tagEffect } from './tagDeployer';
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
  if (deployer.by === 'branch') {
    return deployer.pullRequest
      ? pullEffect(context, binding, environment, operation)
      : branchEffect(context, binding, environment, operation);
  }
  if (deployer.by === 'tag') return tagEffect(context, binding, operation);
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

/** The step that takes a failed promotion back. */
export const ROLL_BACK = 'roll-back';

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
    isRollback: step === ROLL_BACK || operation.intent === 'rollback',
  };
  const base = operation.plan?.base;
  const before =
    step === ROLL_BACK
      ? operation.artifactKey
      : (operation.memory.before ?? (base ? artifactKey(base) : undefined));
  const seen = async (provider: ProviderContext) => {
    const components = artifact.map(({ component }) => component);
    const request = { config: environment.target, components };
    return target!.observe(request, provider);
  };
  const requireOwn = async (provider: ProviderContext) => {
    const now = await seen(provider);
    const own = [operation.artifactKey, artifactKey(artifact)];
    if (own.includes(configuredKey(now) ?? null) || isBetween(now, own)) return;
    throw new ProviderError(
      'refused',
      `${environment.targetName} was changed by somebody else meanwhile, so it was not rolled back. Look at what runs there.`,
    );
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
      if (step === ROLL_BACK) await requireOwn(provider);
      return { ...(await target.deploy(change, provider)) };
    },
    lookup: async ({ committedAt }, provider) => {
      if (!target?.lookup) return { outcome: 'unknown' };
      const sent = { ...change, since: committedAt };
      const outcome = await target.lookup(sent, provider);
      if (outcome !== 'absent') return { outcome };
      // Set to a third artifact, the change may have been made and overwritten.
      const now = await seen(provider);
      const isAbsent =
        configuredKey(now) === before ||
        isBetween(now, [before, artifactKey(artifact)]);
      return { outcome: isAbsent ? 'absent' : 'unknown' };
    },
  };
}
