import { createHash } from 'node:crypto';
import type { Commit, GitStore, Signature } from '../state/gitModel';

export function sha1(kind: string, content: string): string {
  const bytes = Buffer.from(content);
  return createHash('sha1')
    .update(`${kind} ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

export function emptyGitStore(): GitStore {
  return { commits: {}, blobs: {}, tagObjects: {}, branches: {}, tags: {} };
}

export function writeBlob(git: GitStore, content: string): string {
  const sha = sha1('blob', content);
  git.blobs[sha] = content;
  return sha;
}

export interface NewCommit {
  parents: string[];
  message: string;
  author: Signature;
  committer?: Signature;
  /** Content by path; `null` removes the file. */
  files: Record<string, string | null>;
}

/** Stores a commit on top of its first parent's tree; moves no branch. */
export function writeCommit(git: GitStore, input: NewCommit): Commit {
  const base = input.parents[0] ? git.commits[input.parents[0]].tree : {};
  const tree: Record<string, string> = { ...base };
  for (const [path, content] of Object.entries(input.files)) {
    if (content === null) delete tree[path];
    else tree[path] = writeBlob(git, content);
  }
  return storeCommit(git, input, tree);
}

/** Stores a commit of a whole tree; moves no branch. */
export function storeCommit(
  git: GitStore,
  input: Omit<NewCommit, 'files'>,
  tree: Record<string, string>,
): Commit {
  const committer = input.committer ?? input.author;
  const treeSha = sha1('tree', JSON.stringify(Object.entries(tree).sort()));
  const content = { treeSha, ...input, committer, files: undefined };
  const commit: Commit = {
    sha: sha1('commit', JSON.stringify(content)),
    treeSha,
    parents: input.parents,
    message: input.message,
    author: input.author,
    committer,
    tree,
  };
  git.commits[commit.sha] = commit;
  return commit;
}

export function writeTagObject(
  git: GitStore,
  input: { tag: string; message: string; object: string; tagger: Signature },
): string {
  const sha = sha1('tag', JSON.stringify(input));
  git.tagObjects[sha] = { sha, ...input };
  return sha;
}
