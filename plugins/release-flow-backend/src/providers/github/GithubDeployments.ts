import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import { BoundedMap } from '../BoundedMap';
import type { HostDeployment, Repository } from '../types';
import type { GithubReader } from './GithubReader';
import { toDeployment, type UnsettledDeployment } from './mapping';

const PAGE = 100;
/** Statuses asked for at each read; older deployments follow with later reads. */
const STATES_PER_READ = 10;
const REMEMBERED_STATES = 20_000;
const PASSING = new Set(['pending', 'queued', 'in_progress', 'waiting']);

/**
 * Deployments with their newest status. GitHub's list tells no status, and asking for each costs a
 * request, so a state is asked for once and again only when its deployment was updated since.
 */
export class GithubDeployments {
  private readonly states = new BoundedMap<string>(REMEMBERED_STATES);

  constructor(private readonly reader: GithubReader) {}

  async read(
    repo: Repository,
    context: ProviderContext,
  ): Promise<HostDeployment[]> {
    const listed = await this.reader.read(
      repo,
      {
        what: 'deployments',
        keepAs: 'deployments',
        send: (octokit, base) =>
          octokit.request('GET /repos/{owner}/{repo}/deployments', {
            ...base,
            per_page: PAGE,
          }),
        map: data => data.map(toDeployment),
      },
      context,
    );
    const asked = listed
      .filter(deployment => !this.states.get(keyOf(repo, deployment)))
      .slice(0, STATES_PER_READ);
    const fresh = new Map(
      await Promise.all(
        asked.map(
          async deployment =>
            [
              deployment.id,
              await this.newestState(repo, deployment, context),
            ] as const,
        ),
      ),
    );
    return listed.map(deployment => {
      const { updatedAt, ...rest } = deployment;
      const known = this.states.get(keyOf(repo, deployment));
      return { ...rest, state: fresh.get(rest.id) ?? known ?? null };
    });
  }

  private async newestState(
    repo: Repository,
    deployment: UnsettledDeployment,
    context: ProviderContext,
  ): Promise<string | null> {
    const state = await this.reader.read(
      repo,
      {
        what: `status of deployment ${deployment.id}`,
        send: (octokit, base) =>
          octokit.request(
            'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
            { ...base, deployment_id: Number(deployment.id), per_page: 1 },
          ),
        map: data => data[0]?.state.toLowerCase() ?? null,
      },
      context,
    );
    if (state && !PASSING.has(state)) {
      this.states.set(keyOf(repo, deployment), state);
    }
    return state;
  }
}

function keyOf(
  { host, slug }: Repository,
  { id, updatedAt }: UnsettledDeployment,
): string {
  return `${host}/${slug}#${id}@${updatedAt}`.toLowerCase();
}
