import type { Cloud } from '../cloud';
import { imageLabel } from '../registry/images';
import { parseLinuxFxVersion, pulledDigest } from '../registry/reference';
import type { Site, SiteChange } from '../state/cloudModel';

const START_SECONDS = 3;

export function findSite(cloud: Cloud, name: string): Site | undefined {
  return cloud.state.sites.find(
    site => site.name.toLowerCase() === name.toLowerCase(),
  );
}

/**
 * Sets what a site should run. The old container serves until the new one is
 * due; see `finishStarts`.
 */
export function configureImage(
  cloud: Cloud,
  site: Site,
  linuxFxVersion: string,
  by: Pick<SiteChange, 'via' | 'principal' | 'correlation'>,
): void {
  cloud.state.siteChanges.push({
    at: cloud.now(),
    site: site.name,
    from: site.linuxFxVersion,
    to: linuxFxVersion,
    liveAt: null,
    ...by,
  });
  site.linuxFxVersion = linuxFxVersion;
  restart(cloud, site);
}

export function restart(cloud: Cloud, site: Site): void {
  site.lastModified = cloud.now();
  site.starting = {
    linuxFxVersion: site.linuxFxVersion,
    dueAt: cloud.dueIn(START_SECONDS),
  };
  cloud.changed();
}

/** Puts every container that is due in service, or finds that it can't start. */
export function finishStarts(cloud: Cloud): void {
  for (const site of cloud.state.sites) {
    if (!site.starting || site.starting.dueAt > cloud.workNow()) continue;
    const { linuxFxVersion } = site.starting;
    site.starting = null;
    site.running = site.failStart ? null : containerOf(cloud, linuxFxVersion);
    writeOutput(
      cloud,
      site,
      site.running
        ? `Started ${site.running.version}: application startup complete`
        : `ERROR Container ${site.name} didn't respond to HTTP pings, failing site start`,
    );
    site.failStart = false;
    const change = cloud.state.siteChanges.findLast(
      it => it.site === site.name,
    );
    if (change && site.running) change.liveAt ??= cloud.now();
    cloud.changed();
  }
}

const KEPT_LINES = 200;

export function writeOutput(cloud: Cloud, site: Site, text: string): void {
  site.output ??= [];
  site.output.push({ at: cloud.now(), text });
  if (site.output.length > KEPT_LINES) site.output.shift();
}

export function containerOf(
  cloud: Cloud,
  linuxFxVersion: string,
): Site['running'] {
  const image = parseLinuxFxVersion(linuxFxVersion);
  const digest = pulledDigest(cloud.state, cloud.urls.registryHost, image);
  if (!image || !digest) return null;
  const label = imageLabel(cloud.state, image.name, digest, 'version');
  return { image: image.name, digest, version: label ?? 'unknown' };
}

export function isServing(site: Site): boolean {
  return site.state === 'Running' && site.running !== null;
}
