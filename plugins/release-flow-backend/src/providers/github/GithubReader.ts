import type { Octokit } from '@octokit/core';
import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import { setTimeout as delay } from 'timers/promises';
import { RequestBudget, type QuotaHeaders } from '../RequestBudget';
import { within } from '../transport';
import type { Repository } from '../types';
import { EtagCache } from './EtagCache';
import { GithubConnections, type RequestBase } from './GithubConnections';
import { answerOf, rateLimitOf, readError } from './githubErrors';

const RETRY_AFTER_MS = 300;
const QUERY_WAIT_MS = 60_000;

export interface Read<TData, TResult> {
  /** For messages, such as `releases`. */
  what: string;
  /** Given when the answer is worth keeping; unique in its repository. */
  keepAs?: string;
  /** The quota it comes out of; `core` unless said otherwise. */
  resource?: 'graphql';
  /** `graphqlUrl` is given to queries. */
  send(
    octokit: Octokit,
    base: RequestBase,
    graphqlUrl: string,
  ): Promise<{
    data: TData;
    headers: Record<string, string | number | undefined>;
  }>;
  map(
    data: TData,
    headers: Record<string, string | number | undefined>,
  ): TResult;
}

/**
 * Reads GitHub: conditionally where the last answer is kept, a second time after a passing failure,
 * and not at all while GitHub has said to wait or the background used its share.
 */
export class GithubReader {
  private readonly cache = new EtagCache();

  constructor(
    private readonly connections: GithubConnections,
    private readonly budget = new RequestBudget('GitHub'),
  ) {}

  async read<TData, TResult>(
    repo: Repository,
    read: Read<TData, TResult>,
    context: ProviderContext,
  ): Promise<TResult> {
    const what = `${read.what} of ${repo.slug}`;
    const account = `${repo.host}/${repo.slug.split('/')[0]}`.toLowerCase();
    const { resource = 'core' } = read;
    const background = context.background ?? false;
    this.budget.require(account, resource, { what, background });
    const note = (answered: Headers, isFree: boolean) =>
      this.budget.note(account, resource, quotaOf(answered), {
        background,
        isFree,
      });
    const key =
      read.keepAs && `${repo.host}/${repo.slug}:${read.keepAs}`.toLowerCase();
    const kept = key ? this.cache.get(key) : undefined;
    try {
      const { octokit, base, graphqlUrl } = await this.connect(repo, resource);
      const signal = within(context.signal, GithubConnections.timeoutMs);
      const headers = {
        ...base.headers,
        ...(kept && { 'if-none-match': kept.etag }),
      };
      const { data, headers: answered } = await repeatedOnce(
        () =>
          read.send(
            octokit,
            { ...base, headers, request: { signal } },
            graphqlUrl,
          ),
        signal,
      );
      note(answered, false);
      const result = read.map(data, answered);
      if (key) this.cache.set(key, answered.etag as string, result);
      return result;
    } catch (error) {
      const answer = answerOf(error);
      if (answer) note(answer.headers, answer.status === 304);
      if (kept && answer?.status === 304) return kept.read() as TResult;
      const wait = answer ? rateLimitOf(answer) : saidWithin(error);
      if (wait) this.budget.wait(account, wait);
      throw readError(error, what);
    }
  }

  private async connect(repo: Repository, resource: 'core' | 'graphql') {
    return resource === 'graphql'
      ? this.connections.toQuery(repo)
      : { ...(await this.connections.toRead(repo)), graphqlUrl: '' };
  }
}

/** A query that is over the limit is answered 200, and says so inside. */
function saidWithin(error: unknown): number | undefined {
  return error instanceof ProviderError && error.trouble === 'rate-limited'
    ? (error.options.retryAfterMs ?? QUERY_WAIT_MS)
    : undefined;
}

type Headers = Record<string, string | number | undefined>;

function quotaOf(headers: Headers): QuotaHeaders | undefined {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map(name =>
    Number(headers[`x-ratelimit-${name}`]),
  );
  return Number.isFinite(limit) &&
    Number.isFinite(remaining) &&
    Number.isFinite(reset)
    ? { limit, remaining, resetAt: reset * 1000 }
    : undefined;
}

async function repeatedOnce<T>(
  send: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const answer = answerOf(error);
    const isPassing = !answer || answer.status >= 500;
    if (!isPassing || signal.aborted) throw error;
    await delay(RETRY_AFTER_MS);
    return send();
  }
}

/** GitHub answers 404 for what is gone, and 422 for a commit that can't be. */
export async function orUndefined<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    const isAbsent =
      error instanceof ProviderError &&
      (error.trouble === 'not-found' || error.trouble === 'refused');
    if (isAbsent) return undefined;
    throw error;
  }
}
