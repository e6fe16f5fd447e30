import type { Cloud } from '../cloud';
import { ancestors, mergeBase, resolve } from '../git/history';
import { mergeTrees } from '../git/mergeTrees';
import { storeCommit } from '../git/objects';
import type { Commit } from '../state/gitModel';
import type { Repository } from '../state/githubModel';
import { setBranch } from './refStore';

export type Merged =
  { commit: Commit } | { refused: 'there' | 'conflict' | 'missing' };

interface Merge {
  base: string;
  head: string;
  message?: string;
  actor: string;
}

/** Merges a commit into a branch with a commit of its own, as GitHub does even where it need not. */
export function mergeInto(
  cloud: Cloud,
  repo: Repository,
  { base, head, message, actor }: Merge,
): Merged {
  const { git } = repo;
  const ours = git.commits[git.branches[base]];
  const theirs = resolve(git, head);
  if (!ours || !theirs) return { refused: 'missing' };
  if (ancestors(git, ours.sha).has(theirs.sha)) return { refused: 'there' };
  const tree = treeOfMerge(repo, ours, theirs);
  if (!tree) return { refused: 'conflict' };
  const { name, email } = cloud.person(actor);
  const commit = storeCommit(
    git,
    {
      parents: [ours.sha, theirs.sha],
      message: message ?? `Merge ${head} into ${base}`,
      author: { name, email, at: cloud.now() },
    },
    tree,
  );
  setBranch(cloud, repo, base, commit.sha, actor);
  return { commit };
}

export function treeOfMerge(
  { git }: Repository,
  ours: Commit,
  theirs: Commit,
): Commit['tree'] | undefined {
  const fork = mergeBase(git, ours.sha, theirs.sha);
  return mergeTrees(fork?.tree ?? {}, ours.tree, theirs.tree);
}
