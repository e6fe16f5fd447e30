import { Duration } from 'luxon';
import type { EffectRecord, OperationRecord } from '../database';
import type { Binding } from '../policy/binding';
import { withStep } from '../policy/steps';
import type { HostRun } from '../providers/types';
import { advance, annotate } from './advance';
import { after } from './backoff';
import type { EngineContext } from './context';
import { followTarget } from './followTarget';
import { failedJob, findRun, isOverdue } from './workflowRuns';

export interface Followed {
  status: 'success' | 'other';
  operation: OperationRecord;
}

/** What a failed run means for the operation; refused, where nothing else is said. */
export type OnRunFailed = (
  operation: OperationRecord,
  failure: { code: string; message: string },
) => Promise<OperationRecord>;

/** Where a dispatched run stands, and what that means for the operation. */
export async function followRun(
  context: EngineContext,
  binding: Binding,
  operation: OperationRecord,
  step: string,
  effect: EffectRecord,
  onFailed?: OnRunFailed,
): Promise<Followed> {
  const { stores, settings } = context;
  const signal = AbortSignal.timeout(settings.readTimeoutMs);
  const run = await findRun(context, binding, effect, { signal });
  const now = await stores.now();
  const other = (moved: OperationRecord): Followed => ({
    status: 'other',
    operation: moved,
  });
  if (!run) {
    if (isOverdue(effect, now)) {
      return other(
        await advance(context, operation, {
          event: 'outcome-unknown',
          change: {
            code: 'run-not-found',
            message: `${effect.intent.workflow} was dispatched, but GitHub shows no run of it. Look there, then say how it ended.`,
          },
        }),
      );
    }
    return other(
      await annotate(context, operation, {
        message: `Waiting until GitHub lists the run of ${effect.intent.workflow}`,
        dueAt: after(now, settings.activeEveryMs),
      }),
    );
  }
  return followRuns(context, binding, operation, step, [run], onFailed);
}

/** Where the runs of one change stand; all of them have to succeed. */
export async function followRuns(
  context: EngineContext,
  binding: Binding,
  operation: OperationRecord,
  step: string,
  runs: HostRun[],
  onFailed?: OnRunFailed,
): Promise<Followed> {
  const { stores, settings } = context;
  const now = await stores.now();
  const other = (moved: OperationRecord): Followed => ({
    status: 'other',
    operation: moved,
  });
  const failed = runs.find(
    ({ status, conclusion }) =>
      status === 'completed' && conclusion !== 'success',
  );
  const waiting = runs.find(({ status }) => status === 'waiting');
  const shown = failed ?? waiting ?? runs[0];
  const seen = {
    memory: {
      ...operation.memory,
      runs: { ...operation.memory.runs, ...shownRuns(step, shown, runs) },
    },
    steps: withStep(operation.steps, step, { url: shown.url }),
    trouble: null,
  };
  if (failed) {
    return other(
      await runFailed(context, binding, operation, failed, seen, onFailed),
    );
  }
  const open = runs.filter(({ status }) => status !== 'completed');
  if (open.length === 0) {
    return { status: 'success', operation: { ...operation, ...seen } };
  }
  if (waiting) {
    return other(
      await waitForReview(context, binding, operation, waiting, seen, now),
    );
  }
  if (operation.state === 'waiting-in-github') {
    const reviews = await Promise.all(
      runs.map(run => reviewsOf(context, binding, run)),
    );
    return other(
      await advance(context, operation, {
        event: 'review-granted',
        change: { ...seen, message: 'Reviewed in GitHub; the run goes on' },
        audit: { approvals: reviews.flat() },
      }),
    );
  }
  return other(
    await annotate(context, operation, {
      ...seen,
      message: open.map(inProgress).join(', '),
      dueAt: after(now, settings.activeEveryMs),
    }),
  );
}

function inProgress({ workflow, status }: HostRun): string {
  return `${workflow} is ${status.replace('_', ' ')} in GitHub`;
}

/** The run that matters most stands under the step's own name, the others under their files'. */
function shownRuns(step: string, shown: HostRun, runs: HostRun[]) {
  const named = runs.map(
    run => [run === shown ? step : run.workflow, run] as const,
  );
  return Object.fromEntries(
    named.map(([name, { id, url }]) => [name, { id, url }]),
  );
}

