import type { Octokit } from '@octokit/core';
import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import { within } from '../transport';
import type { Repository } from '../types';
import { GithubConnections, type RequestBase } from './GithubConnections';
import { effectError, readError } from './githubErrors';

export interface Step<T> {
  /** For messages, such as `tag v1.2.3 of acme/api`. */
  what: string;
  context: ProviderContext;
  act(octokit: Octokit, base: RequestBase): Promise<T>;
}

/** One change, by a client that neither queues nor repeats. */
export async function sendOnce<T>(
  connections: GithubConnections,
  repo: Repository,
  step: Step<T>,
): Promise<T> {
  return call(connections, repo, step, effectError);
}

/** What comes before a change and is seen by nobody: whatever goes wrong in it, nothing happened. */
export async function prepareOnce<T>(
  connections: GithubConnections,
  repo: Repository,
  step: Step<T>,
): Promise<T> {
  return call(connections, repo, step, readError);
}

async function call<T>(
  connections: GithubConnections,
  repo: Repository,
  { what, context, act }: Step<T>,
  explain: (error: unknown, what: string) => ProviderError,
): Promise<T> {
  const { octokit, base } = await connections.toChange(repo);
  if (context.signal.aborted) {
    throw new ProviderError(
      'unavailable',
      `GitHub was not asked to ${what}: the caller gave up before.`,
    );
  }
  const signal = within(context.signal, GithubConnections.timeoutMs);
  try {
    return await act(octokit, { ...base, request: { signal } });
  } catch (error) {
    throw explain(error, what);
  }
}
