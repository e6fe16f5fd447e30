import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import type { Repository } from '../types';
import type { GithubReader } from './GithubReader';

export interface LatestStatus {
  state: string;
  url: string | null;
}

const QUERY = `query ReleaseFlowStatuses($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Deployment {
      id
      latestStatus {
        state
        logUrl
      }
    }
  }
}`;

interface Answer {
  data?: {
    nodes?: Array<{
      id?: string;
      latestStatus?: { state: string; logUrl: string | null } | null;
    } | null>;
  } | null;
  errors?: Array<{ type?: string; message?: string }>;
}

/** The newest status of each deployment, by its node id, in one GraphQL query. */
export async function latestStatuses(
  reader: GithubReader,
  repo: Repository,
  deployments: Array<{ nodeId: string }>,
  context: ProviderContext,
): Promise<Map<string, LatestStatus>> {
  if (deployments.length === 0) return new Map();
  return reader.read(
    repo,
    {
      what: 'statuses of deployments',
      resource: 'graphql',
      send: async (octokit, { headers, request }, url) => {
        // Queries take no anonymous reader; then the statuses stay unknown.
        if (!headers.authorization)
          return { data: { data: { nodes: [] } }, headers: {} };
        return octokit.request({
          method: 'POST',
          url,
          headers,
          request,
          query: QUERY,
          variables: { ids: deployments.map(({ nodeId }) => nodeId) },
        });
      },
      map: statusesOf,
    },
    context,
  );
}

/** A node that is gone comes as null with an error beside it; the rest is still data. */
function statusesOf({ data, errors = [] }: Answer): Map<string, LatestStatus> {
  if (!data?.nodes) {
    const said = errors.map(({ message }) => message).join('; ');
    throw new ProviderError(
      errors.some(({ type }) => type === 'RATE_LIMITED')
        ? 'rate-limited'
        : 'refused',
      `GitHub did not tell the statuses of deployments: ${said || 'no data'}`,
      {},
    );
  }
  return new Map(
    data.nodes.flatMap(node =>
      node?.id && node.latestStatus
        ? [
            [
              node.id,
              {
                state: node.latestStatus.state.toLowerCase(),
                url: node.latestStatus.logUrl,
              },
            ] as const,
          ]
        : [],
    ),
  );
}
