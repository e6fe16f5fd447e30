import type { Cloud } from '../cloud';
import type { Router } from '../http/router';
import { json } from '../http/wire';
import {
  addStaticSite,
  deployStaticSite,
  findStaticSite,
} from '../sites/staticSites';
import type { StaticSite } from '../state/cloudModel';
import { ControlProblem, fieldsOf } from './problem';

const OURS = { via: 'control', principal: 'somebody else' } as const;

export function addStaticSiteControls(router: Router, cloud: Cloud): void {
  router.on('GET /static-sites', () => json(cloud.state.staticSites));
  router.on('POST /static-sites/:site', request => {
    const name = request.params.site;
    const { commit, version, ...more } = fieldsOf(request);
    const site =
      findStaticSite(cloud, name) ?? added(cloud, name, commit, version);
    if (commit !== undefined && commit !== site.commit) {
      const build = { commit, version: version ?? site.version };
      deployStaticSite(cloud, site, build, { ...OURS, correlation: null });
    }
    applyTo(site, more);
    return json(site);
  });
}

function added(
  cloud: Cloud,
  name: string,
  commit: unknown,
  version: unknown,
): StaticSite {
  if (typeof commit !== 'string') {
    throw new ControlProblem(404, `No site ${name}; a new one needs a commit`);
  }
  return addStaticSite(cloud, {
    name,
    commit,
    version: typeof version === 'string' ? version : 'unknown',
  });
}

function applyTo(
  site: StaticSite,
  { healthy, tellsVersion, headers, body }: Record<string, any>,
): void {
  if (healthy !== undefined) site.healthy = healthy;
  if (tellsVersion !== undefined) site.tellsVersion = tellsVersion;
  if (headers !== undefined) site.headers = headers;
  if (body !== undefined) site.body = body;
}
