import { ecsSiteAnswer } from '../aws/ecs/sites';
import type { Cloud } from '../cloud';
import type { Reply, WireRequest } from '../http/wire';
import { header, html, json, text } from '../http/wire';
import type { Site } from '../state/cloudModel';
import { markup, page } from '../html/page';
import { staticSiteAnswer } from '../sites/staticSiteAnswers';
import { findStaticSite } from '../sites/staticSites';
import { findSite, isServing } from './siteContainers';

/** What the sites answer, chosen by the host name `<site>.localhost`. */
export function sitesHandler(cloud: Cloud): (request: WireRequest) => Reply {
  return request => {
    const host = header(request, 'host').split(':')[0];
    const name = host.replace(/\.localhost$/, '');
    const files = findStaticSite(cloud, name);
    if (files) return staticSiteAnswer(files, request.path);
    const ofTasks = ecsSiteAnswer(cloud, name, request.path);
    if (ofTasks) return ofTasks;
    const site = findSite(cloud, name);
    if (!site) return text('404 Web Site not found.', 404);
    if (site.state === 'Stopped') {
      return text('Error 403 - This web app is stopped.', 403);
    }
    if (!isServing(site)) return text(':( Application Error', 503);
    switch (request.path) {
      case '/':
        return html(homePage(site));
      case '/health':
        return site.healthy
          ? json({ status: 'ok' })
          : json({ status: 'unhealthy', database: 'unreachable' }, 503);
      case '/version':
        return site.tellsVersion ? json(versionOf(site)) : notFound();
      default:
        return notFound();
    }
  };
}

function notFound(): Reply {
  return json({ detail: 'Not Found' }, 404);
}

function versionOf(site: Site) {
  return { version: site.running?.version, digest: site.running?.digest };
}

function homePage(site: Site): string {
  const { image, version } = site.running!;
  const state = site.healthy ? 'is up' : 'reports that it is unhealthy';
  return page({
    title: site.name,
    body: markup`<h1>${site.name}</h1><p><b>${image} ${version}</b> ${state}.</p>
      <p><a href="/health">Health</a></p>`,
  });
}
