import type { EffectRecord, OperationRecord } from '../database';
import type { Binding } from '../policy/binding';
import { failSteps } from '../policy/steps';
import type { HostRun } from '../providers/types';
import { advance, annotate } from './advance';
import { after } from './backoff';
import type { Claim, EngineContext } from './context';
import { unsettled } from './unsettled';
import { perform, type EffectCall } from './effects';
import { followRuns, type Followed } from './followRun';

/** GitHub starts what a push starts within seconds; after this nobody expects it any more. */
const STARTS_WITHIN_MS = 5 * 60_000;
/** Clocks of GitHub and of the database may differ by this much. */
const CLOCKS_DIFFER_MS = 60_000;

/** A branch or tag as it was pushed. */
export interface Pushed {
  ref: string;
  sha: string;
}

/** The newest run of each workflow that this push started; `undefined` where there is none yet. */
export async function startedRuns(
  { providers, settings }: EngineContext,
  { repository }: Binding,
  workflows: string[],
  { ref, sha }: Pushed,
): Promise<Array<{ workflow: string; run: HostRun | undefined }>> {
  const signal = AbortSignal.timeout(settings.readTimeoutMs);
  return Promise.all(
    workflows.map(async workflow => {
      const runs = await providers.codeHost.runs(
        repository,
        { workflow, event: 'push' },
        { signal },
      );
      const run = runs.find(
        found =>
          found.workflow === workflow &&
          found.event === 'push' &&
          found.branch === ref &&
          found.sha === sha,
      );
      return { workflow, run };
    }),
  );
}

/**
 * Follows what a push started until all of it succeeded. Where the ref stood there before, GitHub
 * starts nothing: then the runs of that time are run again.
 */
export async function followStarted(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  operation: OperationRecord,
  effect: EffectRecord,
  pushed: Pushed,
): Promise<Followed> {
  const workflows = operation.plan!.deployer.workflows as string[];
  const found = await startedRuns(context, binding, workflows, pushed);
  const runs: HostRun[] = [];
  const missing: string[] = [];
  for (const { workflow, run } of found) {
    if (run && (await isOurs(context, operation, effect, run))) {
      runs.push(run);
      continue;
    }
    missing.push(workflow);
    if (!run) continue;
    const call = rerunEffect(context, binding, run);
    const answer = await perform(context, operation, claim, call);
    if (answer.status === 'happened') continue;
    const moved = await unsettled(context, operation, answer);
    return { status: 'other', operation: moved };
  }
  return missing.length > 0
    ? awaitStart(context, operation, effect, pushed, missing)
    : followRuns(context, binding, operation, 'deploy', runs);
}

/** Started by this push, under way when it was found, or run again for it. */
async function isOurs(
  { stores }: EngineContext,
  { id, memory }: OperationRecord,
  { committedAt }: EffectRecord,
  run: HostRun,
): Promise<boolean> {
  const again = await stores.effects.get(id, stepOf(run));
  if (again?.outcome === 'happened') {
    return run.attempt > Number(again.intent.attempt);
  }
  if (again) return false;
  const isKnown = Object.values(memory.runs ?? {}).some(
    known => known.id === run.id,
  );
  return (
    isKnown ||
    run.status !== 'completed' ||
    Date.parse(run.createdAt) >= Date.parse(committedAt) - CLOCKS_DIFFER_MS
  );
}

function stepOf({ workflow }: HostRun): string {
  return `rerun-${workflow}`;
}

function rerunEffect(
  { providers }: EngineContext,
  { repository }: Binding,
  run: HostRun,
): EffectCall {
  return {
    step: stepOf(run),
    kind: 'rerun',
    isGated: false,
    intent: { run: run.id, attempt: run.attempt },
    send: async context => {
      await providers.git.rerun(repository, run.id, context);
      return { url: run.url };
    },
    lookup: async ({ intent }, context) => {
      const now = await providers.codeHost.run(
        repository,
        String(intent.run),
        context,
      );
      if (!now) return { outcome: 'unknown' };
      return {
        outcome: now.attempt > Number(intent.attempt) ? 'happened' : 'absent',
      };
    },
  };
}

async function awaitStart(
  context: EngineContext,
  operation: OperationRecord,
  effect: EffectRecord,
  { ref }: Pushed,
  missing: string[],
): Promise<Followed> {
  const now = await context.stores.now();
  const files = missing.join(' and ');
  const waited =
    now.getTime() - Date.parse(effect.settledAt ?? effect.committedAt);
  const moved =
    waited > STARTS_WITHIN_MS
      ? await advance(context, operation, {
          event: 'refused',
          change: {
            code: 'run-not-started',
            message: `GitHub started no run of ${files} for ${ref} within 5 minutes. Look whether its 'on: push' names ${ref} and whether Actions are enabled.`,
            steps: failSteps(operation.steps),
          },
        })
      : await annotate(context, operation, {
          message: `Waiting until GitHub starts ${files} for ${ref}`,
          trouble: null,
          dueAt: after(now, context.settings.activeEveryMs),
        });
  return { status: 'other', operation: moved };
}
