import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { toError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrations,
  type GithubCredentialsProvider,
} from '@backstage/integration';
import { Octokit } from '@octokit/core';
import { throttling } from '@octokit/plugin-throttling';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { outsideText, rememberSecret } from '../secrets';
import type { Repository } from '../types';

/** Sent with every request; unversioned calls drift when GitHub retires a version. */
const API_VERSION = '2022-11-28';
const TIMEOUT_MS = 10_000;

const ThrottledOctokit = Octokit.plugin(throttling);

/** What every request to one repository carries. */
export type RequestBase = {
  owner: string;
  repo: string;
  headers: Record<string, string>;
  request: { signal: AbortSignal };
};

export interface GithubConnection {
  octokit: Octokit;
  base: Pick<RequestBase, 'owner' | 'repo' | 'headers'>;
}

/**
 * Clients by host, and credentials by repository, both from Backstage's integrations.
 * Credentials are asked for each call, since an installation's token lasts an hour.
 */
export class GithubConnections {
  static readonly timeoutMs = TIMEOUT_MS;

  private readonly readers = new Map<string, Octokit>();
  private readonly plains = new Map<string, Octokit>();

  private constructor(
    private readonly integrations: ScmIntegrations,
    private readonly credentials: GithubCredentialsProvider,
    private readonly logger: LoggerService,
  ) {}

  static fromConfig(config: Config, logger: LoggerService): GithubConnections {
    const integrations = ScmIntegrations.fromConfig(config);
    return new GithubConnections(
      integrations,
      DefaultGithubCredentialsProvider.fromIntegrations(integrations),
      logger,
    );
  }

  /** For reads: at most ten at a time per host, in a queue of its own. */
  async toRead(repo: Repository): Promise<GithubConnection> {
    const baseUrl = this.baseUrlOf(repo);
    const octokit = cached(
      this.readers,
      repo.host,
      () =>
        new ThrottledOctokit({
          ...this.optionsOf(baseUrl),
          throttle: {
            id: `release-flow:${repo.host}`,
            onRateLimit: () => false,
            onSecondaryRateLimit: () => false,
          },
        }),
    );
    return { octokit, base: await this.baseOf(repo, baseUrl) };
  }

  /** For queries: not queued, since the queue takes every POST for a change. */
  async toQuery(
    repo: Repository,
  ): Promise<GithubConnection & { graphqlUrl: string }> {
    const baseUrl = this.baseUrlOf(repo);
    const base = await this.baseOf(repo, baseUrl);
    return {
      octokit: this.plain(repo, baseUrl),
      base,
      graphqlUrl: `${baseUrl.replace(/\/+$/, '').replace(/\/api\/v3$/, '/api')}/graphql`,
    };
  }

  /** For effects: neither queued nor repeated. */
  async toChange(repo: Repository): Promise<GithubConnection> {
    const baseUrl = this.baseUrlOf(repo);
    const base = await this.baseOf(repo, baseUrl);
    if (!base.headers.authorization) {
      throw new ProviderError(
        'unauthorized',
        `There is no credential for ${repo.slug} on ${repo.host}. Give integrations.github an app or a token.`,
      );
    }
    return { octokit: this.plain(repo, baseUrl), base };
  }

  private plain({ host }: Repository, baseUrl: string): Octokit {
    return cached(
      this.plains,
      host,
      () => new Octokit(this.optionsOf(baseUrl)),
    );
  }

  /** For one person's own calls: a client of its own, so that nothing of the token stays. */
  asPerson(repo: Repository, token: string): GithubConnection {
    const baseUrl = this.baseUrlOf(repo);
    return {
      octokit: new Octokit(this.optionsOf(baseUrl)),
      base: this.requestBase(repo, token),
    };
  }

  private optionsOf(baseUrl: string) {
    return {
      baseUrl: baseUrl.replace(/\/+$/, ''),
      userAgent: 'backstage-plugin-release-flow',
      log: {
        debug: () => {},
        info: () => {},
        warn: (message: string) => this.logger.warn(outsideText(message)),
        error: (message: string) => this.logger.error(outsideText(message)),
      },
    };
  }

  private baseUrlOf({ host }: Repository): string {
    const baseUrl = this.integrations.github.byHost(host)?.config.apiBaseUrl;
    if (!baseUrl) {
      throw new ProviderError(
        'unauthorized',
        `No GitHub integration is configured for ${host}. Add it to integrations.github.`,
      );
    }
    return baseUrl;
  }

  private async baseOf(
    { host, slug }: Repository,
    baseUrl: string,
  ): Promise<GithubConnection['base']> {
    const { protocol } = new URL(baseUrl);
    const url = `${protocol}//${host}/${slug}`;
    try {
      const { token } = await this.credentials.getCredentials({ url });
      rememberSecret(token);
      return this.requestBase({ host, slug }, token);
    } catch (error) {
      if (error instanceof ProviderError) throw error;
      const { message } = toError(error);
      throw new ProviderError(
        'unauthorized',
        `No credential for ${slug} on ${host} could be had: ${outsideText(message)}`,
      );
    }
  }

  private requestBase(
    { slug }: Repository,
    token: string | undefined,
  ): GithubConnection['base'] {
    const [owner, repo, ...rest] = slug.split('/');
    if (!owner || !repo || rest.length > 0) {
      throw new ProviderError(
        'refused',
        `'${slug}' is no repository; write owner/name.`,
      );
    }
    return {
      owner,
      repo,
      headers: {
        'x-github-api-version': API_VERSION,
        ...(token && { authorization: `Bearer ${token}` }),
      },
    };
  }
}

function cached<T>(map: Map<string, T>, key: string, create: () => T): T {
  const known = map.get(key);
  if (known) return known;
  const created = create();
  map.set(key, created);
  return created;
}
