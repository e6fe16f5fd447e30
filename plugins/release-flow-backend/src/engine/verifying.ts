import type {
  TargetObservation,
  VerificationAnswer,
  VerificationRequest,
} from 'backstage-plugin-release-flow-node';
import { Duration } from 'luxon';
import type { OperationRecord } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { resolveCall } from '../policy/plan';
import { withStep } from '../policy/steps';
import { advance, annotate } from './advance';
import { after } from './backoff';
import type { Claim, EngineContext } from './context';
import { failRunning, unsettled } from './unsettled';
import { perform } from './effects';
import { followRun, type OnRunFailed } from './followRun';
import { failDeployment } from './failDeployment';
import { followTarget } from './followTarget';
import {
  foreignReads,
  overtaken,
  OVERTAKEN_AFTER_READS,
  type ForeignReads,
} from './foreignReads';
import { configuredKey, observeTarget } from './observeTarget';
import {
  checkOwn,
  outageOf,
  ownWithinMs,
  type OwnAnswer,
} from './ownVerifications';
import { scopeOfOperation } from './scope';
import { succeed } from './succeed';
import { dispatchEffect } from './workflowRuns';

/** How long a target may show what ran before, while it was seen set to this already. */
const NOT_LIVE_AT_MOST_MS = 5 * 60_000;
const WORKFLOW_WITHIN = 'PT30M';

/** One verification after the other; the first that fails ends it. */
export async function processVerifying(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): Promise<OperationRecord> {
  const { stores } = context;
  const observation = await observeTarget(
    context,
    operation.serviceRef,
    environment,
    binding.artifacts.map(({ component }) => component),
  );
  const progress =
    operation.plan!.deployer.by === 'target' && !operation.memory.rolledOut
      ? await followTarget(context, environment, operation)
      : undefined;
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
  const now = await stores.now();
  if (configuredKey(observation) !== operation.artifactKey) {
    return waitUntilLive(context, environment, operation, foreign, now);
  }
  const outage = outageOf(operation);
  if (outage) {
    const { index: broken, code, message } = outage;
    const steps = withStep(operation.steps, `verify-${broken}`, {
      state: 'running',
    });
    return failDeployment(
      context,
      claim,
      binding,
      environment,
      { ...operation, steps },
      { code, message },
      'verification-failed',
    );
  }
  const index = operation.memory.verification?.index ?? 0;
  const config = operation.plan!.verifications[index];
  if (!config) {
    return succeed(context, binding, environment, operation, observation);
  }
  const startedAt =
    operation.memory.verification?.startedAt ?? now.toISOString();
  const started: OperationRecord = {
    ...operation,
    memory: {
      ...operation.memory,
      foreign,
      rolledOut: operation.memory.rolledOut || progress?.status === 'done',
      notLiveSince: undefined,
      verification: { index, startedAt },
    },
    steps: withStep(operation.steps, `verify-${index}`, {
      state: 'running',
      startedAt,
    }),
  };
  const answer =
    config.type === 'workflow'
      ? await runWorkflow(context, claim, binding, environment, started, index)
      : ((await checkOwn(context, started, config, observation)) ??
        (await check(context, environment, started, config, observation, {
          startedAt,
          now: now.toISOString(),
        })));
  if ('operation' in answer) return answer.operation;
  if (answer.status === 'passed') {
    return annotate(context, operation, {
      memory: {
        ...started.memory,
        verification: { index: index + 1, startedAt: now.toISOString() },
      },
      steps: withStep(started.steps, `verify-${index}`, {
        state: 'done',
        detail: answer.message,
        finishedAt: now.toISOString(),
      }),
      message: answer.message,
      trouble: null,
      failures: 0,
      dueAt: now.toISOString(),
    });
  }
  const own: Partial<
    Omit<OwnAnswer, 'status'> & Pick<VerificationAnswer, 'nextCheckAt'>
  > = answer;
  const late =
    now.getTime() - Date.parse(startedAt) > withinMs(context, config);
  if (answer.status === 'failed' || late) {
    const args = [context, claim, binding, environment, started] as const;
    const failure = {
      code: late ? 'verification-timeout' : answer.code,
      message: late ? `Not in time: ${answer.message}` : answer.message,
    };
    return failDeployment(...args, failure, 'verification-failed');
  }
  return annotate(context, operation, {
    memory: { ...started.memory, ...own.memory },
    steps: started.steps,
    message:
      progress?.status === 'running'
        ? `${answer.message}. ${progress.message}`
        : answer.message,
    trouble: null,
    failures: 0,
    dueAt:
      own.dueAt ??
      own.nextCheckAt ??
      after(now, context.settings.activeEveryMs),
  });
}

