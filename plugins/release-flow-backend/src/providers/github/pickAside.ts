import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import type { Landing, Repository } from '../types';
import type { GitObjects } from './GitObjects';

/**
 * The change of one commit on the tip of a branch, as a commit that no branch has yet. A commit with
 * the branch's tree and the picked one's parent makes a merge of the picked one merge its change
 * alone; that happens on a branch of its own, so a conflict touches nothing.
 */
export async function pickAside(
  objects: GitObjects,
  repo: Repository,
  landing: Landing,
  context: ProviderContext,
): Promise<string> {
  const { branch, commit, message, id } = landing;
  const tip = await objects.tip(repo, branch, context);
  const picked = await objects.commit(repo, commit, context);
  const base = await objects.commit(repo, tip, context);
  const sibling = await objects.writeCommit(
    repo,
    { tree: base.tree, parents: picked.parents.slice(0, 1), message: id },
    context,
  );
  const merged = await objects.mergeAside(
    repo,
    { name: `release-flow/pick-${id}`, from: sibling, head: commit },
    context,
  );
  if (!merged) throw conflictOf(landing);
  return objects.writeCommit(
    repo,
    {
      tree: merged.tree,
      parents: [tip],
      message: `${picked.message.trimEnd()}\n\n${message}`,
      author: picked.author,
    },
    context,
  );
}

export function conflictOf({ branch, commit }: Landing): ProviderError {
  return new ProviderError(
    'refused',
    `${commit.slice(0, 7)} conflicts with ${branch}. Merge ${branch} into its branch, or resolve it in a pull request; then promote the result.`,
  );
}
