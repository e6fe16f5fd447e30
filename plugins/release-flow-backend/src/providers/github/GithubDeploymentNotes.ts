import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { CodeHostDeployments } from '../deploymentTypes';
import type { Repository } from '../types';
import type { GithubConnections } from './GithubConnections';
import { promotionOf } from './mapping';
import { prepareOnce, sendOnce } from './sendOnce';

const PAGE = 100;
const MAX_TEXT = 140;

type Wish = Parameters<CodeHostDeployments['create']>[1];
type Status = Parameters<CodeHostDeployments['say']>[2];

/** GitHub's deployments, as Release Flow tells of its own. */
export class GithubDeploymentNotes implements CodeHostDeployments {
  constructor(private readonly connections: GithubConnections) {}

  async find(
    repo: Repository,
    query: { environment: string; sha: string; promotion: string },
    context: ProviderContext,
  ): Promise<{
    own: string | undefined;
    others: Array<{ createdAt: string }>;
  }> {
    const { environment, sha, promotion } = query;
    const all = await prepareOnce(this.connections, repo, {
      what: `deployments of ${sha} of ${repo.slug}`,
      context,
      act: async (octokit, base) => {
        const { data } = await octokit.request(
          'GET /repos/{owner}/{repo}/deployments',
          { ...base, environment, sha, per_page: PAGE },
        );
        return data;
      },
    });
    const own = all.find(it => promotionOf(it.payload) === promotion);
    return {
      own: own && String(own.id),
      others: all
        .filter(it => !promotionOf(it.payload))
        .map(it => ({ createdAt: it.created_at })),
    };
  }

  async create(
    repo: Repository,
    wish: Wish,
    context: ProviderContext,
  ): Promise<string> {
    return sendOnce(this.connections, repo, {
      what: `record a deployment of ${repo.slug}`,
      context,
      act: async (octokit, base) => {
        const { data } = await octokit.request(
          'POST /repos/{owner}/{repo}/deployments',
          {
            ...base,
            ref: wish.sha,
            environment: wish.environment,
            description: wish.description.slice(0, MAX_TEXT),
            production_environment: wish.isProduction,
            // What may run was decided by the gates; GitHub is only told.
            auto_merge: false,
            required_contexts: [],
            payload: { releaseFlow: { promotion: wish.promotion } },
          },
        );
        return String((data as { id: number | bigint }).id);
      },
    });
  }

  async stateOf(
    repo: Repository,
    id: string,
    context: ProviderContext,
  ): Promise<string | undefined> {
    return prepareOnce(this.connections, repo, {
      what: `statuses of deployment ${id} of ${repo.slug}`,
      context,
      act: async (octokit, base) => {
        const { data } = await octokit.request(
          'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
          { ...base, deployment_id: Number(id), per_page: 1 },
        );
        return data[0]?.state;
      },
    });
  }

  async say(
    repo: Repository,
    id: string,
    status: Status,
    context: ProviderContext,
  ): Promise<void> {
    await sendOnce(this.connections, repo, {
      what: `tell the state of deployment ${id} of ${repo.slug}`,
      context,
      act: (octokit, base) =>
        octokit.request(
          'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
          {
            ...base,
            deployment_id: Number(id),
            state: status.state,
            description: status.description.slice(0, MAX_TEXT),
            ...(status.environmentUrl && {
              environment_url: status.environmentUrl,
            }),
            ...(status.logUrl && { log_url: status.logUrl }),
          },
        ),
    });
  }
}
