/** A repository on a code host; `host` may carry a port. */
export interface Repository {
  host: string;
  slug: string;
}

export interface HostRelease {
  id: string;
  tag: string;
  name: string | null;
  body: string;
  state: 'draft' | 'prerelease' | 'published';
  /** Branch or SHA the tag is, or will be, made from. */
  targetCommitish: string;
  author: string | null;
  createdAt: string;
  publishedAt: string | null;
  updatedAt: string | null;
  url: string;
  /** Its tag can't be moved. */
  immutable?: boolean;
}

export interface HostCommit {
  sha: string;
  message: string;
  author: string;
  at: string;
  url: string;
}

export interface HostComparison {
  status: 'identical' | 'ahead' | 'behind' | 'diverged';
  ahead: number;
  behind: number;
  commits: HostCommit[];
  files: string[];
  url: string;
  /** Id of all that the head changed since it left the base, as one change; `null` where too big. */
  patch?: string | null;
}

/** What one commit changed. */
export interface HostChange {
  parents: number;
  /** The same for the same change of the same files, on whatever it was made; `null` where too big. */
  patch: string | null;
}

/** A branch, or a tag, and its commit. */
export interface HostRef {
  name: string;
  commit: string;
}

export interface HostRun {
  id: string;
  attempt: number;
  workflow: string;
  title: string;
  event: string;
  branch: string | null;
  sha: string;
  status: string;
  conclusion: string | null;
  actor: string | null;
  url: string;
  createdAt: string;
  updatedAt: string;
}

export interface HostJob {
  name: string;
  status: string;
  conclusion: string | null;
  url: string | null;
}

/** How the repository's site is published; `source` is `null` where it is not. */
export interface HostPages {
  source: 'workflow' | 'branch' | null;
}

export interface HostDeployment {
  id: string;
  environment: string;
  sha: string;
  ref: string;
  state: string | null;
  creator: string | null;
  createdAt: string;
  /** Of the log that the newest status names. */
  url: string | null;
  /** The promotion that Release Flow told it of; absent where something else did. */
  promotion?: string;
}

export interface HostReview {
  environment: string;
  reviewers: string[];
}

export interface HostApproval {
  state: string;
  user: string;
  comment: string;
  environments: string[];
}

/** A check run or commit status of a commit; the newest of each name. */
export interface HostCheck {
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  /**
   * `success`, `failure`, `neutral`, `skipped`, `cancelled`, `timed_out`, `action_required` or `stale`;
   * `null` until it is completed.
   */
  conclusion: string | null;
  url: string | null;
  completedAt: string | null;
}
