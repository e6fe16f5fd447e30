import { markup, page } from '../html/page';
import type { Reply } from '../http/wire';
import { html, json, text } from '../http/wire';
import type { StaticSite } from '../state/cloudModel';

/** What a static site answers: its build, its health, and one page for every other path. */
export function staticSiteAnswer(site: StaticSite, path: string): Reply {
  const reply = answerOf(site, path);
  return { ...reply, headers: { ...site.headers, ...reply.headers } };
}

function answerOf(site: StaticSite, path: string): Reply {
  if (!site.healthy) return text('503 Backend fetch failed', 503);
  if (path === '/health') return json({ status: 'ok' });
  if (path === '/version.json') {
    const { commit, version } = site;
    return site.tellsVersion ? json({ commit, version }) : missing();
  }
  return /\.\w+$/.test(path) ? missing() : html(site.body ?? homePage(site));
}

function missing(): Reply {
  return text('404 Not Found', 404);
}

function homePage({ name, version, commit }: StaticSite): string {
  return page({
    title: name,
    body: markup`<h1>${name}</h1><p><b>${version}</b>, built from ${commit}.</p>
      <p><a href="/version.json">Version</a></p>`,
  });
}
