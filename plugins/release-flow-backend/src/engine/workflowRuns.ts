import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { EffectRecord } from '../database';
import type { Binding } from '../policy/binding';
import type { ResolvedWorkflowCall } from '../policy/plan';
import type { HostRun } from '../providers/types';
import type { EffectCall } from './effects';
import type { EngineContext } from './context';

/** GitHub lists a dispatched run within seconds; after this it counts as unknown. */
const APPEARS_WITHIN_MS = 120_000;

/** A dispatch as an effect: its run is found by the returned id, else by the correlation id. */
export function dispatchEffect(
  context: EngineContext,
  binding: Binding,
  step: string,
  call: ResolvedWorkflowCall,
  correlation: string,
  isGated = false,
): EffectCall {
  const { codeHost, codeHostEffects } = context.providers;
  return {
    step,
    kind: 'workflow-dispatch',
    isGated,
    intent: { ...call, correlation },
    send: async provider => {
      const ref =
        call.ref ??
        (await codeHost.defaultBranch(binding.repository, provider));
      const { runId, url } = await codeHostEffects.dispatch(
        binding.repository,
        { workflow: call.workflow, ref, inputs: call.inputs },
        provider,
      );
      return { runId: runId ?? null, url: url ?? null };
    },
    lookup: async (effect, provider) => {
      if (!call.correlationInput) return { outcome: 'unknown' };
      const run = await findRun(context, binding, effect, provider);
      if (run) {
        return {
          outcome: 'happened',
          result: { runId: run.id, url: run.url },
        };
      }
      return { outcome: 'unknown' };
    },
  };
}

/** The run of a dispatch; `undefined` while GitHub does not list it yet. */
export async function findRun(
  context: EngineContext,
  binding: Binding,
  effect: EffectRecord,
  provider: ProviderContext,
): Promise<HostRun | undefined> {
  const { codeHost } = context.providers;
  const runId = effect.result?.runId;
  if (typeof runId === 'string') {
    return codeHost.run(binding.repository, runId, provider);
  }
  const committed = Date.parse(effect.committedAt);
  const runs = await codeHost.runs(
    binding.repository,
    {
      workflow: String(effect.intent.workflow),
      event: 'workflow_dispatch',
      createdAfter: new Date(committed - 60_000).toISOString(),
    },
    provider,
  );
  const correlation = String(effect.intent.correlation);
  return runs.find(run => run.title.includes(correlation));
}

export function isOverdue(effect: EffectRecord, now: Date): boolean {
  return now.getTime() - Date.parse(effect.committedAt) > APPEARS_WITHIN_MS;
}

/** The job that failed, by name, for the sentence people read. */
export async function failedJob(
  context: EngineContext,
  binding: Binding,
  run: HostRun,
  provider: ProviderContext,
): Promise<string | undefined> {
  const jobs = await context.providers.codeHost.jobs(
    binding.repository,
    run.id,
    provider,
  );
  return jobs.find(
    job => job.conclusion && !['success', 'skipped'].includes(job.conclusion),
  )?.name;
}
