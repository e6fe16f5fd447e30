import type { Commit, GitStore } from '../state/gitModel';
import { ancestors, mergeBase, newestFirst } from './history';

export interface FileChange {
  path: string;
  status: 'added' | 'removed' | 'modified';
  sha: string;
  additions: number;
  deletions: number;
  patch: string;
}

export interface Comparison {
  status: 'identical' | 'ahead' | 'behind' | 'diverged';
  aheadBy: number;
  behindBy: number;
  mergeBase: Commit;
  /** Oldest first. */
  commits: Commit[];
  files: FileChange[];
}

type Tree = Record<string, string>;

export function changedFiles(
  git: GitStore,
  before: Tree,
  after: Tree,
): FileChange[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...paths]
    .filter(path => before[path] !== after[path])
    .sort()
    .map(path => changedFile(git, path, before[path], after[path]));
}

export function filesOfCommit(git: GitStore, commit: Commit): FileChange[] {
  const parent = git.commits[commit.parents[0]];
  return changedFiles(git, parent?.tree ?? {}, commit.tree);
}

/** `undefined` when the two have no history in common. */
export function compare(
  git: GitStore,
  base: Commit,
  head: Commit,
): Comparison | undefined {
  const fork = mergeBase(git, base.sha, head.sha);
  if (!fork) return undefined;
  const ofBase = ancestors(git, base.sha);
  const ofHead = ancestors(git, head.sha);
  const ahead = new Set([...ofHead].filter(sha => !ofBase.has(sha)));
  const behindBy = [...ofBase].filter(sha => !ofHead.has(sha)).length;
  return {
    status: statusOf(ahead.size, behindBy),
    aheadBy: ahead.size,
    behindBy,
    mergeBase: fork,
    commits: newestFirst(git, ahead).reverse(),
    files: changedFiles(git, fork.tree, head.tree),
  };
}

function statusOf(ahead: number, behind: number): Comparison['status'] {
  if (ahead > 0 && behind > 0) return 'diverged';
  if (ahead > 0) return 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

function changedFile(
  git: GitStore,
  path: string,
  before: string | undefined,
  after: string | undefined,
): FileChange {
  const old = before ? lines(git.blobs[before]) : [];
  const fresh = after ? lines(git.blobs[after]) : [];
  let start = 0;
  while (start < old.length && old[start] === fresh[start]) start += 1;
  let end = 0;
  while (
    end < Math.min(old.length, fresh.length) - start &&
    old[old.length - 1 - end] === fresh[fresh.length - 1 - end]
  ) {
    end += 1;
  }
  const removed = old.slice(start, old.length - end);
  const added = fresh.slice(start, fresh.length - end);
  const from = `${removed.length ? start + 1 : start},${removed.length}`;
  const to = `${added.length ? start + 1 : start},${added.length}`;
  return {
    path,
    status: kindOfChange(before, after),
    sha: (after ?? before)!,
    additions: added.length,
    deletions: removed.length,
    patch: [
      `@@ -${from} +${to} @@`,
      ...removed.map(line => `-${line}`),
      ...added.map(line => `+${line}`),
    ].join('\n'),
  };
}

function kindOfChange(before?: string, after?: string): FileChange['status'] {
  if (!before) return 'added';
  return after ? 'modified' : 'removed';
}

function lines(content: string): string[] {
  if (content === '') return [];
  return content.replace(/\n$/, '').split('\n');
}
