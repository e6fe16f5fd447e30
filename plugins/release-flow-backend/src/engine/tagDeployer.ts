import { ProviderError } from 'backstage-plugin-release-flow-node';
import type { OperationRecord } from '../database';
import type { Binding } from '../policy/binding';
import type { EngineContext } from './context';
import type { EffectCall } from './effects';

/** A tag on the promotion's commit. The ref itself says whether it was made. */
export function tagEffect(
  { providers }: EngineContext,
  { repository }: Binding,
  { plan, commit }: OperationRecord,
): EffectCall {
  const { tag: name, message } = plan!.deployer as Record<string, string>;
  return {
    step: 'deploy',
    kind: 'make-tag',
    isGated: true,
    intent: { tag: name, commit },
    send: async context => {
      if (!commit) {
        throw new ProviderError(
          'refused',
          `The commit of this artifact is not known, so ${name} can stand nowhere.`,
        );
      }
      const tag = { name, message, commit };
      return { ...(await providers.git.createTag(repository, tag, context)) };
    },
    lookup: async (_effect, context) => {
      const now = await providers.codeHost.tagCommit(repository, name, context);
      // One on another commit is refused by name when it is sent.
      return { outcome: now === commit ? 'happened' : 'absent' };
    },
  };
}
