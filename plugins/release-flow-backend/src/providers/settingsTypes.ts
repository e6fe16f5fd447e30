import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { Repository } from './types';

/** What a credential may do in a repository. */
export interface HostAccess {
  /** Of classic tokens; `null` for credentials that have none. */
  scopes: string[] | null;
  canPush: boolean;
  isAdmin: boolean;
}

/** An environment of the code host, as it protects its deployments. */
export interface HostEnvironment {
  name: string;
  /** Logins of users, and `@slug` of teams. */
  reviewers: string[];
  preventSelfReview: boolean;
  waitMinutes: number;
  /** Which branches and tags may deploy. */
  policy: 'all' | 'protected' | 'custom';
  /** Patterns of branches, when they are `custom`. */
  branches: string[];
  /** Patterns of tags, when they are `custom`; one of branches lets no tag in. */
  tags: string[];
  url: string;
}

/** What stands in the way of a push to a branch, rulesets included. */
export interface HostBranchRules {
  isProtected: boolean;
  /** Reviews that a pull request needs. */
  reviews: number;
  checks: string[];
  /** Whether anybody may push without a pull request. */
  directPushes: boolean;
  forcePushes: boolean;
}

export interface HostWorkflow {
  /** Name of the file in `.github/workflows`. */
  file: string;
  /** `active`, or why nothing starts it, such as `disabled_manually`. */
  state: string;
  url: string;
}

export interface HostHook {
  url: string;
  active: boolean;
  events: string[];
  /** Status of the last delivery; `null` when nothing was delivered yet. */
  lastStatus: number | null;
}

export interface HostNames {
  /** Values too, since Actions variables are no secrets. */
  variables: Record<string, string>;
  secrets: string[];
}

/**
 * How a repository is set up on its code host. Every method throws `ProviderError`; `undefined`
 * says that there is none.
 */
export interface CodeHostSettings {
  access(repo: Repository, context: ProviderContext): Promise<HostAccess>;
  /** Names of branches, at most 100. */
  branches(repo: Repository, context: ProviderContext): Promise<string[]>;
  environments(
    repo: Repository,
    context: ProviderContext,
  ): Promise<HostEnvironment[]>;
  /** `exists` says whether classic protection is asked for too, which needs a branch. */
  branchRules(
    repo: Repository,
    branch: { name: string; exists: boolean },
    context: ProviderContext,
  ): Promise<HostBranchRules>;
  workflows(
    repo: Repository,
    context: ProviderContext,
  ): Promise<HostWorkflow[]>;
  /** Where the site of the repository is built. */
  pages(
    repo: Repository,
    context: ProviderContext,
  ): Promise<'workflow' | 'legacy' | undefined>;
  hooks(repo: Repository, context: ProviderContext): Promise<HostHook[]>;
  /** Of the repository and its organisation, or of one environment. */
  names(
    repo: Repository,
    environment: string | undefined,
    context: ProviderContext,
  ): Promise<HostNames>;
  /** What a person may do: `admin`, `write`, `read` or `none`. */
  permissionOf(
    repo: Repository,
    login: string,
    context: ProviderContext,
  ): Promise<string>;
}
