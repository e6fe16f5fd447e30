import type { OperationRecord } from '../../database';
import {
  repositoryKey,
  type Binding,
  type BoundEnvironment,
} from '../../policy/binding';
import { failSteps, withStep } from '../../policy/steps';
import { advance, annotate } from '../advance';
import { cancelEffect } from '../cancelling';
import type { Claim, EngineContext } from '../context';
import { unsettled } from '../unsettled';
import { perform } from '../effects';
import { followRun } from '../followRun';
import { findRun } from '../workflowRuns';
import { gatedEffect } from './effect';
import { followTask } from './task';
import { processGates } from './waiting';

const done = ({ steps }: OperationRecord) =>
  steps.map(step =>
    step.state === 'running' ? { ...step, state: 'done' as const } : step,
  );

function doneText({ plan, result }: OperationRecord): string {
  const { by, workflow } = plan!.deployer;
  return by === 'task'
    ? `The task ended with exit code ${result.exitCode ?? 0}`
    : `${workflow} succeeded`;
}

/** A runbook, or a plan or apply of infrastructure: gates, one effect, its outcome. */
export async function processGated(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): Promise<OperationRecord> {
  switch (operation.state) {
    case 'waiting':
      return processGates(context, claim, binding, environment, operation);
    case 'deploying':
    case 'waiting-in-github':
      return carryOut(context, claim, binding, environment, operation);
    case 'verifying':
      // A person said that it happened.
      return advance(context, operation, {
        event: 'verified',
        change: { message: operation.message, steps: done(operation) },
      });
    default:
      return annotate(context, operation, { dueAt: null });
  }
}

async function carryOut(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): Promise<OperationRecord> {
  const call = gatedEffect(context, binding, environment, operation);
  const answer = await perform(context, operation, claim, call);
  if (answer.status !== 'happened') {
    return unsettled(context, operation, answer);
  }
  const { effect } = answer;
  if (operation.plan!.deployer.by === 'task') {
    const followed = await followTask(context, environment, operation, effect);
    return followed.isDone
      ? finish(context, binding, followed.operation)
      : followed.operation;
  }
  const wish = operation.memory.cancelRequested;
  if (wish) {
    const signal = AbortSignal.timeout(context.settings.readTimeoutMs);
    const run = await findRun(context, binding, effect, { signal });
    if (run && run.status !== 'completed') {
      await perform(
        context,
        operation,
        claim,
        cancelEffect(context, binding, run),
      );
    }
    if (run?.conclusion === 'cancelled') {
      return advance(context, operation, {
        event: 'cancelled',
        actor: wish.by,
        change: {
          code: 'cancelled',
          message: `Cancelled in GitHub: ${wish.reason}. Look at its log for what it did before.`,
          steps: failSteps(operation.steps),
        },
      });
    }
  }
  const followed = await followRun(
    context,
    binding,
    operation,
    'deploy',
    effect,
  );
  return followed.status === 'success'
    ? finish(context, binding, followed.operation)
    : followed.operation;
}

async function finish(
  context: EngineContext,
  binding: Binding,
  operation: OperationRecord,
): Promise<OperationRecord> {
  const now = (await context.stores.now()).toISOString();
  const deployed = await advance(context, operation, {
    event: 'deployed',
    change: {
      message: doneText(operation),
      memory: operation.memory,
      result: operation.result,
      steps: withStep(operation.steps, 'deploy', {
        state: 'done',
        finishedAt: now,
      }),
    },
    also: async (stores, at) => {
      await stores.repositories.markDue(repositoryKey(binding.repository), at);
    },
  });
  return advance(context, deployed, {
    event: 'verified',
    change: { message: deployed.message },
  });
}
