import type { Cloud } from '../../cloud';
import { markup, page, raw } from '../../html/page';
import { html } from '../../http/wire';
import { GitHubProblem } from '../problem';
import { at, githubPage, tag, when } from './layout';
import type { Pages, RepositoryPageRequest } from './pages';

/** What was deployed where, and the docs site that GitHub Pages serves. */
export function addDeploymentPages(pages: Pages, cloud: Cloud): void {
  const list = (request: RepositoryPageRequest) => {
    const { repo } = request;
    const wanted = request.url.searchParams.get('environments_filter');
    const rows = repo.deployments
      .filter(it => wanted === null || it.environment === wanted)
      .slice(0, 50)
      .map(
        ({ statuses: [status], ...deployment }) => markup`<tr>
          <td>${deployment.environment}</td>
          <td>${raw(status ? tag(status.state) : '')}</td>
          <td><a href="${at(repo, `/commit/${deployment.sha}`)}"><code>${deployment.sha.slice(
            0,
            7,
          )}</code></a> ${deployment.ref}</td>
          <td class="muted">${deployment.creator}</td>
          <td class="muted">${when(deployment.createdAt)}</td>
          <td>${raw(
            status?.environmentUrl
              ? markup`<a href="${status.environmentUrl}">View</a>`
              : '',
          )}</td></tr>`,
      );
    const body = markup`<h1>Deployments</h1><table>${raw(rows)}</table>`;
    return githubPage(cloud, request, { title: 'Deployments', repo, body });
  };
  pages.show('GET /deployments', list);
  pages.show('GET /deployments/activity_log', list);
  pages.show('GET /deployments/*environment', list);
  pages.on('GET /pages/:owner/:repo', ({ params }) => {
    const repo = cloud.repository(params.owner, params.repo);
    if (!repo?.docs) throw new GitHubProblem(404, 'No docs are published');
    const body = markup`<h1>${repo.name} docs</h1><p>These are the docs of
      <b>${repo.docs.label}</b>, built from
      <code>${repo.docs.sha.slice(0, 7)}</code>,
      published ${when(repo.docs.at)}.</p>`;
    return html(page({ title: `${repo.name} ${repo.docs.label}`, body }));
  });
}
