import { runWorkflowsOnPush, runWorkflowsOnTag } from '../actions/triggers';
import type { Cloud } from '../cloud';
import { peel } from '../git/history';
import { writeCommit } from '../git/objects';
import { deployPush } from '../render/deploys';
import type { Commit } from '../state/gitModel';
import type { Repository } from '../state/githubModel';
import { sendCreate, sendDelete, sendPush } from './webhooks/send';

const NO_COMMIT = '0'.repeat(40);

export function createTag(
  cloud: Cloud,
  repo: Repository,
  tag: string,
  sha: string,
  actor: string,
): void {
  repo.git.tags[tag] = sha;
  cloud.changed();
  sendCreate(cloud, repo, 'tag', tag, actor);
  const after = peel(repo.git, sha)!.sha;
  const ref = `refs/tags/${tag}`;
  sendPush(cloud, repo, { ref, before: NO_COMMIT, after, actor });
  runWorkflowsOnTag(cloud, repo, tag, actor);
}

export function moveTag(
  cloud: Cloud,
  repo: Repository,
  tag: string,
  sha: string,
  actor: string,
): void {
  const before = peel(repo.git, repo.git.tags[tag])!.sha;
  repo.git.tags[tag] = sha;
  cloud.changed();
  const after = peel(repo.git, sha)!.sha;
  const ref = `refs/tags/${tag}`;
  sendPush(cloud, repo, { ref, before, after, actor, forced: true });
  runWorkflowsOnTag(cloud, repo, tag, actor);
}

/** Makes or moves a branch, and starts what waits for the push. */
export function setBranch(
  cloud: Cloud,
  repo: Repository,
  branch: string,
  sha: string,
  actor: string,
): void {
  const before: string | undefined = repo.git.branches[branch];
  repo.git.branches[branch] = sha;
  repo.pushedAt = cloud.now();
  cloud.changed();
  if (!before) sendCreate(cloud, repo, 'branch', branch, actor);
  sendPush(cloud, repo, {
    ref: `refs/heads/${branch}`,
    before: before ?? NO_COMMIT,
    after: sha,
    actor,
  });
  runWorkflowsOnPush(cloud, repo, { branch, before, actor });
  deployPush(cloud, repo, branch);
}

export function deleteRef(
  cloud: Cloud,
  repo: Repository,
  kind: 'branch' | 'tag',
  name: string,
  actor: string,
): void {
  const refs = kind === 'branch' ? repo.git.branches : repo.git.tags;
  delete refs[name];
  cloud.changed();
  sendDelete(cloud, repo, kind, name, actor);
}

/** Commits files on a branch, as a push of one commit. */
export function pushCommit(
  cloud: Cloud,
  repo: Repository,
  input: {
    branch: string;
    message: string;
    files: Record<string, string | null>;
    actor: string;
  },
): Commit {
  const { name, email } = cloud.person(input.actor);
  const parent =
    repo.git.branches[input.branch] ?? repo.git.branches[repo.defaultBranch];
  const commit = writeCommit(repo.git, {
    parents: [parent],
    message: input.message,
    author: { name, email, at: cloud.now() },
    files: input.files,
  });
  setBranch(cloud, repo, input.branch, commit.sha, input.actor);
  return commit;
}
