import type { OperationRecord } from '../../database';
import type { Binding } from '../../policy/binding';
import { headingLike, withEntry } from '../../policy/changelogEntry';
import type { EngineContext } from '../context';
import type { EffectCall } from '../effects';
import type { Kind } from './kind';

/** A pull request with the entry of a release in the changelog. */
export const changelog: Kind = {
  effect: proposalEffect,
  followsRun: false,
  done: ({ label }) =>
    `The entry of ${label} waits to be reviewed and merged in its pull request`,
};

interface Proposed {
  file: string;
  branch: string;
  version: string;
  entry: string;
  date: string;
}

/** One pull request for each version: who finds it open has nothing to send. */
function proposalEffect(
  { providers }: EngineContext,
  { repository }: Binding,
  operation: OperationRecord,
): EffectCall {
  const { pulls } = providers;
  const { file, branch, version, entry, date } =
    operation.result as unknown as Proposed;
  const head = `release-flow/changelog-${version}-${operation.id.slice(0, 8)}`;
  const title = `Add ${version} to ${file}`;
  return {
    step: 'deploy',
    kind: 'changelog',
    isGated: false,
    intent: { head },
    send: async provider => {
      const { url } = await pulls.propose(
        repository,
        {
          branch,
          head,
          path: file,
          rewrite: before =>
            withEntry(before, headingLike(before, version, date), entry),
          title,
          message: `${title}\n\n${entry}`,
        },
        provider,
      );
      return { url };
    },
    lookup: async (_effect, provider) => {
      const pull = await pulls.ofBranch(repository, head, provider);
      return pull
        ? { outcome: 'happened', result: { url: pull.url } }
        : { outcome: 'absent' };
    },
  };
}
