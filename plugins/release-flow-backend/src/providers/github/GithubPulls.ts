import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import type {
  CodeHostPulls,
  FileProposal,
  HostPull,
  MergeMethod,
} from '../pullTypes';
import { promotionLine, type Landing, type Repository } from '../types';
import type { GithubConnections } from './GithubConnections';
import { GitObjects } from './GitObjects';
import { pickAside } from './pickAside';
import { rewriteFile } from './rewriteFile';
import { prepareOnce, sendOnce } from './sendOnce';

const PAGE = 100;
/** What GitHub counts as a reviewer's word; a comment takes none back. */
const WORDS = ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'];

interface PullJson {
  number: number;
  html_url: string;
  title: string;
  state: string;
  merged_at: string | null;
  merged_by?: { login: string } | null;
  merge_commit_sha: string | null;
  mergeable?: boolean | null;
  head: { sha: string };
}

/** Pull requests of GitHub. */
export class GithubPulls implements CodeHostPulls {
  private readonly objects: GitObjects;

  constructor(private readonly connections: GithubConnections) {
    this.objects = new GitObjects(connections);
  }

  /** The branch is seen, but moves nothing; GitHub itself refuses a second request from it. */
  async open(
    repo: Repository,
    pull: Landing & { head: string; title: string; isPick: boolean },
    context: ProviderContext,
  ): Promise<{ number: number; url: string; head: string }> {
    const sha = pull.isPick
      ? await this.picked(repo, pull, context)
      : pull.commit;
    await this.objects.setBranch(repo, pull.head, sha, context);
    const opened = await this.request(repo, pull, context);
    return { ...opened, head: sha };
  }

  async propose(
    repo: Repository,
    proposal: FileProposal,
    context: ProviderContext,
  ): Promise<{ number: number; url: string }> {
    const { branch, head, title, message } = proposal;
    await rewriteFile(this.connections, this.objects, repo, proposal, context);
    return this.request(repo, { branch, head, title, message }, context);
  }

  async ofBranch(
    repo: Repository,
    head: string,
    context: ProviderContext,
  ): Promise<HostPull | undefined> {
    const [owner] = repo.slug.split('/');
    const found = await prepareOnce(this.connections, repo, {
      what: `pull requests from ${head} of ${repo.slug}`,
      context,
      act: async (octokit, base) => {
        const { data } = await octokit.request(
          'GET /repos/{owner}/{repo}/pulls',
          { ...base, head: `${owner}:${head}`, state: 'all', per_page: 1 },
        );
        return data[0] as PullJson | undefined;
      },
    });
    return found && toPull(found, []);
  }

  async read(
    repo: Repository,
    number: number,
    context: ProviderContext,
  ): Promise<HostPull> {
    const [pull, reviews] = await Promise.all([
      prepareOnce(this.connections, repo, {
        what: `pull request ${number} of ${repo.slug}`,
        context,
        act: async (octokit, base) => {
          const { data } = await octokit.request(
            'GET /repos/{owner}/{repo}/pulls/{pull_number}',
            { ...base, pull_number: number },
          );
          return data;
        },
      }),
      this.reviews(repo, number, context),
    ]);
    return toPull(pull, reviews);
  }

  async merge(
    repo: Repository,
    pull: {
      number: number;
      head: string;
      method: MergeMethod;
      message: string;
    },
    context: ProviderContext,
  ): Promise<void> {
    const [title, ...rest] = pull.message.split('\n');
    await sendOnce(this.connections, repo, {
      what: `merge pull request ${pull.number} of ${repo.slug}`,
      context,
      act: (octokit, base) =>
        octokit.request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
          ...base,
          pull_number: pull.number,
          sha: pull.head,
          merge_method: pull.method,
          ...(pull.method === 'merge' && {
            commit_title: title,
            commit_message: rest.join('\n').trim(),
          }),
        }),
    });
  }

  async close(
    repo: Repository,
    number: number,
    context: ProviderContext,
  ): Promise<void> {
    await sendOnce(this.connections, repo, {
      what: `close pull request ${number} of ${repo.slug}`,
      context,
      act: (octokit, base) =>
        octokit.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
          ...base,
          pull_number: number,
          state: 'closed',
        }),
    });
  }

  private request(
    repo: Repository,
    pull: { branch: string; head: string; title: string; message: string },
    context: ProviderContext,
  ): Promise<{ number: number; url: string }> {
    return sendOnce(this.connections, repo, {
      what: `open a pull request into ${pull.branch} of ${repo.slug}`,
      context,
      act: async (octokit, base) => {
        const { data } = await octokit.request(
          'POST /repos/{owner}/{repo}/pulls',
          {
            ...base,
            title: pull.title,
            body: pull.message,
            head: pull.head,
            base: pull.branch,
          },
        );
        return { number: data.number, url: data.html_url };
      },
    });
  }

  /** A branch that was made for it before is kept: a request may be open from it. */
  private async picked(
    repo: Repository,
    pull: Landing & { head: string },
    context: ProviderContext,
  ): Promise<string> {
    const before = await this.objects.branch(repo, pull.head, context);
    const isOurs =
      before &&
      (await this.objects.commit(repo, before, context)).message
        .split('\n')
        .includes(promotionLine(pull.id));
    return isOurs ? before : pickAside(this.objects, repo, pull, context);
  }

  private async reviews(
    repo: Repository,
    number: number,
    context: ProviderContext,
  ): Promise<HostPull['reviews']> {
    const all = await prepareOnce(this.connections, repo, {
      what: `reviews of pull request ${number} of ${repo.slug}`,
      context,
      act: async (octokit, base) => {
        const { data } = await octokit.request(
          'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
          { ...base, pull_number: number, per_page: PAGE },
        );
        return data;
      },
    });
    if (all.length === PAGE) {
      throw new ProviderError(
        'refused',
        `Pull request ${number} has more than ${PAGE - 1} reviews; merge it in GitHub.`,
      );
    }
    const newest = new Map<string, string>();
    for (const { user, state } of all) {
      if (user && WORDS.includes(state)) newest.set(user.login, state);
    }
    return [...newest].map(([user, state]) => ({ user, state }));
  }
}

function toPull(json: PullJson, reviews: HostPull['reviews']): HostPull {
  const isMerged = json.merged_at !== null;
  return {
    number: json.number,
    url: json.html_url,
    title: json.title,
    isOpen: json.state === 'open',
    mergedAs: (isMerged && json.merge_commit_sha) || undefined,
    mergedBy: json.merged_by?.login ?? null,
    head: json.head.sha,
    isMergeable: json.mergeable ?? undefined,
    reviews,
  };
}
