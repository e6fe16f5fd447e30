import type { OperationRecord } from '../../database';
import type { Binding } from '../../policy/binding';
import type { EngineContext } from '../context';
import type { EffectCall } from '../effects';
import type { Kind } from './kind';

export const branch: Kind = {
  effect: branchEffect,
  followsRun: false,
  done: ({ label }) => `The branch ${label} is there`,
};

/** A branch is where it should be, somewhere else, or not there: the refs tell. */
function branchEffect(
  { providers }: EngineContext,
  { repository }: Binding,
  { result }: OperationRecord,
): EffectCall {
  const { name, commit, url } = result as Record<string, string>;
  return {
    step: 'deploy',
    kind: 'create-branch',
    isGated: false,
    intent: { name, commit },
    send: async context => {
      await providers.git.createBranch(repository, { name, commit }, context);
      return { url };
    },
    lookup: async (_effect, context) => {
      const heads = await providers.codeHost.branches(
        repository,
        [name],
        context,
      );
      const head = heads.find(found => found.name === name);
      if (!head) return { outcome: 'absent' };
      return head.commit === commit
        ? { outcome: 'happened', result: { url } }
        : { outcome: 'unknown' };
    },
  };
}
