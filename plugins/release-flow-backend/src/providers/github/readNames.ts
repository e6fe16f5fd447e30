import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { HostNames, Repository } from '../types';
import { orUndefined, type GithubReader, type Read } from './GithubReader';

const PAGE = 100;

interface Variables {
  variables: Array<{ name: string; value: string }>;
}
interface Secrets {
  secrets: Array<{ name: string }>;
}
type Send<T> = Read<T, unknown>['send'];

/** Names that all workflows of a repository may use, those of its organisation included. */
export async function repositoryNames(
  reader: GithubReader,
  repo: Repository,
  context: ProviderContext,
): Promise<HostNames> {
  const read = namesReader(reader, repo, context);
  const own = await read.variables('variables', (octokit, base) =>
    octokit.request('GET /repos/{owner}/{repo}/actions/variables', {
      ...base,
      per_page: 30,
    }),
  );
  const shared = await orUndefined(
    read.variables('variables of the organisation', (octokit, base) =>
      octokit.request(
        'GET /repos/{owner}/{repo}/actions/organization-variables',
        { ...base, per_page: 30 },
      ),
    ),
  );
  const secrets = await read.secrets('secrets', (octokit, base) =>
    octokit.request('GET /repos/{owner}/{repo}/actions/secrets', {
      ...base,
      per_page: PAGE,
    }),
  );
  const sharedSecrets = await orUndefined(
    read.secrets('secrets of the organisation', (octokit, base) =>
      octokit.request(
        'GET /repos/{owner}/{repo}/actions/organization-secrets',
        { ...base, per_page: PAGE },
      ),
    ),
  );
  return {
    variables: { ...shared, ...own },
    secrets: [...(sharedSecrets ?? []), ...secrets],
  };
}

/** Names that only jobs of one environment may use. */
export async function environmentNames(
  reader: GithubReader,
  repo: Repository,
  environment: string,
  context: ProviderContext,
): Promise<HostNames> {
  const read = namesReader(reader, repo, context);
  const here = { environment_name: environment };
  return {
    variables: await read.variables(
      `variables of ${environment}`,
      (octokit, base) =>
        octokit.request(
          'GET /repos/{owner}/{repo}/environments/{environment_name}/variables',
          { ...base, ...here, per_page: 30 },
        ),
    ),
    secrets: await read.secrets(`secrets of ${environment}`, (octokit, base) =>
      octokit.request(
        'GET /repos/{owner}/{repo}/environments/{environment_name}/secrets',
        { ...base, ...here, per_page: PAGE },
      ),
    ),
  };
}

function namesReader(
  reader: GithubReader,
  repo: Repository,
  context: ProviderContext,
) {
  return {
    variables: (what: string, send: Send<Variables>) =>
      reader.read(
        repo,
        {
          what,
          keepAs: `set:${what}`,
          send,
          map: ({ variables }) =>
            Object.fromEntries(
              variables.map(({ name, value }) => [name, value]),
            ),
        },
        context,
      ),
    secrets: (what: string, send: Send<Secrets>) =>
      reader.read(
        repo,
        {
          what,
          keepAs: `set:${what}`,
          send,
          map: ({ secrets }) => secrets.map(({ name }) => name),
        },
        context,
      ),
  };
}
