import type { Cloud } from '../cloud';
import type { SiteChange, StaticSite } from '../state/cloudModel';

export function findStaticSite(
  cloud: Cloud,
  name: string,
): StaticSite | undefined {
  return cloud.state.staticSites.find(
    site => site.name.toLowerCase() === name.toLowerCase(),
  );
}

/** A site that serves what was built from a commit; it is at `<name>.localhost`. */
export function addStaticSite(
  cloud: Cloud,
  site: Pick<StaticSite, 'name' | 'commit' | 'version'> & Partial<StaticSite>,
): StaticSite {
  const added: StaticSite = {
    headers: {},
    body: null,
    healthy: true,
    tellsVersion: true,
    lastModified: cloud.now(),
    ...site,
  };
  cloud.state.staticSites.push(added);
  cloud.changed();
  return added;
}

/** Puts another build in service, as a copy to the CDN does; at once. */
export function deployStaticSite(
  cloud: Cloud,
  site: StaticSite,
  build: Pick<StaticSite, 'commit' | 'version'>,
  by: Pick<SiteChange, 'via' | 'principal' | 'correlation'>,
): void {
  cloud.state.siteChanges.push({
    at: cloud.now(),
    site: site.name,
    from: site.commit,
    to: build.commit,
    liveAt: cloud.now(),
    ...by,
  });
  Object.assign(site, build, { lastModified: cloud.now() });
  cloud.changed();
}
