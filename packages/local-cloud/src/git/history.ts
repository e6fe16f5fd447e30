import type { Commit, GitStore } from '../state/gitModel';

/** The commit behind a tag's target, following annotated tags. */
export function peel(git: GitStore, sha: string): Commit | undefined {
  const tag = git.tagObjects[sha];
  return tag ? peel(git, tag.object) : git.commits[sha];
}

/** Resolves a branch, tag, `refs/…`, full or short SHA to its commit. */
export function resolve(git: GitStore, ref: string): Commit | undefined {
  const short = ref.replace(/^refs\//, '');
  if (short.startsWith('heads/')) {
    const branch = git.branches[short.slice('heads/'.length)];
    if (branch) return git.commits[branch];
  }
  if (short.startsWith('tags/')) {
    const tag = git.tags[short.slice('tags/'.length)];
    if (tag) return peel(git, tag);
  }
  if (git.branches[ref]) return git.commits[git.branches[ref]];
  if (git.tags[ref]) return peel(git, git.tags[ref]);
  if (!/^[0-9a-f]{7,40}$/.test(ref)) return undefined;
  const sha = Object.keys(git.commits).find(id => id.startsWith(ref));
  return sha ? git.commits[sha] : undefined;
}

/** Every commit reachable from `sha`, itself included. */
export function ancestors(git: GitStore, sha: string): Set<string> {
  const seen = new Set<string>();
  const queue = [sha];
  while (queue.length > 0) {
    const next = queue.pop()!;
    if (seen.has(next)) continue;
    seen.add(next);
    queue.push(...git.commits[next].parents);
  }
  return seen;
}

/** Newest first, a child always before its parents. */
export function log(git: GitStore, sha: string): Commit[] {
  return newestFirst(git, ancestors(git, sha));
}

export function newestFirst(git: GitStore, shas: Set<string>): Commit[] {
  const children = new Map<string, number>();
  for (const sha of shas) {
    for (const parent of git.commits[sha].parents) {
      children.set(parent, (children.get(parent) ?? 0) + 1);
    }
  }
  const ready = [...shas].filter(sha => !children.get(sha));
  const sorted: Commit[] = [];
  while (ready.length > 0) {
    ready.sort(
      (a, b) => git.commits[a].committer.at - git.commits[b].committer.at,
    );
    const commit = git.commits[ready.pop()!];
    sorted.push(commit);
    for (const parent of commit.parents) {
      if (!shas.has(parent)) continue;
      const left = children.get(parent)! - 1;
      children.set(parent, left);
      if (left === 0) ready.push(parent);
    }
  }
  return sorted;
}

export function mergeBase(
  git: GitStore,
  a: string,
  b: string,
): Commit | undefined {
  const ofA = ancestors(git, a);
  const common = new Set([...ancestors(git, b)].filter(sha => ofA.has(sha)));
  return newestFirst(git, common)[0];
}
