import type { GitStore } from './gitModel';
import type { RepositorySettings } from './settingsModel';

export type Access = 'admin' | 'write' | 'read';

export interface Person {
  id: number;
  login: string;
  name: string;
  email: string;
  kind: 'User' | 'Bot';
}

export interface Token {
  login: string;
  scopes: string[];
  /** People's own tokens may review; a machine's may not. */
  kind: 'machine' | 'oauth';
  used: number;
  /** GraphQL queries, which have a quota of their own. */
  queries?: number;
  windowStart: number;
}

export interface Release {
  id: number;
  tag: string;
  targetCommitish: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  author: string;
  createdAt: number;
  updatedAt: number;
  publishedAt: number | null;
  makeLatest: 'true' | 'false' | 'legacy';
}

export interface Environment {
  id: number;
  name: string;
  createdAt: number;
  reviewers: string[];
  preventSelfReview: boolean;
  waitMinutes: number;
  /** Patterns of branches that may deploy; with no pattern of either kind every ref may. */
  branches: string[];
  /** Patterns of tags that may deploy; a pattern of branches lets no tag in. */
  tags: string[];
}

export interface DeploymentStatus {
  id: number;
  state: string;
  creator: string;
  description: string;
  environmentUrl: string;
  logUrl: string;
  at: number;
}

export interface Deployment {
  id: number;
  sha: string;
  ref: string;
  task: string;
  payload: unknown;
  environment: string;
  description: string | null;
  creator: string;
  transient: boolean;
  production: boolean;
  createdAt: number;
  updatedAt: number;
  /** Newest first. */
  statuses: DeploymentStatus[];
}

export interface Hook {
  id: number;
  url: string;
  secret: string;
  events: string[];
  active: boolean;
  createdAt: number;
  updatedAt: number;
}

export interface Delivery {
  id: number;
  hookId: number;
  guid: string;
  event: string;
  action: string | null;
  at: number;
  durationSeconds: number;
  statusCode: number;
  status: string;
  redelivery: boolean;
  payload: string;
  responseBody: string;
}

export type JobStatus = 'queued' | 'waiting' | 'in_progress' | 'completed';
export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped';

export interface Job {
  id: number;
  key: string;
  name: string;
  needs: string[];
  steps: string[];
  status: JobStatus;
  conclusion: Conclusion | null;
  createdAt: number;
  startedAt: number | null;
  completedAt: number | null;
  /** On the work clock; set while in progress. */
  dueAt: number | null;
  environment: string | null;
  deploymentId: number | null;
  /** Why it failed, shown as its annotation. */
  failure: string | null;
}

export interface Approval {
  environment: string;
  state: 'approved' | 'rejected';
  login: string;
  comment: string;
  at: number;
}

export type RunStatus =
  'queued' | 'pending' | 'waiting' | 'in_progress' | 'completed';

export interface Run {
  id: number;
  number: number;
  attempt: number;
  workflowId: number;
  /** File name under .github/workflows. */
  file: string;
  workflowName: string;
  title: string;
  event: string;
  ref: string;
  headBranch: string;
  headSha: string;
  inputs: Record<string, string>;
  releaseTag: string | null;
  actor: string;
  status: RunStatus;
  conclusion: Conclusion | null;
  createdAt: number;
  startedAt: number;
  updatedAt: number;
  concurrency: string | null;
  cancelRequested: boolean;
  jobs: Job[];
  approvals: Approval[];
  /** What jobs hand on to later jobs, such as a pushed digest. */
  outputs: Record<string, string>;
  /** Set by the control API: let this job, or the first, end badly. */
  planned: { conclusion: Conclusion; job: string | null } | null;
}

export interface PullReview {
  id: number;
  login: string;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED';
  body: string;
  sha: string;
  at: number;
}

export interface Pull {
  id: number;
  number: number;
  title: string;
  body: string | null;
  /** Branches of the repository itself. */
  head: string;
  base: string;
  /** Newest commit of its branch, kept when that is gone. */
  headSha: string;
  author: string;
  state: 'open' | 'closed';
  createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  merged: { sha: string; login: string; at: number } | null;
  reviews: PullReview[];
}

/** A check of a commit that no run of ours made. */
export interface ReportedCheck {
  id: number;
  sha: string;
  kind: 'check-run' | 'status';
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  url: string | null;
  at: number;
}

export interface WorkflowRecord {
  id: number;
  file: string;
  createdAt: number;
  runs: number;
  next: { conclusion: Conclusion; job: string | null } | null;
  /** Switched off by hand: nothing starts it. */
  disabled: boolean;
}

export interface Repository {
  id: number;
  owner: string;
  name: string;
  description: string;
  defaultBranch: string;
  createdAt: number;
  pushedAt: number;
  access: Record<string, Access>;
  git: GitStore;
  releases: Release[];
  environments: Environment[];
  deployments: Deployment[];
  workflows: WorkflowRecord[];
  runs: Run[];
  hooks: Hook[];
  deliveries: Delivery[];
  docs: { label: string; sha: string; at: number } | null;
  settings: RepositorySettings;
  /** Absent until the first one is opened; oldest first. */
  pulls?: Pull[];
  /** Absent until the first one is reported. */
  reportedChecks?: ReportedCheck[];
}
