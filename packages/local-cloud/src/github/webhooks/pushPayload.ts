import type { Cloud } from '../../cloud';
import { filesOfCommit } from '../../git/difference';
import { ancestors, log, newestFirst } from '../../git/history';
import type { Commit } from '../../state/gitModel';
import type { Repository } from '../../state/githubModel';
import { simpleCommitJson } from '../json/commit';
import { webUrl } from '../json/repository';
import { webhookContext } from './context';

export interface Push {
  ref: string;
  before: string;
  after: string;
  actor: string;
  forced?: boolean;
}

const MAX_COMMITS = 2048;

export function pushPayload(cloud: Cloud, repo: Repository, push: Push) {
  const { name, email } = cloud.person(push.actor);
  const created = /^0+$/.test(push.before);
  const head = repo.git.commits[push.after];
  const context = webhookContext(cloud, repo, push.actor);
  const isTag = push.ref.startsWith('refs/tags/');
  return {
    ref: push.ref,
    before: push.before,
    after: push.after,
    ...context,
    repository: {
      ...context.repository,
      created_at: Math.floor(repo.createdAt / 1000),
      pushed_at: Math.floor(repo.pushedAt / 1000),
    },
    pusher: { name, email },
    created,
    deleted: false,
    forced: push.forced ?? false,
    base_ref: isTag ? `refs/heads/${repo.defaultBranch}` : null,
    compare: compareUrl(cloud, repo, push, created),
    commits: isTag
      ? []
      : pushedCommits(repo, push, created).map(commit =>
          pushedCommitJson(cloud, repo, commit),
        ),
    head_commit: pushedCommitJson(cloud, repo, head),
  };
}

function compareUrl(
  cloud: Cloud,
  repo: Repository,
  push: Push,
  created: boolean,
): string {
  const after = push.after.slice(0, 12);
  return created
    ? `${webUrl(cloud, repo)}/compare/${after}`
    : `${webUrl(cloud, repo)}/compare/${push.before.slice(0, 12)}...${after}`;
}

function pushedCommits(
  repo: Repository,
  push: Push,
  created: boolean,
): Commit[] {
  const known = created
    ? ancestors(repo.git, repo.git.branches[repo.defaultBranch])
    : ancestors(repo.git, push.before);
  const fresh = log(repo.git, push.after)
    .map(commit => commit.sha)
    .filter(sha => !known.has(sha));
  return newestFirst(repo.git, new Set(fresh)).reverse().slice(-MAX_COMMITS);
}

function pushedCommitJson(cloud: Cloud, repo: Repository, commit: Commit) {
  const files = filesOfCommit(repo.git, commit);
  const paths = (status: string) =>
    files.filter(file => file.status === status).map(file => file.path);
  return {
    ...simpleCommitJson(commit),
    distinct: true,
    url: `${webUrl(cloud, repo)}/commit/${commit.sha}`,
    added: paths('added'),
    removed: paths('removed'),
    modified: paths('modified'),
  };
}
