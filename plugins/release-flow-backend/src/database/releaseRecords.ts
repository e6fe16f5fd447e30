import type { Artifact } from 'backstage-plugin-release-flow-common';

/** A tag, and when it came; of the time before the binding, when its commit was made. */
export interface TagSeen {
  name: string;
  at: string;
}

/** An urgent fix that reached production, and the branch that must get it too. */
export interface Backport {
  into: string;
  /** Environment that it reached, and when. */
  environment: string;
  at: string;
  /** How the branch has it; `null` while it has not. */
  how: 'same' | 'contained' | 'cherry-picked' | 'squash-merged' | null;
  /** Of the branch when it was looked at last. */
  head: string;
}

/** Where the commit of a tag is. */
export interface TagPlace {
  /** Patterns of the branches that the flow makes builds of. */
  of: string[];
  /** One that holds it; `null` when none does, or none was looked at yet. */
  branch: string | null;
  /** What the branches were when they were looked at; `null` before that. */
  heads: string | null;
}

export interface ReleaseRecord {
  id: string;
  serviceRef: string;
  hostId: string;
  tag: string;
  version: string;
  name: string | null;
  /** `build`: a commit of a branch rather than a release. */
  state: 'draft' | 'prerelease' | 'published' | 'build';
  /** Branch of a build. */
  branch: string | null;
  /** Every tag of its version, where tags are the source. */
  tags: TagSeen[];
  /** Whether an urgent fix that reached production is where it has to get. */
  backport: Backport | null;
  commit: string | null;
  artifact: Artifact | null;
  artifactKey: string | null;
  problem: { code: string; message: string } | null;
  rejected: { by: string; at: string; reason: string } | null;
  critical: { by: string; at: string; reason: string } | null;
  notes: string;
  /** What the notes are of; `null` where that was never published in the code host. */
  notesOf: 'draft' | 'prerelease' | 'published' | null;
  /** Of tags, where the flow names branches. */
  place: TagPlace | null;
  author: string | null;
  publishedBy: string | null;
  createdAt: string;
  publishedAt: string | null;
  url: string;
  firstSeenAt: string;
  seenAt: string;
}

export interface BuildRecord {
  id: string;
  serviceRef: string;
  intent: string;
  ref: string;
  commit: string;
  artifact: Artifact;
  artifactKey: string;
  builtBy: string;
  builtAt: string;
  expiresAt: string | null;
}
