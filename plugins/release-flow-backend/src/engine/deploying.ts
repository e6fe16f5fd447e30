import type { OperationRecord } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { withStep } from '../policy/steps';
import { advance, annotate } from './advance';
import { after } from './backoff';
import { finishBuild } from './builds';
import type { Claim, EngineContext } from './context';
import { deployEffect } from './deployEffect';
import { perform } from './effects';
import { failDeployment } from './failDeployment';
import { followDeployer } from './followDeployer';
import { followTarget } from './followTarget';
import { foreignReads, overtaken, OVERTAKEN_AFTER_READS } from './foreignReads';
import { configuredKey, observeTarget } from './observeTarget';
import { holdAfter } from './succeed';
import { failRunning, unsettled } from './unsettled';

/** After the deployer is done, the target shows it within this time or the deploy failed. */
const SHOWS_WITHIN_MS = 5 * 60_000;

export async function processDeploying(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): Promise<OperationRecord> {
  const answer = await perform(
    context,
    operation,
    claim,
    deployEffect(context, binding, environment, operation),
  );
  if (answer.status === 'refused') {
    return failDeployment(context, claim, binding, environment, operation, {
      code: 'refused',
      message: answer.message,
    });
  }
  if (answer.status !== 'happened')
    return unsettled(context, operation, answer);
  const followed = await followDeployer(
    context,
    claim,
    binding,
    environment,
    operation,
    answer.effect,
  );
  if (!followed.isDone) return followed.operation;
  let current = followed.operation;
  if (current.intent === 'ephemeral' && !current.artifact) {
    const built = await finishBuild(context, binding, current);
    if (built.status === 'refused') return built.operation;
    current = built.operation;
  }
  return seeConfigured(context, claim, binding, environment, current);
}

async function seeConfigured(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): Promise<OperationRecord> {
  const { stores, settings } = context;
  const now = await stores.now();
  const observation = await observeTarget(
    context,
    operation.serviceRef,
    environment,
    binding.artifacts.map(({ component }) => component),
  );
  const deployed = withStep(operation.steps, 'deploy', {
    state: 'done',
    finishedAt:
      operation.steps.find(step => step.id === 'deploy')?.finishedAt ??
      now.toISOString(),
  });
  if (configuredKey(observation) === operation.artifactKey) {
    return advance(context, operation, {
      event: 'deployed',
      change: {
        message: 'The target is set to it; verifying',
        memory: operation.memory,
        steps: withStep(deployed, 'observe', {
          state: 'done',
          startedAt: operation.memory.deployObservedAt ?? now.toISOString(),
          finishedAt: now.toISOString(),
        }),
      },
      also: async (transaction, at) => {
        // However its verification ends, automation stays away.
        if (operation.intent === 'rollback') {
          await holdAfter(transaction, operation, at);
        }
      },
    });
  }
  const progress = await followTarget(context, environment, operation);
  if (progress?.status === 'failed') {
    return failDeployment(context, claim, binding, environment, operation, {
      code: 'rollout-failed',
      message: progress.message,
    });
  }
  const foreign = foreignReads(operation, observation);
  if (foreign.count >= OVERTAKEN_AFTER_READS) {
    return advance(context, operation, {
      event: 'refused',
      change: {
        ...overtaken(observation, foreign),
        steps: failRunning(operation),
      },
    });
  }
  const since = operation.memory.deployObservedAt ?? now.toISOString();
  if (now.getTime() - Date.parse(since) > SHOWS_WITHIN_MS) {
    return advance(context, operation, {
      event: 'refused',
      change: {
        code: 'not-observed',
        message: `The deployer is done, but ${environment.targetName} is set to ${observation.label ?? 'something else'}. Look at what it did.`,
        steps: failRunning(operation),
      },
    });
  }
  return annotate(context, operation, {
    memory: { ...operation.memory, foreign, deployObservedAt: since },
    steps: withStep(deployed, 'observe', {
      state: 'running',
      startedAt: since,
    }),
    message:
      progress?.message ??
      `Waiting until ${environment.targetName} is set to it`,
    trouble: null,
    dueAt: after(now, settings.activeEveryMs),
  });
}
