import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type {
  CodeHost,
  HostApproval,
  HostChange,
  HostCheck,
  HostCommit,
  HostComparison,
  HostDeployment,
  HostJob,
  HostPages,
  HostRef,
  HostRelease,
  HostReview,
  HostRun,
  Repository,
} from '../types';
import { GithubChecks } from './GithubChecks';
import { GithubCommits } from './GithubCommits';
import { GithubDeployments } from './GithubDeployments';
import { orUndefined, type GithubReader } from './GithubReader';
import { patchId, type FileJson } from '../patchId';
import { GithubRefs } from './GithubRefs';
import { GithubRuns, type RunQuery } from './GithubRuns';
import { toCommit, toRelease } from './mapping';

const PAGE = 100;

/** Reads of GitHub, github.com or Enterprise Server, one request each unless said otherwise. */
export class GithubCodeHost implements CodeHost {
  private readonly checkReads: GithubChecks;
  private readonly commitReads: GithubCommits;
  private readonly deploymentReads: GithubDeployments;
  private readonly refReads: GithubRefs;
  private readonly runReads: GithubRuns;

  constructor(private readonly reader: GithubReader) {
    this.checkReads = new GithubChecks(reader);
    this.commitReads = new GithubCommits(reader);
    this.deploymentReads = new GithubDeployments(reader);
    this.refReads = new GithubRefs(reader);
    this.runReads = new GithubRuns(reader);
  }

  defaultBranch(repo: Repository, context: ProviderContext): Promise<string> {
    return this.reader.read(
      repo,
      {
        what: 'default branch',
        keepAs: 'repository',
        send: (octokit, base) =>
          octokit.request('GET /repos/{owner}/{repo}', base),
        map: data => data.default_branch,
      },
      context,
    );
  }

  releases(repo: Repository, context: ProviderContext): Promise<HostRelease[]> {
    return this.reader.read(
      repo,
      {
        what: 'releases',
        keepAs: 'releases',
        send: (octokit, base) =>
          octokit.request('GET /repos/{owner}/{repo}/releases', {
            ...base,
            per_page: PAGE,
          }),
        map: data => data.map(toRelease),
      },
      context,
    );
  }

  release(
    repo: Repository,
    id: string,
    context: ProviderContext,
  ): Promise<HostRelease | undefined> {
    return orUndefined(
      this.reader.read(
        repo,
        {
          what: `release ${id}`,
          send: (octokit, base) =>
            octokit.request('GET /repos/{owner}/{repo}/releases/{release_id}', {
              ...base,
              release_id: Number(id),
            }),
          map: toRelease,
        },
        context,
      ),
    );
  }

  resolveCommit(
    repo: Repository,
    ref: string,
    context: ProviderContext,
  ): Promise<HostCommit | undefined> {
    return orUndefined(
      this.reader.read(
        repo,
        {
          what: `commit of ${ref}`,
          send: (octokit, base) =>
            octokit.request('GET /repos/{owner}/{repo}/commits/{ref}', {
              ...base,
              ref,
              per_page: 1,
            }),
          map: toCommit,
        },
        context,
      ),
    );
  }

  tagCommit(
    repo: Repository,
    tag: string,
    context: ProviderContext,
  ): Promise<string | undefined> {
    return this.refReads.tagCommit(repo, tag, context);
  }

  compare(
    repo: Repository,
    base: string,
    head: string,
    context: ProviderContext,
  ): Promise<HostComparison> {
    return this.reader.read(
      repo,
      {
        what: `comparison ${base}...${head}`,
        send: (octokit, common) =>
          octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
            ...common,
            basehead: `${base}...${head}`,
          }),
        map: data => ({
          status: data.status,
          ahead: data.ahead_by,
          behind: data.behind_by,
          commits: data.commits.map(toCommit),
          files: (data.files ?? []).map(file => file.filename),
          url: data.html_url,
          patch: patchId((data.files ?? []) as FileJson[]),
        }),
      },
      context,
    );
  }

  branches(
    repo: Repository,
    prefixes: string[],
    context: ProviderContext,
  ): Promise<HostRef[]> {
    return this.refReads.branches(repo, prefixes, context);
  }

  tags(repo: Repository, context: ProviderContext): Promise<HostRef[]> {
    return this.refReads.tags(repo, context);
  }

  changeOf(
    repo: Repository,
    sha: string,
    context: ProviderContext,
  ): Promise<HostChange> {
    return this.commitReads.changeOf(repo, sha, context);
  }

  commitFiles(
    repo: Repository,
    sha: string,
    context: ProviderContext,
  ): Promise<string[]> {
    return this.reader.read(
      repo,
      {
        what: `files of commit ${sha}`,
        send: (octokit, base) =>
          octokit.request('GET /repos/{owner}/{repo}/commits/{ref}', {
            ...base,
            ref: sha,
          }),
        map: data => (data.files ?? []).map(file => file.filename),
      },
      context,
    );
  }

  checks(
    repo: Repository,
    sha: string,
    context: ProviderContext,
  ): Promise<HostCheck[]> {
    return this.checkReads.read(repo, sha, context);
  }

  fileAt(
    repo: Repository,
    path: string,
    ref: string,
    context: ProviderContext,
  ): Promise<string | undefined> {
    return this.commitReads.fileAt(repo, path, ref, context);
  }

  contains(
    repo: Repository,
    branch: string,
    commit: string,
    context: ProviderContext,
  ): Promise<boolean> {
    return this.commitReads.contains(repo, branch, commit, context);
  }

  runs(
    repo: Repository,
    query: RunQuery,
    context: ProviderContext,
  ): Promise<HostRun[]> {
    return this.runReads.runs(repo, query, context);
  }

  run(
    repo: Repository,
    id: string,
    context: ProviderContext,
  ): Promise<HostRun | undefined> {
    return this.runReads.run(repo, id, context);
  }

  jobs(
    repo: Repository,
    runId: string,
    context: ProviderContext,
  ): Promise<HostJob[]> {
    return this.runReads.jobs(repo, runId, context);
  }

  pendingReviews(
    repo: Repository,
    runId: string,
    context: ProviderContext,
  ): Promise<HostReview[]> {
    return this.runReads.pendingReviews(repo, runId, context);
  }

  approvals(
    repo: Repository,
    runId: string,
    context: ProviderContext,
  ): Promise<HostApproval[]> {
    return this.runReads.approvals(repo, runId, context);
  }

  async pages(repo: Repository, context: ProviderContext): Promise<HostPages> {
    const found = await orUndefined(
      this.reader.read(
        repo,
        {
          what: 'Pages',
          keepAs: 'pages',
          send: (octokit, base) =>
            octokit.request('GET /repos/{owner}/{repo}/pages', base),
          map: data => ({ buildType: data.build_type ?? 'legacy' }),
        },
        context,
      ),
    );
    if (!found) return { source: null };
    return { source: found.buildType === 'workflow' ? 'workflow' : 'branch' };
  }

  deployments(
    repo: Repository,
    context: ProviderContext,
  ): Promise<HostDeployment[]> {
    return this.deploymentReads.read(repo, context);
  }
}
