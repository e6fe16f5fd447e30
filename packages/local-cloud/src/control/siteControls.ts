import {
  configureImage,
  containerOf,
  findSite,
  writeOutput,
} from '../azure/siteContainers';
import type { Cloud } from '../cloud';
import type { Router } from '../http/router';
import type { WireRequest } from '../http/wire';
import { empty, json } from '../http/wire';
import { deleteImage } from '../registry/images';
import { parseLinuxFxVersion } from '../registry/reference';
import type { Site } from '../state/cloudModel';
import { ControlProblem, fieldsOf } from './problem';
import { summary } from './summary';

export function addSiteControls(router: Router, cloud: Cloud): void {
  router.on('POST /sites/:site', request => {
    const site = siteOf(cloud, request);
    const fields = fieldsOf(request);
    const { healthy, failStart, digest, tellsVersion, state } = fields;
    if (healthy !== undefined) site.healthy = healthy;
    if (failStart !== undefined) site.failStart = failStart;
    if (tellsVersion !== undefined) site.tellsVersion = tellsVersion;
    if (state !== undefined) site.state = state;
    configure(cloud, site, fields);
    if (digest !== undefined) {
      changeOutOfBand(cloud, site, digest);
    }
    return json(summary(cloud).sites.find(it => it.name === site.name));
  });
  router.on('DELETE /sites/:site', request => {
    const site = siteOf(cloud, request);
    cloud.state.sites = cloud.state.sites.filter(it => it !== site);
    return empty();
  });
  router.on('POST /keyvault/:site/:name', request => {
    const { name } = request.params;
    const { status } = fieldsOf(request);
    const references = siteOf(cloud, request).references.filter(
      it => it.setting === name || it.secret === name,
    );
    if (references.length === 0) throw new ControlProblem(404, `No ${name}`);
    for (const reference of references) reference.status = status;
    return json(references);
  });
  router.on('DELETE /images/*name/:digest', ({ params }) => {
    if (!deleteImage(cloud.state, params.name, params.digest)) {
      throw new ControlProblem(404, 'No such image');
    }
    return empty();
  });
}

function configure(
  cloud: Cloud,
  site: Site,
  {
    httpsOnly,
    clientAffinity,
    hasIdentity,
    clientId,
    ...more
  }: Record<string, any>,
): void {
  const { healthCheckPath, plan, settings, output } = more;
  if (httpsOnly !== undefined) site.httpsOnly = httpsOnly;
  if (clientAffinity !== undefined) site.clientAffinity = clientAffinity;
  if (hasIdentity !== undefined) site.hasIdentity = hasIdentity;
  if (clientId !== undefined) site.clientId = clientId;
  if (healthCheckPath !== undefined) site.healthCheckPath = healthCheckPath;
  if (plan !== undefined) site.plan = plan;
  if (settings !== undefined) site.settings = settings;
  if (output !== undefined) writeOutput(cloud, site, output);
}

function siteOf(cloud: Cloud, { params }: WireRequest) {
  const site = findSite(cloud, params.site);
  if (!site) throw new ControlProblem(404, `No site ${params.site}`);
  return site;
}

/** As if somebody had used the portal of the cloud; takes effect at once. */
function changeOutOfBand(cloud: Cloud, site: Site, digest: string): void {
  const image = parseLinuxFxVersion(site.linuxFxVersion);
  if (!image) throw new ControlProblem(400, 'The site runs no container');
  const wanted = `DOCKER|${image.host}/${image.name}@${digest}`;
  const by = {
    via: 'control' as const,
    principal: 'somebody else',
    correlation: null,
  };
  configureImage(cloud, site, wanted, by);
  site.starting = null;
  site.running = containerOf(cloud, wanted);
}
