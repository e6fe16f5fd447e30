import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import { BoundedMap } from '../BoundedMap';
import type { HostDeployment, Repository } from '../types';
import type { GithubReader } from './GithubReader';
import { toDeployment, type UnsettledDeployment } from './mapping';
import { latestStatuses, type LatestStatus } from './latestStatuses';

const PAGE = 100;
const REMEMBERED = 20_000;
const PASSING = new Set(['pending', 'queued', 'in_progress', 'waiting']);

/**
 * Deployments with their newest status. GitHub's list tells none, but is free while nothing changed,
 * which no GraphQL query is. So the list says what is new, and one query tells the statuses of that.
 */
export class GithubDeployments {
  private readonly known = new BoundedMap<LatestStatus>(REMEMBERED);

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
    const asked = listed.filter(it => !this.known.get(keyOf(repo, it)));
    const told = await latestStatuses(this.reader, repo, asked, context);
    for (const deployment of asked) {
      const status = told.get(deployment.nodeId);
      // A deployment that gets a status is updated; one that is on its way is asked for all the same.
      if (status && !PASSING.has(status.state)) {
        this.known.set(keyOf(repo, deployment), status);
      }
    }
    return listed.map(deployment => {
      const { updatedAt, nodeId, ...rest } = deployment;
      const status =
        told.get(nodeId) ?? this.known.get(keyOf(repo, deployment));
      return {
        ...rest,
        state: status?.state ?? null,
        url: status?.url ?? null,
      };
    });
  }
}

function keyOf(
  { host, slug }: Repository,
  { id, updatedAt }: UnsettledDeployment,
): string {
  return `${host}/${slug}#${id}@${updatedAt}`.toLowerCase();
}