/** Nothing is proven of an artifact that the target is not set to. */
async function waitUntilLive(
  context: EngineContext,
  environment: BoundEnvironment,
  operation: OperationRecord,
  foreign: ForeignReads,
  now: Date,
): Promise<OperationRecord> {
  const notLiveSince = operation.memory.notLiveSince ?? now.toISOString();
  if (now.getTime() - Date.parse(notLiveSince) > NOT_LIVE_AT_MOST_MS) {
    return advance(context, operation, {
      event: 'refused',
      change: {
        code: 'not-live',
        message: `${environment.targetName} is not set to ${operation.label} any more. Look at who put it back.`,
        steps: failRunning(operation),
      },
    });
  }
  return annotate(context, operation, {
    memory: { ...operation.memory, foreign, notLiveSince },
    message: `Waiting until ${environment.targetName} is set to it`,
    trouble: null,
    dueAt: after(now, context.settings.activeEveryMs),
  });
}

function withinMs(
  context: EngineContext,
  config: Record<string, unknown>,
): number {
  const provider = context.providers.verifications.get(String(config.type));
  if (provider) return provider.withinMs(config);
  const own = ownWithinMs(config);
  if (own !== undefined) return own;
  const within =
    typeof config.within === 'string' ? config.within : WORKFLOW_WITHIN;
  return Duration.fromISO(within).toMillis();
}

async function check(
  context: EngineContext,
  environment: BoundEnvironment,
  operation: OperationRecord,
  config: Record<string, unknown>,
  observation: TargetObservation,
  clock: VerificationRequest<unknown>['clock'],
) {
  const provider = context.providers.verifications.get(String(config.type));
  if (!provider) {
    return {
      status: 'failed' as const,
      code: 'unknown-verification',
      message: `No module provides the verification '${config.type}'.`,
    };
  }
  return provider.check(
    {
      config,
      artifact: operation.artifact!,
      environment: {
        id: environment.id,
        urls: environment.urls,
        target: environment.target,
        alarms: environment.alarms?.map(({ name }) => name),
      },
      clock,
      observe: async () => observation,
    },
    { signal: AbortSignal.timeout(context.settings.readTimeoutMs) },
  );
}

async function runWorkflow(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  index: number,
): Promise<{ operation: OperationRecord } | VerificationAnswer> {
  const config = operation.plan!.verifications[index];
  const step = `verify-${index}`;
  const correlation = `${operation.id}-${step}`;
  const scope = await scopeOfOperation(
    context,
    binding,
    environment,
    operation,
    correlation,
  );
  const call = resolveCall(
    {
      workflow: String(config.file),
      inputs: config.inputs as Record<string, string> | undefined,
      correlationInput: config.correlationInput as string | undefined,
    },
    scope,
  );
  const answer = await perform(
    context,
    operation,
    claim,
    dispatchEffect(context, binding, step, call, correlation),
  );
  if (answer.status !== 'happened') {
    return { operation: await unsettled(context, operation, answer) };
  }
  const fail: OnRunFailed = (record, failure) => {
    const args = [context, claim, binding, environment, record] as const;
    return failDeployment(...args, failure, 'verification-failed');
  };
  const args = [context, binding, operation, step, answer.effect] as const;
  const { status, operation: followed } = await followRun(...args, fail);
  if (status === 'success') {
    return {
      status: 'passed' as const,
      code: 'workflow-passed',
      message: `${config.file} succeeded`,
    };
  }
  const since = Date.parse(operation.memory.verification!.startedAt);
  const now = await context.stores.now();
  const isLate = now.getTime() - since > withinMs(context, config);
  // It may wait for a person by now.
  if (!isLate || followed.state !== 'verifying') return { operation: followed };
  const code = 'verification-timeout';
  const message = `Not in time: ${followed.message}`;
  return { operation: await fail(followed, { code, message }) };
}
