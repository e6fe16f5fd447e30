import type {
  HostCommit,
  HostDeployment,
  HostJob,
  HostRelease,
  HostReview,
  HostRun,
} from '../types';

// The fields of GitHub's answers that are relied on. Ids may be bigger than a double holds.
type Id = number | bigint;
type Login = { login?: string } | null | undefined;

export interface ReleaseJson {
  id: Id;
  tag_name: string;
  name: string | null;
  body?: string | null;
  draft: boolean;
  prerelease: boolean;
  target_commitish: string;
  author?: Login;
  created_at: string;
  published_at: string | null;
  updated_at?: string | null;
  html_url: string;
  immutable?: boolean;
}

export function toRelease(json: ReleaseJson): HostRelease {
  const published = json.prerelease ? 'prerelease' : 'published';
  return {
    id: String(json.id),
    tag: json.tag_name,
    name: json.name,
    body: json.body ?? '',
    state: json.draft ? 'draft' : published,
    targetCommitish: json.target_commitish,
    author: json.author?.login ?? null,
    createdAt: json.created_at,
    publishedAt: json.published_at,
    updatedAt: json.updated_at ?? null,
    url: json.html_url,
    ...(json.immutable && { immutable: true }),
  };
}

export interface CommitJson {
  sha: string;
  commit: {
    message: string;
    author: { name?: string; date?: string } | null;
    committer: { date?: string } | null;
  };
  author?: Login;
  html_url: string;
}

export function toCommit(json: CommitJson): HostCommit {
  const { author, committer, message } = json.commit;
  return {
    sha: json.sha,
    message,
    author: json.author?.login ?? author?.name ?? '',
    at: committer?.date ?? author?.date ?? '',
    url: json.html_url,
  };
}

export interface RunJson {
  id: Id;
  run_attempt?: number;
  path: string;
  display_title: string;
  event: string;
  head_branch: string | null;
  head_sha: string;
  status: string | null;
  conclusion: string | null;
  actor?: Login;
  triggering_actor?: Login;
  html_url: string;
  created_at: string;
  updated_at: string;
}

export function toRun(json: RunJson): HostRun {
  return {
    id: String(json.id),
    attempt: json.run_attempt ?? 1,
    workflow: workflowFile(json.path),
    title: json.display_title,
    event: json.event,
    branch: json.head_branch,
    sha: json.head_sha,
    status: json.status ?? 'queued',
    conclusion: json.conclusion,
    actor: json.triggering_actor?.login ?? json.actor?.login ?? null,
    url: json.html_url,
    createdAt: json.created_at,
    updatedAt: json.updated_at,
  };
}

/** `.github/workflows/release.yaml@refs/heads/main` → `release.yaml` */
function workflowFile(path: string): string {
  return path.split('@')[0].split('/').at(-1) ?? path;
}

export interface JobJson {
  name: string;
  status: string;
  conclusion: string | null;
  html_url: string | null;
}

export function toJob(json: JobJson): HostJob {
  return {
    name: json.name,
    status: json.status,
    conclusion: json.conclusion,
    url: json.html_url,
  };
}

export interface PendingJson {
  environment: { name?: string };
  reviewers: { reviewer?: { login?: string; slug?: string } }[];
}

export function toReview(json: PendingJson): HostReview {
  return {
    environment: json.environment.name ?? '',
    reviewers: json.reviewers.flatMap(
      ({ reviewer }) => reviewer?.login ?? reviewer?.slug ?? [],
    ),
  };
}

export interface DeploymentJson {
  id: Id;
  node_id: string;
  environment: string;
  sha: string;
  ref: string;
  creator: Login;
  created_at: string;
  updated_at: string;
  payload?: unknown;
}

/** The promotion that a payload of ours names; GitHub may hand payloads out as text. */
export function promotionOf(payload: unknown): string | undefined {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const match = /"releaseFlow":\s*\{\s*"promotion":\s*"([\w-]+)"/.exec(
    text ?? '',
  );
  return match?.[1];
}

export type UnsettledDeployment = HostDeployment & {
  nodeId: string;
  updatedAt: string;
};

export function toDeployment(json: DeploymentJson): UnsettledDeployment {
  const promotion = promotionOf(json.payload);
  return {
    id: String(json.id),
    environment: json.environment,
    sha: json.sha,
    ref: json.ref,
    state: null,
    creator: json.creator?.login ?? null,
    createdAt: json.created_at,
    url: null,
    nodeId: json.node_id,
    updatedAt: json.updated_at,
    ...(promotion && { promotion }),
  };
}
