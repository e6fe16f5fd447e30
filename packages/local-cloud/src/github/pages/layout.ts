import type { Cloud } from '../../cloud';
import { markup, page, raw } from '../../html/page';
import type { Reply, WireRequest } from '../../http/wire';
import { html } from '../../http/wire';
import type { Repository } from '../../state/githubModel';
import { sessionPerson } from '../sessions';

export interface PageContent {
  title: string;
  body: string;
  repo?: Repository;
  /** Loads again by itself while something is going on. */
  refresh?: boolean;
}

/** A page with the local GitHub's header. */
export function githubPage(
  cloud: Cloud,
  request: WireRequest,
  content: PageContent,
): Reply {
  const { repo } = content;
  const person = sessionPerson(cloud, request);
  const here = encodeURIComponent(request.path);
  const who = person
    ? markup`${person.name} · <a href="/session?return=${here}">switch</a>`
    : markup`<a href="/session?return=${here}">Sign in</a>`;
  const links = repo ? repositoryLinks(repo) : '';
  const reply = html(
    page({
      title: content.title,
      header: markup`<header><a href="/"><b>Local GitHub</b></a>${raw(
        links,
      )}<span class="who">${raw(who)}</span></header>`,
      body: content.body,
    }),
  );
  return content.refresh
    ? { ...reply, headers: { ...reply.headers, refresh: '2' } }
    : reply;
}

function repositoryLinks(repo: Repository): string {
  const base = `/${repo.owner}/${repo.name}`;
  return markup`<a href="${base}">${base.slice(1)}</a>
    <a href="${base}/releases">Releases</a>
    <a href="${base}/pulls">Pull requests</a>
    <a href="${base}/actions">Actions</a>
    <a href="${base}/deployments">Deployments</a>
    <a href="${base}/commits/${repo.defaultBranch}">Commits</a>`;
}

/** A status word with the colour that goes with it. */
export function tag(word: string): string {
  const good = [
    'success',
    'published',
    'latest',
    'approved',
    'ahead',
    'merged',
  ];
  const bad = ['failure', 'error', 'cancelled', 'rejected'];
  const wait = ['waiting', 'pending', 'draft', 'queued', 'in_progress', 'open'];
  let kind = 'muted';
  if (good.includes(word)) kind = 'good';
  if (bad.includes(word)) kind = 'bad';
  if (wait.includes(word)) kind = 'wait';
  return markup`<span class="tag ${kind}">${word.replace('_', ' ')}</span>`;
}

export function when(time: number | null): string {
  return time === null
    ? ''
    : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The address of a page of a repository, for links within the pages. */
export function at(repo: Repository, path = ''): string {
  return `/${repo.owner}/${repo.name}${path}`;
}
