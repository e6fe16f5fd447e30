import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { Repository } from './types';

export type DeploymentState =
  'in_progress' | 'success' | 'failure' | 'error' | 'inactive';

/** What GitHub shows of a deployment that Release Flow makes; each change is sent once. */
export interface CodeHostDeployments {
  /** Ours by the promotion that its payload names, and whether something else made one. */
  find(
    repo: Repository,
    query: { environment: string; sha: string; promotion: string },
    context: ProviderContext,
  ): Promise<{ own: string | undefined; others: Array<{ createdAt: string }> }>;
  create(
    repo: Repository,
    deployment: {
      environment: string;
      sha: string;
      promotion: string;
      description: string;
      isProduction: boolean;
    },
    context: ProviderContext,
  ): Promise<string>;
  /** Its newest state. */
  stateOf(
    repo: Repository,
    id: string,
    context: ProviderContext,
  ): Promise<string | undefined>;
  say(
    repo: Repository,
    id: string,
    status: {
      state: DeploymentState;
      description: string;
      environmentUrl?: string;
      logUrl?: string;
    },
    context: ProviderContext,
  ): Promise<void>;
}
