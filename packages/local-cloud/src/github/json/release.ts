import type { Cloud } from '../../cloud';
import type { Release, Repository } from '../../state/githubModel';
import { isoTime, nodeId } from '../format';
import { apiUrl, webUrl } from './repository';
import { userJson } from './user';

/** GitHub's `release`. */
export function releaseJson(cloud: Cloud, repo: Repository, release: Release) {
  const api = apiUrl(cloud, repo);
  const url = `${api}/releases/${release.id}`;
  const uploads = `${url.replace('/api/v3/', '/api/uploads/')}/assets`;
  const tag = encodeURIComponent(release.tag);
  return {
    url,
    assets_url: `${url}/assets`,
    upload_url: `${uploads}{?name,label}`,
    html_url: releaseUrl(cloud, repo, release),
    id: release.id,
    author: userJson(cloud, release.author),
    node_id: nodeId('Release', release.id),
    tag_name: release.tag,
    target_commitish: release.targetCommitish,
    name: release.name,
    draft: release.draft,
    immutable: false,
    prerelease: release.prerelease,
    created_at: isoTime(release.createdAt),
    updated_at: isoTime(release.updatedAt),
    published_at: release.publishedAt ? isoTime(release.publishedAt) : null,
    assets: [],
    tarball_url: release.draft ? null : `${api}/tarball/${tag}`,
    zipball_url: release.draft ? null : `${api}/zipball/${tag}`,
    body: release.body,
  };
}

/** A draft has no tag yet, so its page has another address. */
export function releaseUrl(
  cloud: Cloud,
  repo: Repository,
  release: Release,
): string {
  const name = release.draft
    ? `untagged-${release.id.toString(16).padStart(20, '0')}`
    : encodeURIComponent(release.tag);
  return `${webUrl(cloud, repo)}/releases/tag/${name}`;
}
