import type { Cloud } from '../../cloud';
import { escapeHtml, markup, raw } from '../../html/page';
import type { WireRequest } from '../../http/wire';
import { formBody, redirect, text } from '../../http/wire';
import { GitHubProblem } from '../problem';
import { peopleToBe, startSession } from '../sessions';
import { at, githubPage } from './layout';
import type { Pages } from './pages';

const HUES = [212, 152, 22, 282, 342, 92, 182];

/** Who one is on these pages, and how people look. */
export function addAccountPages(pages: Pages, cloud: Cloud): void {
  const repositories = (request: WireRequest) => {
    const rows = cloud.state.repositories.map(
      repo => markup`<tr><td><a href="${at(repo)}">${repo.owner}/${repo.name}</a>
        </td><td class="muted">${repo.description}</td></tr>`,
    );
    const body = markup`<h1>Repositories</h1><table>${raw(rows)}</table>`;
    return githubPage(cloud, request, { title: 'Local GitHub', body });
  };
  pages.on('GET /', repositories);
  pages.on('GET /session', request => {
    const back = localPath(request.url.searchParams.get('return'));
    const people = peopleToBe(cloud).map(
      person => markup`<p><button name="login" value="${person.login}">
        ${person.name} <span class="muted">${person.login}</span></button></p>`,
    );
    const body = markup`<h1>Who are you?</h1><form class="people" method="post">
      <input type="hidden" name="return" value="${back}">${raw(people)}</form>`;
    return githubPage(cloud, request, { title: 'Sign in', body });
  });
  pages.on('POST /session', request => {
    const fields = formBody(request) ?? {};
    if (!cloud.findPerson(fields.login ?? '')) {
      throw new GitHubProblem(400, 'Nobody of that name');
    }
    return redirect(localPath(fields.return), {
      'set-cookie': startSession(cloud, fields.login),
    });
  });
  pages.on('GET /avatars/:file', ({ params }) => {
    const login = params.file.replace(/\.svg$/, '');
    const name = cloud.findPerson(login)?.name ?? login;
    return text(avatar(name), 200, 'image/svg+xml');
  });
  pages.on('GET /:login', request => {
    const isOwner = cloud.state.repositories.some(
      repo => repo.owner === request.params.login,
    );
    if (isOwner) return repositories(request);
    const person = cloud.findPerson(request.params.login);
    if (!person) throw new GitHubProblem(404, 'There is no such page');
    const body = markup`<h1>${person.name}</h1><p class="muted">${person.login}
      · ${person.email}</p>`;
    return githubPage(cloud, request, { title: person.name, body });
  });
}

/** Only a path of this host may be returned to. */
function localPath(path: string | null | undefined): string {
  return path && /^\/(?![/\\])/.test(path) ? path : '/';
}

function avatar(name: string): string {
  const initials = name
    .split(/\W+/)
    .filter(Boolean)
    .map(word => word[0].toUpperCase())
    .join('')
    .slice(0, 2);
  const hue = HUES[name.length % HUES.length];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" role="img"><rect width="40" height="40" fill="hsl(${hue} 45% 38%)"/><text x="20" y="26" font-family="sans-serif" font-size="16" fill="#fff" text-anchor="middle">${escapeHtml(
    initials,
  )}</text></svg>`;
}
