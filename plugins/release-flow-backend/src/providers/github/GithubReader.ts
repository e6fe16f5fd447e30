import type { Octokit } from '@octokit/core';
import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import { setTimeout as delay } from 'timers/promises';
import { within } from '../transport';
import type { Repository } from '../types';
import { EtagCache } from './EtagCache';
import { GithubConnections, type RequestBase } from './GithubConnections';
import { answerOf, rateLimitOf, readError } from './githubErrors';

const RETRY_AFTER_MS = 300;

export interface Read<TData, TResult> {
  /** For messages, such as `releases`. */
  what: string;
  /** Given when the answer is worth keeping; unique in its repository. */
  keepAs?: string;
  send(
    octokit: Octokit,
    base: RequestBase,
  ): Promise<{ data: TData; headers: { etag?: string } }>;
  map(data: TData): TResult;
}

/**
 * Reads GitHub: conditionally where the last answer is kept, a second time after a passing failure,
 * and not at all while GitHub has said to wait.
 */
export class GithubReader {
  private readonly cache = new EtagCache();
  private readonly waitUntil = new Map<string, number>();

  constructor(private readonly connections: GithubConnections) {}

  async read<TData, TResult>(
    repo: Repository,
    read: Read<TData, TResult>,
    context: ProviderContext,
  ): Promise<TResult> {
    const what = `${read.what} of ${repo.slug}`;
    const quota = `${repo.host}/${repo.slug.split('/')[0]}`;
    this.refuseWhileWaiting(quota, what);
    const key =
      read.keepAs && `${repo.host}/${repo.slug}:${read.keepAs}`.toLowerCase();
    const kept = key ? this.cache.get(key) : undefined;
    try {
      const { octokit, base } = await this.connections.toRead(repo);
      const signal = within(context.signal, GithubConnections.timeoutMs);
      const headers = {
        ...base.headers,
        ...(kept && { 'if-none-match': kept.etag }),
      };
      const { data, headers: answered } = await repeatedOnce(
        () => read.send(octokit, { ...base, headers, request: { signal } }),
        signal,
      );
      const result = read.map(data);
      if (key) this.cache.set(key, answered.etag, result);
      return result;
    } catch (error) {
      if (kept && (error as { status?: number }).status === 304) {
        return kept.read() as TResult;
      }
      const answer = answerOf(error);
      const wait = answer && rateLimitOf(answer);
      if (wait) this.waitUntil.set(quota, Date.now() + wait);
      throw readError(error, what);
    }
  }

  private refuseWhileWaiting(quota: string, what: string): void {
    const waitMs = (this.waitUntil.get(quota) ?? 0) - Date.now();
    if (waitMs > 0) {
      throw new ProviderError(
        'rate-limited',
        `GitHub asked to wait before reading ${what}; next try in ${Math.ceil(waitMs / 1000)} s.`,
        { retryAfterMs: waitMs },
      );
    }
    this.waitUntil.delete(quota);
  }
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
