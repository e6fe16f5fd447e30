import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import type { GitCommit } from '../gitTypes';
import type { Repository } from '../types';
import type { GithubConnections } from './GithubConnections';
import { answerOf } from './githubErrors';
import { prepareOnce, type Step } from './sendOnce';

const PAGE = 100;
const TAG_DEPTH = 3;

export interface AuthoredCommit extends GitCommit {
  author: { name: string; email: string; date: string };
}

interface NewCommit {
  tree: string;
  parents: string[];
  message: string;
  author?: AuthoredCommit['author'];
}

/** Git objects of GitHub: read without a cache, and written where no ref names them. */
export class GitObjects {
  constructor(private readonly connections: GithubConnections) {}

  async commit(
    repo: Repository,
    sha: string,
    context: ProviderContext,
  ): Promise<AuthoredCommit> {
    return this.prepare(repo, {
      what: `commit ${sha} of ${repo.slug}`,
      context,
      act: async (octokit, base) => {
        const { data } = await octokit.request(
          'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
          { ...base, commit_sha: sha },
        );
        return {
          sha: data.sha,
          tree: data.tree.sha,
          parents: data.parents.map(parent => parent.sha),
          message: data.message,
          author: data.author,
        };
      },
    });
  }

  async writeCommit(
    repo: Repository,
    commit: NewCommit,
    context: ProviderContext,
  ): Promise<string> {
    return this.prepare(repo, {
      what: `write a commit in ${repo.slug}`,
      context,
      act: async (octokit, base) => {
        const { data } = await octokit.request(
          'POST /repos/{owner}/{repo}/git/commits',
          { ...base, ...commit },
        );
        return data.sha;
      },
    });
  }

  async writeTag(
    repo: Repository,
    tag: { name: string; message: string; commit: string },
    context: ProviderContext,
  ): Promise<string> {
    return this.prepare(repo, {
      what: `write the tag ${tag.name} of ${repo.slug}`,
      context,
      act: async (octokit, base) => {
        const { data } = await octokit.request(
          'POST /repos/{owner}/{repo}/git/tags',
          {
            ...base,
            tag: tag.name,
            message: tag.message,
            object: tag.commit,
            type: 'commit',
          },
        );
        return data.sha;
      },
    });
  }

  async tip(
    repo: Repository,
    branch: string,
    context: ProviderContext,
  ): Promise<string> {
    const ref = await this.ref(repo, `heads/${branch}`, context);
    if (ref) return ref.sha;
    throw new ProviderError(
      'refused',
      `There is no branch ${branch} in ${repo.slug}. Make it, or name another in the flow.`,
    );
  }

  async branch(
    repo: Repository,
    name: string,
    context: ProviderContext,
  ): Promise<string | undefined> {
    return (await this.ref(repo, `heads/${name}`, context))?.sha;
  }

  async tagCommit(
    repo: Repository,
    tag: string,
    context: ProviderContext,
  ): Promise<string | undefined> {
    let object = await this.ref(repo, `tags/${tag}`, context);
    for (let depth = 0; object?.type === 'tag'; depth += 1) {
      if (depth === TAG_DEPTH) return undefined;
      const { sha } = object;
      object = await this.prepare(repo, {
        what: `annotated tag ${tag} of ${repo.slug}`,
        context,
        act: async (octokit, base) => {
          const { data } = await octokit.request(
            'GET /repos/{owner}/{repo}/git/tags/{tag_sha}',
            { ...base, tag_sha: sha },
          );
          return data.object;
        },
      });
    }
    return object?.sha;
  }

  /** Whether `tip` is the commit or has it below. */
  async holds(
    repo: Repository,
    tip: string,
    commit: string,
    context: ProviderContext,
  ): Promise<boolean> {
    const status = await this.prepare(repo, {
      what: `comparison of ${commit} with ${tip} of ${repo.slug}`,
      context,
      act: async (octokit, base) => {
        const { data } = await octokit.request(
          'GET /repos/{owner}/{repo}/compare/{basehead}',
          { ...base, basehead: `${commit}...${tip}`, per_page: 1 },
        );
        return data.status;
      },
    });
    return status === 'ahead' || status === 'identical';
  }

