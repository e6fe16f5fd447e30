import { ProviderError } from 'backstage-plugin-release-flow-node';
import type {
  CodeHostSettings,
  HostAccess,
  HostBranchRules,
  HostEnvironment,
  HostHook,
  HostNames,
  HostWorkflow,
} from '../providers/types';

const OPEN: HostBranchRules = {
  isProtected: false,
  reviews: 0,
  checks: [],
  directPushes: true,
  forcePushes: true,
};

/** How a repository is set up, in memory. */
export class FakeSettings implements CodeHostSettings {
  granted: HostAccess = { scopes: ['repo'], canPush: true, isAdmin: true };
  readonly hostEnvironments: HostEnvironment[] = [];
  readonly rules = new Map<string, HostBranchRules>();
  readonly files: HostWorkflow[] = [];
  readonly webhooks: HostHook[] = [];
  readonly named = new Map<string, HostNames>();
  readonly permissions = new Map<string, string>();
  site: 'workflow' | 'legacy' | undefined = 'workflow';
  /** Reads that are refused, by their method's name. */
  readonly refused = new Set<string>();

  private guard<T>(name: string, value: T): T {
    if (!this.refused.has(name)) return value;
    throw new ProviderError('unauthorized', `GitHub refused to tell ${name}`);
  }

  async access() {
    return this.guard('access', this.granted);
  }
  async branches() {
    return this.guard('branches', ['main', ...this.rules.keys()]);
  }
  async environments() {
    return this.guard('environments', this.hostEnvironments);
  }
  async branchRules(_repo: unknown, { name }: { name: string }) {
    return this.guard('branchRules', this.rules.get(name) ?? OPEN);
  }
  async workflows() {
    return this.guard('workflows', this.files);
  }
  async pages() {
    return this.guard('pages', this.site);
  }
  async hooks() {
    return this.guard('hooks', this.webhooks);
  }
  async names(_repo: unknown, environment: string | undefined) {
    const none = { variables: {}, secrets: [] };
    return this.guard('names', this.named.get(environment ?? '') ?? none);
  }
  async permissionOf(_repo: unknown, login: string) {
    return this.guard('permissionOf', this.permissions.get(login) ?? 'write');
  }
}
