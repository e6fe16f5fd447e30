import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type {
  CodeHostSettings,
  HostAccess,
  HostBranchRules,
  HostEnvironment,
  HostHook,
  HostNames,
  HostWorkflow,
  Repository,
} from '../types';
import { branchRulesOf, readProtection } from './branchProtection';
import { orUndefined, type GithubReader } from './GithubReader';
import { environmentNames, repositoryNames } from './readNames';
import { toEnvironment } from './toEnvironment';

const PAGE = 100;

/** How a repository is set up on GitHub; what needs an administrator is refused to others. */
export class GithubSettings implements CodeHostSettings {
  constructor(private readonly reader: GithubReader) {}

  access(repo: Repository, context: ProviderContext): Promise<HostAccess> {
    return this.reader.read(
      repo,
      {
        what: 'permissions',
        keepAs: 'set:access',
        send: (octokit, base) =>
          octokit.request('GET /repos/{owner}/{repo}', base),
        map: (data, headers) => ({
          scopes: scopesIn(headers['x-oauth-scopes']),
          // Installations of an app are not told.
          canPush: data.permissions?.push ?? true,
          isAdmin: data.permissions?.admin ?? true,
        }),
      },
      context,
    );
  }

  branches(repo: Repository, context: ProviderContext): Promise<string[]> {
    return this.reader.read(
      repo,
      {
        what: 'branches',
        keepAs: 'set:branches',
        send: (octokit, base) =>
          octokit.request('GET /repos/{owner}/{repo}/branches', {
            ...base,
            per_page: PAGE,
          }),
        map: data => data.map(({ name }) => name),
      },
      context,
    );
  }

  async environments(
    repo: Repository,
    context: ProviderContext,
  ): Promise<HostEnvironment[]> {
    const environments = await this.reader.read(
      repo,
      {
        what: 'environments',
        keepAs: 'set:environments',
        send: (octokit, base) =>
          octokit.request('GET /repos/{owner}/{repo}/environments', {
            ...base,
            per_page: PAGE,
          }),
        map: data => (data.environments ?? []).map(toEnvironment),
      },
      context,
    );
    const filled: HostEnvironment[] = [];
    for (const environment of environments) {
      const patterns =
        environment.policy === 'custom'
          ? await this.policies(repo, environment.name, context)
          : {};
      filled.push({ ...environment, ...patterns });
    }
    return filled;
  }

  async branchRules(
    repo: Repository,
    { name, exists }: { name: string; exists: boolean },
    context: ProviderContext,
  ): Promise<HostBranchRules> {
    const rules = await this.reader.read(
      repo,
      {
        what: `rules of ${name}`,
        keepAs: `set:rules:${name}`,
        send: (octokit, base) =>
          octokit.request('GET /repos/{owner}/{repo}/rules/branches/{branch}', {
            ...base,
            branch: name,
            per_page: PAGE,
          }),
        map: data => data.map(rule => ({ ...rule })),
      },
      context,
    );
    const protection = exists
      ? await readProtection(this.reader, repo, name, context)
      : undefined;
    return branchRulesOf(rules, protection);
  }

  workflows(
    repo: Repository,
    context: ProviderContext,
  ): Promise<HostWorkflow[]> {
    return this.reader.read(
      repo,
      {
        what: 'workflows',
        keepAs: 'set:workflows',
        send: (octokit, base) =>
          octokit.request('GET /repos/{owner}/{repo}/actions/workflows', {
            ...base,
            per_page: PAGE,
          }),
        map: ({ workflows }) =>
          workflows.map(({ path, state, html_url: url }) => ({
            file: path.split('/').at(-1) ?? path,
            state,
            url,
          })),
      },
      context,
    );
  }

  pages(
    repo: Repository,
    context: ProviderContext,
  ): Promise<'workflow' | 'legacy' | undefined> {
    return orUndefined(
      this.reader.read(
        repo,
        {
          what: 'Pages',
          keepAs: 'set:pages',
          send: (octokit, base) =>
            octokit.request('GET /repos/{owner}/{repo}/pages', base),
          map: data =>
            data.build_type === 'legacy'
              ? ('legacy' as const)
              : ('workflow' as const),
        },
        context,
      ),
    );
  }

  hooks(repo: Repository, context: ProviderContext): Promise<HostHook[]> {
    return this.reader.read(
      repo,
      {
        what: 'webhooks',
        keepAs: 'set:hooks',
        send: (octokit, base) =>
          octokit.request('GET /repos/{owner}/{repo}/hooks', {
            ...base,
            per_page: PAGE,
          }),
        map: data =>
          data.map(({ config, active, events, last_response: last }) => ({
            url: config.url ?? '',
            active,
            events,
            lastStatus: last?.code ?? null,
          })),
      },
      context,
    );
  }

  names(
    repo: Repository,
    environment: string | undefined,
    context: ProviderContext,
  ): Promise<HostNames> {
    return environment === undefined
      ? repositoryNames(this.reader, repo, context)
      : environmentNames(this.reader, repo, environment, context);
  }

  async permissionOf(
    repo: Repository,
    login: string,
    context: ProviderContext,
  ): Promise<string> {
    const permission = await orUndefined(
      this.reader.read(
        repo,
        {
          what: `permission of ${login}`,
          keepAs: `set:permission:${login}`,
          send: (octokit, base) =>
            octokit.request(
              'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
              { ...base, username: login },
            ),
          map: data => data.permission,
        },
        context,
      ),
    );
    return permission ?? 'none';
  }

  private policies(
    repo: Repository,
    name: string,
    context: ProviderContext,
  ): Promise<Pick<HostEnvironment, 'branches' | 'tags'>> {
    return this.reader.read(
      repo,
      {
        what: `deployment branches of ${name}`,
        keepAs: `set:policies:${name}`,
        send: (octokit, base) =>
          octokit.request(
            'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies',
            { ...base, environment_name: name, per_page: PAGE },
          ),
        map: ({ branch_policies: policies }) => {
          // Hosts that name no kind make no difference between the two.
          const of = (kind: 'branch' | 'tag') =>
            policies
              .filter(({ type = kind }) => type === kind)
              .map(policy => policy.name ?? '');
          return { branches: of('branch'), tags: of('tag') };
        },
      },
      context,
    );
  }
}

function scopesIn(header: string | number | undefined): string[] | null {
  if (header === undefined) return null;
  return String(header)
    .split(',')
    .map(scope => scope.trim())
    .filter(Boolean);
}
