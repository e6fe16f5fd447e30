import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type {
  Repository,
  HostRelease,
  HostCommit,
  HostComparison,
  HostChange,
  HostRef,
  HostRun,
  HostJob,
  HostPages,
  HostDeployment,
  HostReview,
  HostApproval,
  HostCheck,
} from './hostTypes';

export type * from './deploymentTypes';
export type * from './hostTypes';
export * from './gitTypes';
export type * from './pullTypes';
export type * from './settingsTypes';

/** Reads of a code host. Every method throws `ProviderError`. */
export interface CodeHost {
  defaultBranch(repo: Repository, context: ProviderContext): Promise<string>;
  /** Newest first, at most 100, drafts included when the credential may see them. */
  releases(repo: Repository, context: ProviderContext): Promise<HostRelease[]>;
  release(
    repo: Repository,
    id: string,
    context: ProviderContext,
  ): Promise<HostRelease | undefined>;
  /** Commit a branch, tag or SHA names now. */
  resolveCommit(
    repo: Repository,
    ref: string,
    context: ProviderContext,
  ): Promise<HostCommit | undefined>;
  /** Commit of a tag, annotated or not. */
  tagCommit(
    repo: Repository,
    tag: string,
    context: ProviderContext,
  ): Promise<string | undefined>;
  /** Branches whose names start with one of the prefixes; one request for each. */
  branches(
    repo: Repository,
    prefixes: string[],
    context: ProviderContext,
  ): Promise<HostRef[]>;
  /** At most 500, annotated or not, in no order. */
  tags(repo: Repository, context: ProviderContext): Promise<HostRef[]>;
  compare(
    repo: Repository,
    base: string,
    head: string,
    context: ProviderContext,
  ): Promise<HostComparison>;
  /** Files a commit changed, for marks. */
  commitFiles(
    repo: Repository,
    sha: string,
    context: ProviderContext,
  ): Promise<string[]>;
  /** What a commit changed, to know it again after a cherry-pick. */
  changeOf(
    repo: Repository,
    sha: string,
    context: ProviderContext,
  ): Promise<HostChange>;
  /** Check runs and commit statuses; refuses a commit with more than 300 of either. */
  checks(
    repo: Repository,
    sha: string,
    context: ProviderContext,
  ): Promise<HostCheck[]>;
  /** Text of a file at a branch, tag or SHA, at most 1 MiB; `undefined` when there is none. */
  fileAt(
    repo: Repository,
    path: string,
    ref: string,
    context: ProviderContext,
  ): Promise<string | undefined>;
  /** Whether a commit is reachable from a branch that exists. */
  contains(
    repo: Repository,
    branch: string,
    commit: string,
    context: ProviderContext,
  ): Promise<boolean>;
  /** Newest first, at most 100. */
  runs(
    repo: Repository,
    query: { workflow?: string; event?: string; createdAfter?: string },
    context: ProviderContext,
  ): Promise<HostRun[]>;
  run(
    repo: Repository,
    id: string,
    context: ProviderContext,
  ): Promise<HostRun | undefined>;
  jobs(
    repo: Repository,
    runId: string,
    context: ProviderContext,
  ): Promise<HostJob[]>;
  pendingReviews(
    repo: Repository,
    runId: string,
    context: ProviderContext,
  ): Promise<HostReview[]>;
  approvals(
    repo: Repository,
    runId: string,
    context: ProviderContext,
  ): Promise<HostApproval[]>;
  /** Needs no more than read access; a repository without a site has no source. */
  pages(repo: Repository, context: ProviderContext): Promise<HostPages>;
  /** Newest first, at most 100, with the newest status of each. */
  deployments(
    repo: Repository,
    context: ProviderContext,
  ): Promise<HostDeployment[]>;
}

/**
 * Changes on a code host: each sent once, by a client that neither throttles nor retries.
 * A lost answer is `ProviderError('unknown-outcome')`.
 */
export interface CodeHostEffects {
  /** Runs `work` as the owner of a token. */
  asPerson<T>(
    repo: Repository,
    token: string,
    work: (person: CodeHostPerson) => Promise<T>,
  ): Promise<T>;
  dispatch(
    repo: Repository,
    call: { workflow: string; ref: string; inputs: Record<string, string> },
    context: ProviderContext,
  ): Promise<{ runId?: string; url?: string }>;
  publishRelease(
    repo: Repository,
    id: string,
    context: ProviderContext,
  ): Promise<HostRelease>;
  /** Replaces the notes of a release. */
  writeReleaseNotes(
    repo: Repository,
    change: { id: string; notes: string },
    context: ProviderContext,
  ): Promise<HostRelease>;
  /** Makes a published release of a tag that exists. */
  createRelease(
    repo: Repository,
    release: { tag: string; notes: string; isPrerelease: boolean },
    context: ProviderContext,
  ): Promise<HostRelease>;
  cancelRun(
    repo: Repository,
    runId: string,
    context: ProviderContext,
  ): Promise<void>;
}

/** What a person does on a code host with a token of their own, which is used and not kept. */
export interface CodeHostPerson {
  /** Login of the token's owner. */
  login(context: ProviderContext): Promise<string>;
  /** Reviews what the run waits for and this person may review; sent once. Names what was reviewed. */
  review(
    run: { id: string; state: 'approved' | 'rejected'; comment: string },
    context: ProviderContext,
  ): Promise<string[]>;
}

/** Reads of an OCI registry. */
export interface ImageRegistry {
  /** Digest a tag or digest resolves to; `undefined` when the registry answers that it is gone. */
  digestOf(
    image: string,
    reference: string,
    context: ProviderContext,
  ): Promise<string | undefined>;
  /** Labels of an image's configuration. */
  labels(
    image: string,
    digest: string,
    context: ProviderContext,
  ): Promise<Record<string, string>>;
  /** User that an image's process runs as; empty when the image names none, which means root. */
  userOf(
    image: string,
    digest: string,
    context: ProviderContext,
  ): Promise<string>;
  /** Digests of an index's child manifests, empty for a single manifest. */
  children(
    image: string,
    digest: string,
    context: ProviderContext,
  ): Promise<string[]>;
}

/** A bounded, credential-free GET to an allowed host. */
export interface HttpProbe {
  get(
    url: string,
    options: { hosts: string[]; followRedirects?: boolean },
    context: ProviderContext,
  ): Promise<{
    status: number;
    headers: Record<string, string>;
    /** At most 64 KiB. */
    body: string;
    durationMs: number;
    url: string;
  }>;
}

/** What an endpoint answered that a flow asks before a promotion. */
export interface HttpDecision {
  status: number;
  /** Parsed JSON, at most 64 KiB of it; `undefined` when it is empty or not sent as JSON. */
  body: unknown;
  durationMs: number;
}

/** Asks an allowed host, without credentials. Throws `ProviderError`, which never holds the answer. */
export interface HttpDecisions {
  decide(url: string, context: ProviderContext): Promise<HttpDecision>;
}
