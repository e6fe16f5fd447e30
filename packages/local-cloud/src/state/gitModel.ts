export interface Signature {
  name: string;
  email: string;
  /** Milliseconds since the epoch. */
  at: number;
}

export interface Commit {
  sha: string;
  treeSha: string;
  parents: string[];
  message: string;
  author: Signature;
  committer: Signature;
  /** Blob sha by path: the whole tree, not a difference. */
  tree: Record<string, string>;
}

export interface TagObject {
  sha: string;
  tag: string;
  message: string;
  object: string;
  tagger: Signature;
}

/** What a bare git repository holds, reduced to what the wire shows. */
export interface GitStore {
  commits: Record<string, Commit>;
  blobs: Record<string, string>;
  tagObjects: Record<string, TagObject>;
  branches: Record<string, string>;
  /** A commit sha, or a tag object's sha for annotated tags. */
  tags: Record<string, string>;
}
