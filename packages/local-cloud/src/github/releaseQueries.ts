import type { Release, Repository } from '../state/githubModel';

export function findRelease(repo: Repository, id: number): Release | undefined {
  return repo.releases.find(release => release.id === id);
}

/** By tag, published ones only: a draft has no tag yet. */
export function publishedRelease(
  repo: Repository,
  tag: string,
): Release | undefined {
  return repo.releases.find(release => !release.draft && release.tag === tag);
}

/** Newest first, as GitHub lists them. */
export function releasesNewestFirst(repo: Repository): Release[] {
  const key = (release: Release) => release.publishedAt ?? release.createdAt;
  return [...repo.releases].sort((a, b) => key(b) - key(a) || b.id - a.id);
}

export function latestRelease(repo: Repository): Release | undefined {
  return releasesNewestFirst(repo).find(
    release =>
      !release.draft && !release.prerelease && release.makeLatest !== 'false',
  );
}