async function reviewsOf(
  context: EngineContext,
  binding: Binding,
  run: HostRun,
) {
  const approvals = await context.providers.codeHost.approvals(
    binding.repository,
    run.id,
    { signal: AbortSignal.timeout(context.settings.readTimeoutMs) },
  );
  return approvals.map(({ state, user, comment }) => ({
    state,
    user,
    comment,
  }));
}

async function waitForReview(
  context: EngineContext,
  binding: Binding,
  operation: OperationRecord,
  run: HostRun,
  seen: Partial<OperationRecord>,
  now: Date,
): Promise<OperationRecord> {
  const { settings } = context;
  const pending = await context.providers.codeHost.pendingReviews(
    binding.repository,
    run.id,
    { signal: AbortSignal.timeout(settings.readTimeoutMs) },
  );
  const reviewers = [...new Set(pending.flatMap(review => review.reviewers))];
  const message = `GitHub waits for a review by ${reviewers.join(' or ') || 'its reviewers'}; it starts the job by itself after that`;
  if (operation.state === 'deploying') {
    const within = operation.plan?.deployer.reviewWithin;
    const expiresAt =
      typeof within === 'string'
        ? after(now, Duration.fromISO(within).toMillis())
        : null;
    return advance(context, operation, {
      event: 'review-needed',
      change: {
        ...seen,
        message,
        expiresAt,
        dueAt: after(now, settings.activeEveryMs),
      },
      audit: { reviewers },
    });
  }
  const isReview = operation.state === 'waiting-in-github';
  const { expiresAt } = operation;
  if (isReview && expiresAt && expiresAt <= now.toISOString()) {
    return advance(context, operation, {
      event: 'expired',
      change: {
        ...seen,
        code: 'review-expired',
        message: 'Nobody reviewed it in GitHub in time. Cancel the run there.',
      },
    });
  }
  return annotate(context, operation, {
    ...seen,
    message,
    dueAt: after(now, settings.activeEveryMs),
  });
}

async function runFailed(
  context: EngineContext,
  binding: Binding,
  operation: OperationRecord,
  run: HostRun,
  seen: Partial<OperationRecord>,
  onFailed?: OnRunFailed,
): Promise<OperationRecord> {
  const signal = AbortSignal.timeout(context.settings.readTimeoutMs);
  const reviews = await reviewsOf(context, binding, run);
  const rejection = reviews.find(review => review.state === 'rejected');
  if (rejection && operation.state === 'waiting-in-github') {
    return advance(context, operation, {
      event: 'rejected',
      change: {
        ...seen,
        code: 'rejected-in-github',
        message: `Rejected in GitHub by ${rejection.user}${rejection.comment ? `: ${rejection.comment}` : ''}`,
      },
      audit: { reviews },
    });
  }
  const job = await failedJob(context, binding, run, { signal });
  const platform = await platformSays(context, binding, operation);
  const failure = {
    code: `run-${run.conclusion}`,
    message: `${run.workflow} ended with ${run.conclusion}${job ? ` in the job '${job}'` : ''}. Read its log in GitHub.${platform}`,
  };
  if (onFailed) return onFailed({ ...operation, ...seen }, failure);
  const steps = (seen.steps ?? operation.steps).map(step =>
    step.state === 'running' ? { ...step, state: 'failed' as const } : step,
  );
  return advance(context, operation, {
    event: 'refused',
    change: {
      ...seen,
      ...failure,
      steps,
    },
    audit: { run: run.url },
  });
}

/** Why the platform did not keep what a workflow brought; GitHub does not know it. */
async function platformSays(
  context: EngineContext,
  binding: Binding,
  operation: OperationRecord,
): Promise<string> {
  const environment = binding.environments.find(
    ({ id }) => id === operation.environment,
  );
  const isDeploying =
    operation.state === 'deploying' || operation.state === 'waiting-in-github';
  if (!environment || !isDeploying) return '';
  const told = await followTarget(context, environment, operation);
  return told?.status === 'failed' ? ` ${told.message}` : '';
}