  async commitWithLine(
    repo: Repository,
    branch: string,
    line: string,
    context: ProviderContext,
  ): Promise<GitCommit | undefined> {
    const commits = await this.prepare(repo, {
      what: `commits of ${branch} of ${repo.slug}`,
      context,
      act: async (octokit, base) => {
        const { data } = await octokit.request(
          'GET /repos/{owner}/{repo}/commits',
          { ...base, sha: branch, per_page: PAGE },
        );
        return data;
      },
    });
    const found = commits.find(({ commit }) =>
      commit.message.split('\n').includes(line),
    );
    return (
      found && {
        sha: found.sha,
        tree: found.commit.tree.sha,
        parents: found.parents.map(parent => parent.sha),
        message: found.commit.message,
      }
    );
  }

  /** Merges on a branch that is there for this moment alone; `undefined` is a conflict. */
  async mergeAside(
    repo: Repository,
    aside: { name: string; from: string; head: string },
    context: ProviderContext,
  ): Promise<AuthoredCommit | undefined> {
    await this.setBranch(repo, aside.name, aside.from, context);
    try {
      const sha = await this.prepare(repo, {
        what: `merge ${aside.head} aside in ${repo.slug}`,
        context,
        act: async (octokit, base) => {
          try {
            const { data } = await octokit.request(
              'POST /repos/{owner}/{repo}/merges',
              { ...base, base: aside.name, head: aside.head },
            );
            return (data as { sha?: string } | undefined)?.sha ?? aside.from;
          } catch (error) {
            if (answerOf(error)?.status === 409) return undefined;
            throw error;
          }
        },
      });
      return sha ? await this.commit(repo, sha, context) : undefined;
    } finally {
      // One that is left is taken back the next time.
      await this.removeBranch(repo, aside.name, context).catch(() => undefined);
    }
  }

  /** Makes a branch, or takes one of ours back to the commit. */
  async setBranch(
    repo: Repository,
    name: string,
    sha: string,
    context: ProviderContext,
  ): Promise<void> {
    const now = await this.ref(repo, `heads/${name}`, context);
    if (now?.sha === sha) return;
    if (now) await this.removeBranch(repo, name, context);
    await this.prepare(repo, {
      what: `make the branch ${name} of ${repo.slug}`,
      context,
      act: (octokit, base) =>
        octokit.request('POST /repos/{owner}/{repo}/git/refs', {
          ...base,
          ref: `refs/heads/${name}`,
          sha,
        }),
    });
  }

  private async removeBranch(
    repo: Repository,
    name: string,
    context: ProviderContext,
  ): Promise<void> {
    if (!(await this.ref(repo, `heads/${name}`, context))) return;
    await this.prepare(repo, {
      what: `remove the branch ${name} of ${repo.slug}`,
      context,
      act: (octokit, base) =>
        octokit.request('DELETE /repos/{owner}/{repo}/git/refs/{ref}', {
          ...base,
          ref: `heads/${name}`,
        }),
    });
  }

  private async ref(
    repo: Repository,
    ref: string,
    context: ProviderContext,
  ): Promise<{ type: string; sha: string } | undefined> {
    return this.prepare(repo, {
      what: `${ref} of ${repo.slug}`,
      context,
      act: async (octokit, base) => {
        try {
          const { data } = await octokit.request(
            'GET /repos/{owner}/{repo}/git/ref/{ref}',
            { ...base, ref },
          );
          return data.object;
        } catch (error) {
          if (answerOf(error)?.status === 404) return undefined;
          throw error;
        }
      },
    });
  }

  private prepare<T>(repo: Repository, step: Step<T>): Promise<T> {
    return prepareOnce(this.connections, repo, step);
  }
}
