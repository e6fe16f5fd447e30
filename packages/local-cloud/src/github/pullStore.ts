import type { Cloud } from '../cloud';
import { ancestors } from '../git/history';
import { storeCommit } from '../git/objects';
import type { Pull, PullReview, Repository } from '../state/githubModel';
import { protectionOf } from './branchRules';
import { mergeInto, treeOfMerge } from './mergeStore';
import { GitHubProblem } from './problem';
import { setBranch } from './refStore';

/** The sample history mentions smaller ones. */
const FIRST_NUMBER = 101;

export type MergeMethod = 'merge' | 'squash' | 'rebase';

export function findPull(repo: Repository, number: number): Pull {
  const pull = repo.pulls?.find(it => it.number === number);
  if (!pull) throw new GitHubProblem(404, 'Not Found');
  follow(repo, pull);
  return pull;
}

/** An open one is about whatever its branch has now. */
export function follow({ git }: Repository, pull: Pull): void {
  const now = git.branches[pull.head];
  if (pull.state === 'open' && now) pull.headSha = now;
}

export function openPull(
  cloud: Cloud,
  repo: Repository,
  wish: Pick<Pull, 'title' | 'body' | 'head' | 'base' | 'author'>,
): Pull {
  const { git } = repo;
  repo.pulls ??= [];
  const twin = repo.pulls.find(
    ({ state, head, base }) =>
      state === 'open' && head === wish.head && base === wish.base,
  );
  if (twin) {
    throw new GitHubProblem(422, 'Validation Failed', [
      {
        resource: 'PullRequest',
        code: 'custom',
        message: `A pull request already exists for ${repo.owner}:${wish.head}.`,
      },
    ]);
  }
  const [head, base] = [git.branches[wish.head], git.branches[wish.base]];
  if (!head || !base) {
    const field = head ? 'base' : 'head';
    throw new GitHubProblem(422, 'Validation Failed', [
      { resource: 'PullRequest', field, code: 'invalid' },
    ]);
  }
  if (ancestors(git, base).has(head)) {
    throw new GitHubProblem(422, 'Validation Failed', [
      {
        resource: 'PullRequest',
        code: 'custom',
        message: `No commits between ${wish.base} and ${wish.head}`,
      },
    ]);
  }
  const at = cloud.now();
  const pull: Pull = {
    ...wish,
    id: cloud.nextId(),
    number: FIRST_NUMBER + repo.pulls.length,
    headSha: head,
    state: 'open',
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    merged: null,
    reviews: [],
  };
  repo.pulls.push(pull);
  cloud.changed();
  return pull;
}

export function reviewPull(
  cloud: Cloud,
  pull: Pull,
  review: Pick<PullReview, 'login' | 'state' | 'body'>,
): PullReview {
  if (review.login === pull.author && review.state !== 'COMMENTED') {
    throw new GitHubProblem(
      422,
      'Review Can not approve your own pull request',
    );
  }
  const at = cloud.now();
  const made = { ...review, id: cloud.nextId(), sha: pull.headSha, at };
  pull.reviews.push(made);
  pull.updatedAt = at;
  cloud.changed();
  return made;
}

export function closePull(cloud: Cloud, pull: Pull): void {
  if (pull.state === 'closed') return;
  pull.state = 'closed';
  pull.closedAt = cloud.now();
  pull.updatedAt = cloud.now();
  cloud.changed();
}

export function isMergeable({ git }: Repository, pull: Pull): boolean {
  const base = git.commits[git.branches[pull.base]];
  const head = git.commits[pull.headSha];
  return Boolean(base && treeOfMerge({ git } as Repository, base, head));
}

/** How many more approvals the base branch asks for. */
export function missingReviews(repo: Repository, pull: Pull): number {
  const wanted = protectionOf(repo, pull.base)?.reviews ?? 0;
  const newest = new Map(pull.reviews.map(it => [it.login, it.state]));
  const given = [...newest.values()].filter(state => state === 'APPROVED');
  return Math.max(0, wanted - given.length);
}

export function mergePull(
  cloud: Cloud,
  repo: Repository,
  pull: Pull,
  wish: { method: MergeMethod; message?: string; actor: string },
): string {
  if (pull.state !== 'open' || !isMergeable(repo, pull)) {
    throw new GitHubProblem(405, 'Pull Request is not mergeable');
  }
  const missing = missingReviews(repo, pull);
  if (missing > 0) {
    throw new GitHubProblem(
      405,
      `At least ${missing} more approving review${missing > 1 ? 's are' : ' is'} required by reviewers with write access.`,
    );
  }
  const sha =
    wish.method === 'merge'
      ? mergeCommit(cloud, repo, pull, wish)
      : replayed(cloud, repo, pull, wish);
  pull.merged = { sha, login: wish.actor, at: cloud.now() };
  closePull(cloud, pull);
  return sha;
}

function mergeCommit(
  cloud: Cloud,
  repo: Repository,
  { base, headSha, head, number }: Pull,
  { message, actor }: { message?: string; actor: string },
): string {
  const made = mergeInto(cloud, repo, {
    base,
    head: headSha,
    message:
      message ?? `Merge pull request #${number} from ${repo.owner}/${head}`,
    actor,
  });
  if ('commit' in made) return made.commit.sha;
  throw new GitHubProblem(405, 'Pull Request is not mergeable');
}

/** One commit on the branch: what came of the request's commits together. */
function replayed(
  cloud: Cloud,
  repo: Repository,
  pull: Pull,
  wish: { method: MergeMethod; message?: string; actor: string },
): string {
  const { git } = repo;
  const ours = git.commits[git.branches[pull.base]];
  const theirs = git.commits[pull.headSha];
  const { name, email } = cloud.person(wish.actor);
  const committer = { name, email, at: cloud.now() };
  const isRebase = wish.method === 'rebase';
  const commit = storeCommit(
    git,
    {
      parents: [ours.sha],
      message: isRebase
        ? theirs.message
        : (wish.message ?? `${pull.title} (#${pull.number})`),
      author: isRebase ? theirs.author : committer,
      committer,
    },
    treeOfMerge(repo, ours, theirs)!,
  );
  setBranch(cloud, repo, pull.base, commit.sha, wish.actor);
  return commit.sha;
}
