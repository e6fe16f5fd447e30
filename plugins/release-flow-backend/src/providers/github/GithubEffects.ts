import type { Octokit } from '@octokit/core';
import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import { withSecret } from '../secrets';
import { within } from '../transport';
import type {
  CodeHostEffects,
  CodeHostPerson,
  HostRelease,
  Repository,
} from '../types';
import { GithubConnections, type RequestBase } from './GithubConnections';
import { answerOf, effectError } from './githubErrors';
import { GithubPerson } from './GithubPerson';
import { toRelease } from './mapping';

interface DispatchCall {
  workflow: string;
  ref: string;
  inputs: Record<string, string>;
}

/** Changes on GitHub, each sent once by a client that neither queues nor repeats. */
export class GithubEffects implements CodeHostEffects {
  /** Hosts whose GitHub does not know `return_run_details`. */
  private readonly withoutRunDetails = new Set<string>();

  constructor(private readonly connections: GithubConnections) {}

  asPerson<T>(
    repo: Repository,
    token: string,
    work: (person: CodeHostPerson) => Promise<T>,
  ): Promise<T> {
    return withSecret(token, () =>
      work(new GithubPerson(this.connections.asPerson(repo, token))),
    );
  }

  async dispatch(
    repo: Repository,
    call: DispatchCall,
    context: ProviderContext,
  ): Promise<{ runId?: string; url?: string }> {
    const what = `dispatch ${call.workflow} of ${repo.slug} on ${call.ref}`;
    return this.send(repo, what, context, async (octokit, base) => {
      if (!this.withoutRunDetails.has(repo.host)) {
        try {
          return runOf(await sendDispatch(octokit, base, call, true));
        } catch (error) {
          if (!refusesRunDetails(error)) throw error;
          this.withoutRunDetails.add(repo.host);
        }
      }
      return runOf(await sendDispatch(octokit, base, call, false));
    });
  }

  async publishRelease(
    repo: Repository,
    id: string,
    context: ProviderContext,
  ): Promise<HostRelease> {
    const what = `publish release ${id} of ${repo.slug}`;
    return this.send(repo, what, context, async (octokit, base) => {
      const { data } = await octokit.request(
        'PATCH /repos/{owner}/{repo}/releases/{release_id}',
        { ...base, release_id: Number(id), draft: false },
      );
      return toRelease(data);
    });
  }

  async writeReleaseNotes(
    repo: Repository,
    { id, notes }: { id: string; notes: string },
    context: ProviderContext,
  ): Promise<HostRelease> {
    const what = `write the notes of release ${id} of ${repo.slug}`;
    return this.send(repo, what, context, async (octokit, base) => {
      const { data } = await octokit.request(
        'PATCH /repos/{owner}/{repo}/releases/{release_id}',
        { ...base, release_id: Number(id), body: notes },
      );
      return toRelease(data);
    });
  }

  async createRelease(
    repo: Repository,
    release: { tag: string; notes: string; isPrerelease: boolean },
    context: ProviderContext,
  ): Promise<HostRelease> {
    const { tag, notes, isPrerelease } = release;
    const what = `make a release of ${tag} of ${repo.slug}`;
    return this.send(repo, what, context, async (octokit, base) => {
      const { data } = await octokit.request(
        'POST /repos/{owner}/{repo}/releases',
        {
          ...base,
          tag_name: tag,
          name: tag,
          body: notes,
          prerelease: isPrerelease,
        },
      );
      return toRelease(data);
    });
  }

  async cancelRun(
    repo: Repository,
    runId: string,
    context: ProviderContext,
  ): Promise<void> {
    const what = `cancel run ${runId} of ${repo.slug}`;
    await this.send(repo, what, context, (octokit, base) =>
      octokit.request(
        'POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel',
        { ...base, run_id: Number(runId) },
      ),
    );
  }

  private async send<T>(
    repo: Repository,
    what: string,
    context: ProviderContext,
    act: (octokit: Octokit, base: RequestBase) => Promise<T>,
  ): Promise<T> {
    const { octokit, base } = await this.connections.toChange(repo);
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
      throw effectError(error, what);
    }
  }
}

async function sendDispatch(
  octokit: Octokit,
  base: RequestBase,
  { workflow, ref, inputs }: DispatchCall,
  withRunDetails: boolean,
): Promise<unknown> {
  const { data } = await octokit.request(
    'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    {
      ...base,
      workflow_id: workflow,
      ref,
      inputs,
      ...(withRunDetails && { return_run_details: true }),
    },
  );
  return data;
}

/** Nothing of an answer without details is an error: the run is found by its correlation id. */
function runOf(data: unknown): { runId?: string; url?: string } {
  const details = data as
    { workflow_run_id?: number | bigint; html_url?: string } | undefined;
  return {
    ...(details?.workflow_run_id && { runId: String(details.workflow_run_id) }),
    ...(details?.html_url && { url: details.html_url }),
  };
}

/** Enterprise Server refuses a field it does not know before it does anything. */
function refusesRunDetails(error: unknown): boolean {
  const answer = answerOf(error);
  return (
    answer !== undefined &&
    (answer.status === 400 || answer.status === 422) &&
    /return_run_details|not a permitted key|not permitted/i.test(answer.message)
  );
}
