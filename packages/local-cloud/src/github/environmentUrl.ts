import { findSite } from '../azure/siteContainers';
import type { Cloud } from '../cloud';
import type { Repository } from '../state/githubModel';

/** Where the thing deployed to an environment can be seen; may be empty. */
export function environmentUrl(
  cloud: Cloud,
  repo: Repository,
  environment: string,
): string {
  if (environment === 'github-pages') return docsUrl(cloud, repo);
  const site = findSite(cloud, `${repo.name}-${environment}`);
  return site ? cloud.siteUrl(site.name) : '';
}

export function docsUrl(cloud: Cloud, repo: Repository): string {
  return `${cloud.urls.github}/pages/${repo.owner}/${repo.name}/`;
}
