import type { OperationRecord } from '../../database';
import type { Binding } from '../../policy/binding';
import type { EngineContext } from '../context';
import type { EffectCall } from '../effects';
import type { Kind } from './kind';

interface Move {
  tag: string;
  from: string;
  to: string;
  message: string;
}

interface Rerun {
  id: string;
  attempt: number;
}

export const tagMove: Kind = {
  effect: (context, binding, operation) =>
    operation.result.rerun
      ? rerunEffect(context, binding, operation.result.rerun as Rerun[])
      : moveEffect(context, binding, operation),
  followsRun: false,
  done: ({ label, result }) =>
    result.rerun
      ? `What ${label} started runs again`
      : `${label} stands on ${String(result.to).slice(0, 7)}`,
};

/** One ref by force, from where it was seen; the ref itself says whether it was moved. */
function moveEffect(
  { providers }: EngineContext,
  { repository }: Binding,
  { result }: OperationRecord,
): EffectCall {
  const { tag, from, to, message } = result as unknown as Move;
  return {
    step: 'deploy',
    kind: 'move-tag',
    isGated: false,
    intent: { tag, from, to },
    send: async context => {
      const move = { name: tag, message, from, to };
      await providers.git.moveTag(repository, move, context);
      return {};
    },
    lookup: async (_effect, context) => {
      const now = await providers.codeHost.tagCommit(repository, tag, context);
      if (now === to) return { outcome: 'happened' };
      return { outcome: now === from ? 'absent' : 'unknown' };
    },
  };
}

/** Those that run again already are left alone, so what was half sent can be sent again. */
function rerunEffect(
  { providers }: EngineContext,
  { repository }: Binding,
  runs: Rerun[],
): EffectCall {
  return {
    step: 'deploy',
    kind: 'rerun',
    isGated: false,
    intent: { runs },
    send: async context => {
      for (const { id, attempt } of runs) {
        const now = await providers.codeHost.run(repository, id, context);
        if (now && now.attempt > attempt) continue;
        await providers.git.rerun(repository, id, context);
      }
      return {};
    },
    lookup: async (_effect, context) => {
      for (const { id, attempt } of runs) {
        const now = await providers.codeHost.run(repository, id, context);
        if (!now) return { outcome: 'unknown' };
        if (now.attempt <= attempt) return { outcome: 'absent' };
      }
      return { outcome: 'happened' };
    },
  };
}
