import { runWorkflowsOnPublish } from '../actions/triggers';
import type { Cloud } from '../cloud';
import { resolve } from '../git/history';
import type { Release, Repository } from '../state/githubModel';
import { createTag } from './refStore';
import { sendRelease } from './webhooks/send';

export type NewRelease = Pick<
  Release,
  | 'tag'
  | 'targetCommitish'
  | 'name'
  | 'body'
  | 'draft'
  | 'prerelease'
  | 'makeLatest'
  | 'author'
>;

export type ReleaseChange = Partial<Omit<NewRelease, 'author'>>;

export function createRelease(
  cloud: Cloud,
  repo: Repository,
  input: NewRelease,
): Release {
  const commit = resolve(repo.git, input.targetCommitish);
  const release: Release = {
    id: cloud.nextId(),
    ...input,
    createdAt: commit?.committer.at ?? cloud.now(),
    updatedAt: cloud.now(),
    publishedAt: null,
  };
  if (release.draft) release.createdAt = cloud.now();
  repo.releases.push(release);
  cloud.changed();
  if (release.draft) sendRelease(cloud, repo, release, 'created', input.author);
  else publish(cloud, repo, release, input.author);
  return release;
}

export function updateRelease(
  cloud: Cloud,
  repo: Repository,
  release: Release,
  change: ReleaseChange,
  actor: string,
): void {
  const publishes = release.draft && change.draft === false;
  const before = { ...release };
  Object.assign(release, change, { updatedAt: cloud.now() });
  cloud.changed();
  if (publishes) publish(cloud, repo, release, actor);
  else sendRelease(cloud, repo, release, 'edited', actor, before);
}

/** Publishing makes the tag, unless it exists, and starts what waits for it. */
function publish(
  cloud: Cloud,
  repo: Repository,
  release: Release,
  actor: string,
): void {
  if (!repo.git.tags[release.tag]) {
    const target = resolve(repo.git, release.targetCommitish);
    if (target) createTag(cloud, repo, release.tag, target.sha, actor);
  }
  release.publishedAt = cloud.now();
  const outcome = release.prerelease ? 'prereleased' : 'released';
  sendRelease(cloud, repo, release, 'published', actor);
  sendRelease(cloud, repo, release, outcome, actor);
  runWorkflowsOnPublish(cloud, repo, release.tag, actor);
}

export function deleteRelease(
  cloud: Cloud,
  repo: Repository,
  release: Release,
  actor: string,
): void {
  repo.releases = repo.releases.filter(it => it !== release);
  cloud.changed();
  sendRelease(cloud, repo, release, 'deleted', actor);
}
