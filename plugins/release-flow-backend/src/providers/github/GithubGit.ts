import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import {
  derivedLine,
  type CodeHostGit,
  type GitCommit,
  type Landed,
  type Landing,
} from '../gitTypes';
import type { Repository } from '../types';
import type { GithubConnections } from './GithubConnections';
import { GitObjects } from './GitObjects';
import { conflictOf, pickAside } from './pickAside';
import { sendOnce, type Step } from './sendOnce';

/** Tags and branches of GitHub. Objects that no ref names yet are seen by nobody. */
export class GithubGit implements CodeHostGit {
  private readonly objects: GitObjects;

  constructor(private readonly connections: GithubConnections) {
    this.objects = new GitObjects(connections);
  }

  async createTag(
    repo: Repository,
    tag: { name: string; message: string; commit: string },
    context: ProviderContext,
  ): Promise<{ existed: boolean }> {
    if (await this.stands(repo, tag, context)) return { existed: true };
    const sha = await this.objects.writeTag(repo, tag, context);
    try {
      await this.send(repo, {
        what: `make the tag ${tag.name} of ${repo.slug}`,
        context,
        act: (octokit, base) =>
          octokit.request('POST /repos/{owner}/{repo}/git/refs', {
            ...base,
            ref: `refs/tags/${tag.name}`,
            sha,
          }),
      });
      return { existed: false };
    } catch (error) {
      const isTaken =
        error instanceof ProviderError &&
        error.trouble === 'refused' &&
        /already exists/i.test(error.message);
      if (isTaken && (await this.stands(repo, tag, context))) {
        return { existed: true };
      }
      throw error;
    }
  }

  async createBranch(
    repo: Repository,
    { name, commit }: { name: string; commit: string },
    context: ProviderContext,
  ): Promise<void> {
    await this.send(repo, {
      what: `make the branch ${name} of ${repo.slug}`,
      context,
      act: (octokit, base) =>
        octokit.request('POST /repos/{owner}/{repo}/git/refs', {
          ...base,
          ref: `refs/heads/${name}`,
          sha: commit,
        }),
    });
  }

  async moveTag(
    repo: Repository,
    tag: { name: string; message: string; from: string; to: string },
    context: ProviderContext,
  ): Promise<void> {
    const now = await this.objects.tagCommit(repo, tag.name, context);
    if (now !== tag.from) {
      throw new ProviderError(
        'refused',
        `The tag ${tag.name} stands on ${short(now)} by now, not on ${short(tag.from)}. Look at who moved it, then ask again.`,
      );
    }
    const sha = await this.objects.writeTag(
      repo,
      { ...tag, commit: tag.to },
      context,
    );
    await this.send(repo, {
      what: `move the tag ${tag.name} of ${repo.slug}`,
      context,
      act: (octokit, base) =>
        octokit.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
          ...base,
          ref: `tags/${tag.name}`,
          sha,
          force: true,
        }),
    });
  }

  async merge(
    repo: Repository,
    landing: Landing,
    context: ProviderContext,
  ): Promise<Landed> {
    const { branch, commit, message } = landing;
    const tip = await this.objects.tip(repo, branch, context);
    if (await this.objects.holds(repo, tip, commit, context)) {
      return this.there(repo, tip, landing, context);
    }
    try {
      const made = await this.send(repo, {
        what: `merge ${short(commit)} into ${branch} of ${repo.slug}`,
        context,
        act: async (octokit, base) => {
          const { data } = await octokit.request(
            'POST /repos/{owner}/{repo}/merges',
            { ...base, base: branch, head: commit, commit_message: message },
          );
          return data as { sha: string } | undefined;
        },
      });
      if (made?.sha) return { sha: made.sha, how: 'merged' };
    } catch (error) {
      throw isConflict(error) ? conflictOf(landing) : error;
    }
    const now = await this.objects.tip(repo, branch, context);
    return this.there(repo, now, landing, context);
  }

  async cherryPick(
    repo: Repository,
    landing: Landing,
    context: ProviderContext,
  ): Promise<Landed> {
    const { branch, commit } = landing;
    const tip = await this.objects.tip(repo, branch, context);
    if (await this.objects.holds(repo, tip, commit, context)) {
      return this.there(repo, tip, landing, context);
    }
    const made = await pickAside(this.objects, repo, landing, context);
    await this.moveForward(repo, branch, made, context);
    return { sha: made, how: 'picked' };
  }

  commitWithLine(
    repo: Repository,
    branch: string,
    line: string,
    context: ProviderContext,
  ): Promise<GitCommit | undefined> {
    return this.objects.commitWithLine(repo, branch, line, context);
  }

  async rerun(
    repo: Repository,
    runId: string,
    context: ProviderContext,
  ): Promise<void> {
    await this.send(repo, {
      what: `run ${runId} of ${repo.slug} again`,
      context,
      act: (octokit, base) =>
        octokit.request(
          'POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun',
          { ...base, run_id: Number(runId) },
        ),
    });
  }

  /** Only onto what it was made from: a branch that moved meanwhile is asked for afresh. */
  private async moveForward(
    repo: Repository,
    branch: string,
    sha: string,
    context: ProviderContext,
  ): Promise<void> {
    try {
      await this.send(repo, {
        what: `push to ${branch} of ${repo.slug}`,
        context,
        act: (octokit, base) =>
          octokit.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
            ...base,
            ref: `heads/${branch}`,
            sha,
            force: false,
          }),
      });
    } catch (error) {
      if (error instanceof ProviderError && /fast.forward/i.test(error.message))
        throw new ProviderError(
          'unavailable',
          `${branch} moved while the commit was picked; it is picked afresh.`,
        );
      throw error;
    }
  }

  private send<T>(repo: Repository, step: Step<T>): Promise<T> {
    return sendOnce(this.connections, repo, step);
  }

  /** A tag on another commit is somebody else's. */
  private async stands(
    repo: Repository,
    { name, commit }: { name: string; commit: string },
    context: ProviderContext,
  ): Promise<boolean> {
    const now = await this.objects.tagCommit(repo, name, context);
    if (!now) return false;
    if (now === commit) return true;
    throw new ProviderError(
      'refused',
      `The tag ${name} stands on ${short(now)} already, not on ${short(commit)}. Choose another version, or move the tag deliberately.`,
    );
  }

  /** A branch that holds the commit stands for it only when it holds nothing else than before. */
  private async there(
    repo: Repository,
    tip: string,
    { branch, commit }: Landing,
    context: ProviderContext,
  ): Promise<Landed> {
    if (tip === commit) return { sha: tip, how: 'there' };
    const newest = await this.objects.commit(repo, tip, context);
    const asked = await this.objects.commit(repo, commit, context);
    const isSame =
      newest.tree === asked.tree ||
      newest.message.split('\n').includes(derivedLine(commit));
    if (isSame) return { sha: tip, how: 'there' };
    throw new ProviderError(
      'refused',
      `${branch} holds ${short(commit)} already, below ${short(tip)}, so a push can't bring it alone. Promote ${short(tip)}, or revert what came after it.`,
    );
  }
}

/** GitHub answers 409 where a merge needs a person. */
function isConflict(error: unknown): boolean {
  return (
    error instanceof ProviderError &&
    error.trouble === 'refused' &&
    /conflict/i.test(error.message)
  );
}

function short(sha: string | undefined): string {
  return sha?.slice(0, 7) ?? 'nothing';
}
