import { Duration } from 'luxon';
import type { EffectRecord, OperationRecord } from '../../database';
import type { BoundEnvironment } from '../../policy/binding';
import { failSteps, withStep } from '../../policy/steps';
import { advance, annotate } from '../advance';
import { after } from '../backoff';
import type { EngineContext } from '../context';
import type { EffectCall } from '../effects';

function requestOf(environment: BoundEnvironment, operation: OperationRecord) {
  const { component, command } = operation.plan!.deployer as unknown as {
    component: string;
    command: string[];
  };
  return {
    intentId: `${operation.id}:deploy`,
    config: environment.target,
    component,
    command,
  };
}

/** A one-off task beside the target, started once. */
export function taskEffect(
  { providers }: EngineContext,
  environment: BoundEnvironment,
  operation: OperationRecord,
): EffectCall {
  const target = providers.targets.get(environment.target.type);
  const request = requestOf(environment, operation);
  const { component, command } = request;
  return {
    step: 'deploy',
    kind: 'task',
    isGated: true,
    intent: { target: environment.targetKey, component, command },
    send: async provider => {
      if (!target?.runTask) {
        throw new Error(`Target ${environment.target.type} runs no tasks`);
      }
      return { ...(await target.runTask(request, provider)) };
    },
    lookup: async (_effect, provider) => {
      if (!target?.lookupTask) return { outcome: 'unknown' };
      const found = await target.lookupTask(request, provider);
      const { outcome, externalId } = found;
      return { outcome, ...(externalId && { result: { externalId } }) };
    },
  };
}

/** Where the task stands; anything but exit code 0 is a failure. */
export async function followTask(
  context: EngineContext,
  environment: BoundEnvironment,
  operation: OperationRecord,
  effect: EffectRecord,
): Promise<{ isDone: boolean; operation: OperationRecord }> {
  const { stores, providers, settings } = context;
  const target = providers.targets.get(environment.target.type);
  const externalId = effect.result?.externalId;
  const open = (moved: OperationRecord) => ({
    isDone: false,
    operation: moved,
  });
  if (!target?.followTask || typeof externalId !== 'string') {
    return open(
      await advance(context, operation, {
        event: 'outcome-unknown',
        change: {
          code: 'task-not-found',
          message: `The task was started, but ${environment.targetName} can't say how it goes. Look there, then say how it ended.`,
        },
      }),
    );
  }
  const progress = await target.followTask(
    { ...requestOf(environment, operation), externalId },
    { signal: AbortSignal.timeout(settings.readTimeoutMs) },
  );
  const now = await stores.now();
  const { exitCode, message, status, url } = progress;
  const result = {
    ...operation.result,
    externalId,
    ...(exitCode !== undefined && { exitCode }),
    ...(url && { url }),
  };
  const steps = withStep(operation.steps, 'deploy', {
    detail: exitCode === undefined ? message : `Exit code ${exitCode}`,
    ...(url && { url }),
  });
  if (status === 'succeeded') {
    return { isDone: true, operation: { ...operation, result, steps } };
  }
  if (status === 'failed') {
    return open(
      await advance(context, operation, {
        event: 'refused',
        change: {
          code: 'task-failed',
          message:
            exitCode === undefined
              ? `The task did not run: ${message}`
              : `The task ended with exit code ${exitCode}: ${message}`,
          result,
          steps: failSteps(steps),
        },
        audit: { exitCode },
      }),
    );
  }
  const within = String(operation.plan!.deployer.within ?? 'PT15M');
  const overdueAt =
    Date.parse(effect.committedAt) + Duration.fromISO(within).toMillis();
  if (now.getTime() > overdueAt) {
    return open(
      await advance(context, operation, {
        event: 'outcome-unknown',
        change: {
          code: 'task-overdue',
          message: `The task still runs after ${within}. Look at it, then say how it ended.`,
          result,
          steps,
        },
      }),
    );
  }
  return open(
    await annotate(context, operation, {
      message,
      result,
      steps,
      trouble: null,
      dueAt: after(now, settings.activeEveryMs),
    }),
  );
}
