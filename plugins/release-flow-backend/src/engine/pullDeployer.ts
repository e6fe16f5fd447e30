import { Duration } from 'luxon';
import type { EffectRecord, OperationRecord } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { failSteps, withStep } from '../policy/steps';
import type { HostCheck, HostPull } from '../providers/types';
import { advance, annotate } from './advance';
import { after } from './backoff';
import { landingOf } from './branchDeployer';
import type { Claim, EngineContext } from './context';
import { perform, type EffectCall } from './effects';

const GOOD = ['success', 'neutral', 'skipped'];

/** The branch that a promotion's pull request comes from. */
export function pullBranch(id: string): string {
  return `release-flow/${id}`;
}

/** GitHub has at most one open request from a branch, so one that is not there can be opened. */
export function pullEffect(
  { providers: { pulls } }: EngineContext,
  { repository }: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): EffectCall {
  const { branch, method } = operation.plan!.deployer;
  const head = pullBranch(operation.id);
  return {
    step: 'deploy',
    kind: 'open-pull-request',
    isGated: true,
    intent: { branch, head },
    send: async context =>
      pulls.open(
        repository,
        {
          ...landingOf(environment, operation),
          head,
          title: `Release ${operation.label} to ${environment.id}`,
          isPick: method === 'cherry-pick',
        },
        context,
      ),
    lookup: async (_effect, context) => {
      const found = await pulls.ofBranch(repository, head, context);
      if (!found) return { outcome: 'absent' };
      const { number, url } = found;
      return { outcome: 'happened', result: { number, url, head: found.head } };
    },
  };
}

/** The commit it was merged as; else where the operation stands while people look at it. */
export async function followPull(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  effect: EffectRecord,
): Promise<{ mergedAs: string } | { operation: OperationRecord }> {
  const { providers, settings, stores } = context;
  const signal = AbortSignal.timeout(settings.readTimeoutMs);
  const { number, head } = effect.result as { number: number; head: string };
  const pull = await providers.pulls.read(binding.repository, number, {
    signal,
  });
  const now = await stores.now();
  const seen = {
    steps: withStep(operation.steps, 'deploy', { url: pull.url }),
    trouble: null,
  };
  if (pull.mergedAs) {
    if (operation.state === 'deploying') return { mergedAs: pull.mergedAs };
    const moved = await advance(context, operation, {
      event: 'review-granted',
      change: { ...seen, message: `Pull request #${number} was merged` },
      audit: { pull: pull.url, by: pull.mergedBy, reviews: pull.reviews },
    });
    return { operation: moved };
  }
  if (operation.state === 'deploying') {
    const within = operation.plan!.deployer.reviewWithin;
    const moved = await advance(context, operation, {
      event: 'review-needed',
      change: {
        ...seen,
        message: `Pull request #${number} waits for its reviews`,
        expiresAt:
          typeof within === 'string'
            ? after(now, Duration.fromISO(within).toMillis())
            : null,
      },
      audit: { pull: pull.url },
    });
    return { operation: moved };
  }
  if (!pull.isOpen) {
    return { operation: await closed(context, operation, pull, seen) };
  }
  if (operation.memory.cancelRequested) {
    const call = closeEffect(context, binding, number);
    await perform(context, operation, claim, call);
  } else if (operation.expiresAt && operation.expiresAt <= now.toISOString()) {
    const moved = await advance(context, operation, {
      event: 'expired',
      change: {
        ...seen,
        code: 'review-expired',
        message: `Nobody merged pull request #${number} in time. Close it there.`,
      },
    });
    return { operation: moved };
  }
  const checks = await providers.codeHost.checks(
    binding.repository,
    pull.head,
    { signal },
  );
  const problem = await mergeWhenReady(
    context,
    claim,
    binding,
    environment,
    operation,
    { pull, checks, head },
  );
  const moved = await annotate(context, operation, {
    ...seen,
    message: `${pullText(pull, checks)}${problem ? `. ${problem}` : ''}`,
    dueAt: after(now, settings.activeEveryMs),
  });
  return { operation: moved };
}

