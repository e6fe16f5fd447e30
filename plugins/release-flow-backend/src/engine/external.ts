import type { OperationRecord } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { lockKeys } from '../policy/plan';
import { failSteps, withStep } from '../policy/steps';
import { advance, annotate } from './advance';
import { after } from './backoff';
import type { EngineContext } from './context';
import { failedStart } from './failedStart';
import { followTarget } from './followTarget';
import { configuredKey, observeTarget } from './observeTarget';
import { LockTakenError } from './start';

/** Somebody else makes the change; it is ours to see it, verify it and remember it. */
export async function waitForExternal(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  now: Date,
): Promise<OperationRecord> {
  const { settings } = context;
  const observation = await observeTarget(
    context,
    operation.serviceRef,
    environment,
    binding.artifacts.map(({ component }) => component),
  );
  if (configuredKey(observation) === operation.artifactKey) {
    return advance(context, operation, {
      event: 'observed',
      change: {
        message: 'Seen on the target; verifying',
        memory: { ...operation.memory, bound: binding },
        steps: withStep(operation.steps, 'observe', {
          state: 'done',
          startedAt: operation.requestedAt,
          finishedAt: now.toISOString(),
        }),
      },
      also: async stores => {
        const taken = await stores.locks.take(
          lockKeys(binding, environment, operation.plan!),
          operation.id,
          now.toISOString(),
        );
        if (taken) throw new LockTakenError(taken.holder);
      },
    });
  }
  const failed = await failedStart(context, binding, environment, operation);
  if (failed) {
    return advance(context, operation, {
      event: 'refused',
      change: {
        code: 'workflow-failed',
        message: failed.message,
        memory: {
          ...operation.memory,
          runs: { deploy: { id: failed.run.id, url: failed.run.url } },
        },
        steps: failSteps(operation.steps),
      },
    });
  }
  const progress = await followTarget(context, environment, operation);
  if (progress?.status === 'failed') {
    return advance(context, operation, {
      event: 'refused',
      change: {
        code: 'rollout-failed',
        message: progress.message,
        steps: failSteps(operation.steps),
      },
    });
  }
  if (operation.expiresAt && operation.expiresAt <= now.toISOString()) {
    return advance(context, operation, {
      event: 'refused',
      change: {
        code: 'not-observed',
        message: `${operation.label} was expected in ${environment.title ?? environment.id} and not seen in time. Look at the workflow that deploys it.`,
      },
    });
  }
  return annotate(context, operation, {
    ...(progress && { message: progress.message }),
    trouble: null,
    dueAt: after(now, settings.activeEveryMs),
  });
}
