import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import { within } from '../transport';
import type { CodeHostPerson } from '../types';
import { GithubConnections, type GithubConnection } from './GithubConnections';
import { effectError, readError } from './githubErrors';

type Run = Parameters<CodeHostPerson['review']>[0];

/** A person's own calls of GitHub, each sent once. */
export class GithubPerson implements CodeHostPerson {
  constructor(private readonly connection: GithubConnection) {}

  async login(context: ProviderContext): Promise<string> {
    const { octokit, base } = this.connection;
    const { headers } = base;
    try {
      const { data } = await octokit.request('GET /user', {
        headers,
        request: this.signalOf(context),
      });
      return data.login;
    } catch (error) {
      throw readError(error, 'the owner of the token');
    }
  }

  async review(
    { id, state, comment }: Run,
    context: ProviderContext,
  ): Promise<string[]> {
    const { octokit, base } = this.connection;
    const run = { ...base, run_id: Number(id) };
    const mine = (await this.pending(run, context)).filter(
      it => it.current_user_can_approve,
    );
    if (mine.length === 0) {
      throw new ProviderError(
        'refused',
        `GitHub lets somebody else review run ${id}, or it was reviewed already. Open it in GitHub.`,
      );
    }
    try {
      await octokit.request(
        'POST /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments',
        {
          ...run,
          environment_ids: mine.flatMap(({ environment }) =>
            environment.id ? [Number(environment.id)] : [],
          ),
          state,
          comment,
          request: this.signalOf(context),
        },
      );
    } catch (error) {
      throw effectError(error, `review run ${id}`);
    }
    return mine.flatMap(({ environment }) => environment.name ?? []);
  }

  private async pending(
    run: GithubConnection['base'] & { run_id: number },
    context: ProviderContext,
  ) {
    try {
      const { data } = await this.connection.octokit.request(
        'GET /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments',
        { ...run, request: this.signalOf(context) },
      );
      return data;
    } catch (error) {
      throw readError(error, `pending reviews of run ${run.run_id}`);
    }
  }

  private signalOf({ signal }: ProviderContext) {
    return { signal: within(signal, GithubConnections.timeoutMs) };
  }
}
