import type { Cloud } from '../../cloud';
import { compare } from '../../git/difference';
import type { Pull, PullReview, Repository } from '../../state/githubModel';
import { isoTime, nodeId } from '../format';
import { isMergeable, missingReviews } from '../pullStore';
import { apiUrl, repositoryJson, webUrl } from './repository';
import { ownerJson, userJson } from './user';

const time = (at: number | null) => (at === null ? null : isoTime(at));

export function pullUrl(cloud: Cloud, repo: Repository, pull: Pull): string {
  return `${webUrl(cloud, repo)}/pull/${pull.number}`;
}

/** GitHub's `pull-request-simple`, as it stands in lists. */
export function pullJson(cloud: Cloud, repo: Repository, pull: Pull) {
  const api = apiUrl(cloud, repo);
  const url = `${api}/pulls/${pull.number}`;
  const issue = `${api}/issues/${pull.number}`;
  const html = pullUrl(cloud, repo, pull);
  const urls = {
    comments: `${issue}/comments`,
    commits: `${url}/commits`,
    statuses: `${api}/statuses/${pull.headSha}`,
    html,
    issue,
    review_comments: `${url}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    self: url,
  };
  return {
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    url,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: urls.commits,
    review_comments_url: urls.review_comments,
    review_comment_url: urls.review_comment,
    comments_url: urls.comments,
    statuses_url: urls.statuses,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: userJson(cloud, pull.author),
    body: pull.body,
    labels: [],
    milestone: null,
    created_at: isoTime(pull.createdAt),
    updated_at: isoTime(pull.updatedAt),
    closed_at: time(pull.closedAt),
    merged_at: time(pull.merged?.at ?? null),
    merge_commit_sha: pull.merged?.sha ?? null,
    assignee: null,
    head: sideJson(cloud, repo, pull, pull.head, pull.headSha),
    base: sideJson(
      cloud,
      repo,
      pull,
      pull.base,
      repo.git.branches[pull.base] ?? pull.headSha,
    ),
    _links: Object.fromEntries(
      Object.entries(urls).map(([name, href]) => [name, { href }]),
    ),
    author_association: 'MEMBER',
    auto_merge: null,
    draft: false,
  };
}

/** GitHub's `pull-request`, with what takes a look at both branches. */
export function fullPullJson(cloud: Cloud, repo: Repository, pull: Pull) {
  const { git } = repo;
  const base = git.commits[git.branches[pull.base]];
  const head = git.commits[pull.headSha];
  const difference = base && head && compare(git, base, head);
  const files = difference?.files ?? [];
  const isOpen = pull.state === 'open';
  return {
    ...pullJson(cloud, repo, pull),
    merged: pull.merged !== null,
    mergeable: isOpen ? isMergeable(repo, pull) : null,
    mergeable_state: isOpen ? stateOf(repo, pull) : 'unknown',
    merged_by: pull.merged ? userJson(cloud, pull.merged.login) : null,
    comments: 0,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: difference?.aheadBy ?? 0,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

function stateOf(repo: Repository, pull: Pull): string {
  if (!isMergeable(repo, pull)) return 'dirty';
  return missingReviews(repo, pull) > 0 ? 'blocked' : 'clean';
}

function sideJson(
  cloud: Cloud,
  repo: Repository,
  pull: Pull,
  ref: string,
  sha: string,
) {
  return {
    label: `${repo.owner}:${ref}`,
    ref,
    sha,
    user: ownerJson(cloud, repo.owner),
    repo: repositoryJson(cloud, repo, pull.author),
  };
}

/** GitHub's `pull-request-review`. */
export function pullReviewJson(
  cloud: Cloud,
  repo: Repository,
  pull: Pull,
  review: PullReview,
) {
  const html = `${pullUrl(cloud, repo, pull)}#pullrequestreview-${review.id}`;
  const url = `${apiUrl(cloud, repo)}/pulls/${pull.number}`;
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: userJson(cloud, review.login),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: url,
    author_association: 'MEMBER',
    _links: { html: { href: html }, pull_request: { href: url } },
    submitted_at: isoTime(review.at),
    commit_id: review.sha,
  };
}