/** Merges what was approved; why not, where GitHub or what was pushed since leaves it to people. */
async function mergeWhenReady(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  { pull, checks, head }: { pull: HostPull; checks: HostCheck[]; head: string },
): Promise<string | undefined> {
  if (operation.memory.cancelRequested) return 'It is being closed';
  if (pull.isMergeable === false) {
    return 'It conflicts; resolve that in the pull request';
  }
  if (!isApproved(pull) || !checks.every(isGood)) return undefined;
  if (pull.head !== head) {
    return 'Somebody pushed to it after it was opened, so a person has to merge it';
  }
  const call = mergeEffect(context, binding, environment, operation, pull);
  const answer = await perform(context, operation, claim, call);
  return answer.status === 'refused'
    ? `${answer.message}. A person has to merge it`
    : undefined;
}

function isApproved({ reviews }: HostPull): boolean {
  return (
    reviews.some(({ state }) => state === 'APPROVED') &&
    reviews.every(({ state }) => state !== 'CHANGES_REQUESTED')
  );
}

function isGood({ status, conclusion }: HostCheck): boolean {
  return status === 'completed' && GOOD.includes(conclusion ?? '');
}

function pullText({ number, reviews }: HostPull, checks: HostCheck[]): string {
  const by = (wanted: string) =>
    reviews.filter(({ state }) => state === wanted).map(({ user }) => user);
  const approved = by('APPROVED');
  const against = by('CHANGES_REQUESTED');
  const failed = checks
    .filter(check => check.status === 'completed' && !isGood(check))
    .map(({ name }) => name);
  return [
    `Pull request #${number}: ${approved.length > 0 ? `approved by ${approved.join(' and ')}` : 'not approved yet'}`,
    ...(against.length > 0 ? [`changes wanted by ${against.join(', ')}`] : []),
    ...(checks.length > 0
      ? [`${checks.filter(isGood).length} of ${checks.length} checks passed`]
      : []),
    ...(failed.length > 0 ? [`${failed.join(', ')} failed`] : []),
  ].join(', ');
}

function mergeEffect(
  { providers: { pulls } }: EngineContext,
  { repository }: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  { number, head }: HostPull,
): EffectCall {
  const isMerge = operation.plan!.deployer.method === 'merge';
  const { message } = landingOf(environment, operation);
  return {
    step: 'merge-pull',
    kind: 'merge-pull-request',
    isGated: false,
    intent: { number, head },
    send: async context => {
      const method = isMerge ? 'merge' : 'rebase';
      const pull = { number, head, method, message } as const;
      await pulls.merge(repository, pull, context);
      return {};
    },
    lookup: async (_effect, context) => {
      const { mergedAs } = await pulls.read(repository, number, context);
      return { outcome: mergedAs ? 'happened' : 'absent' };
    },
  };
}

function closeEffect(
  { providers: { pulls } }: EngineContext,
  { repository }: Binding,
  number: number,
): EffectCall {
  return {
    step: 'close-pull',
    kind: 'close-pull-request',
    isGated: false,
    intent: { number },
    send: async context => {
      await pulls.close(repository, number, context);
      return {};
    },
    lookup: async (_effect, context) => {
      const { isOpen } = await pulls.read(repository, number, context);
      return { outcome: isOpen ? 'absent' : 'happened' };
    },
  };
}

function closed(
  context: EngineContext,
  operation: OperationRecord,
  { number }: HostPull,
  seen: Partial<OperationRecord>,
): Promise<OperationRecord> {
  const wish = operation.memory.cancelRequested;
  const steps = failSteps(seen.steps ?? operation.steps);
  return wish
    ? advance(context, operation, {
        event: 'cancelled',
        actor: wish.by,
        change: {
          ...seen,
          steps,
          code: 'cancelled',
          message: `Cancelled: ${wish.reason}. Pull request #${number} is closed.`,
        },
      })
    : advance(context, operation, {
        event: 'rejected',
        change: {
          ...seen,
          steps,
          code: 'rejected-in-github',
          message: `Pull request #${number} was closed in GitHub without being merged`,
        },
      });
}
