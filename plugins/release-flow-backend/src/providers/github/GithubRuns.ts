import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type {
  CodeHost,
  HostApproval,
  HostJob,
  HostReview,
  HostRun,
  Repository,
} from '../types';
import { orUndefined, type GithubReader } from './GithubReader';
import { toJob, toReview, toRun } from './mapping';

const PAGE = 100;

export type RunQuery = Parameters<CodeHost['runs']>[1];

/** Workflow runs, their jobs and their reviews. */
export class GithubRuns {
  constructor(private readonly reader: GithubReader) {}

  async runs(
    repo: Repository,
    { workflow, event, createdAfter }: RunQuery,
    context: ProviderContext,
  ): Promise<HostRun[]> {
    const filter = { per_page: PAGE, ...(event && { event }) };
    const newest = await this.reader.read(
      repo,
      {
        what: workflow ? `runs of ${workflow}` : 'runs',
        keepAs: `runs ${workflow ?? ''} ${event ?? ''}`,
        send: (octokit, base) =>
          workflow
            ? octokit.request(
                'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
                { ...base, ...filter, workflow_id: workflow },
              )
            : octokit.request('GET /repos/{owner}/{repo}/actions/runs', {
                ...base,
                ...filter,
              }),
        map: data => data.workflow_runs.map(toRun),
      },
      context,
    );
    if (!createdAfter) return newest;
    // GitHub's own filter asks its search index, which lags; its times are whole seconds.
    const from = Math.floor(Date.parse(createdAfter) / 1000) * 1000;
    return newest.filter(({ createdAt }) => Date.parse(createdAt) >= from);
  }

  run(
    repo: Repository,
    id: string,
    context: ProviderContext,
  ): Promise<HostRun | undefined> {
    return orUndefined(
      this.reader.read(
        repo,
        {
          what: `run ${id}`,
          keepAs: `run ${id}`,
          send: (octokit, base) =>
            octokit.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', {
              ...base,
              run_id: Number(id),
            }),
          map: toRun,
        },
        context,
      ),
    );
  }

  jobs(
    repo: Repository,
    runId: string,
    context: ProviderContext,
  ): Promise<HostJob[]> {
    return this.reader.read(
      repo,
      {
        what: `jobs of run ${runId}`,
        keepAs: `jobs ${runId}`,
        send: (octokit, base) =>
          octokit.request(
            'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs',
            { ...base, run_id: Number(runId), per_page: PAGE },
          ),
        map: data => data.jobs.map(toJob),
      },
      context,
    );
  }

  pendingReviews(
    repo: Repository,
    runId: string,
    context: ProviderContext,
  ): Promise<HostReview[]> {
    return this.reader.read(
      repo,
      {
        what: `pending reviews of run ${runId}`,
        send: (octokit, base) =>
          octokit.request(
            'GET /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments',
            { ...base, run_id: Number(runId) },
          ),
        map: data => data.map(toReview),
      },
      context,
    );
  }

  approvals(
    repo: Repository,
    runId: string,
    context: ProviderContext,
  ): Promise<HostApproval[]> {
    return this.reader.read(
      repo,
      {
        what: `reviews of run ${runId}`,
        send: (octokit, base) =>
          octokit.request(
            'GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals',
            { ...base, run_id: Number(runId) },
          ),
        map: data =>
          data.map(({ state, user, comment, environments }) => ({
            state,
            user: user.login,
            comment,
            environments: environments.flatMap(({ name }) => name ?? []),
          })),
      },
      context,
    );
  }
}
