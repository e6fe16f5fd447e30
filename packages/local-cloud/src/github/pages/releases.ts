import type { Cloud } from '../../cloud';
import { markup, raw } from '../../html/page';
import type { Release, Repository } from '../../state/githubModel';
import { releaseUrl } from '../json/release';
import { GitHubProblem } from '../problem';
import {
  findRelease,
  latestRelease,
  releasesNewestFirst,
} from '../releaseQueries';
import { updateRelease } from '../releaseStore';
import { at, githubPage, tag, when } from './layout';
import type { Pages } from './pages';

/** The releases, and the button that publishes a draft. */
export function addReleasePages(pages: Pages, cloud: Cloud): void {
  pages.show('GET /releases', request => {
    const { repo } = request;
    const all = releasesNewestFirst(repo).map(release =>
      panel(cloud, repo, release),
    );
    const body = markup`<h1>Releases</h1>${raw(all)}`;
    return githubPage(cloud, request, { title: 'Releases', repo, body });
  });
  pages.show('GET /releases/tag/*tag', request => {
    const { repo, params } = request;
    const release = repo.releases.find(
      it =>
        (!it.draft && it.tag === params.tag) ||
        releaseUrl(cloud, repo, it).endsWith(`/${params.tag}`),
    );
    if (!release) throw new GitHubProblem(404, 'There is no such release');
    const title = `Release ${release.name ?? release.tag}`;
    const body = panel(cloud, repo, release);
    return githubPage(cloud, request, { title, repo, body });
  });
  pages.act('/releases/:id/publish', ({ repo, params }, login) => {
    const release = findRelease(repo, Number(params.id));
    if (!release) throw new GitHubProblem(404, 'There is no such release');
    if (release.draft) {
      updateRelease(cloud, repo, release, { draft: false }, login);
    }
    return new URL(releaseUrl(cloud, repo, release)).pathname;
  });
}

function panel(cloud: Cloud, repo: Repository, release: Release): string {
  const isLatest = latestRelease(repo) === release;
  const tags = [
    tag(release.draft ? 'draft' : 'published'),
    ...(release.prerelease ? [tag('pre-release')] : []),
    ...(isLatest ? [tag('latest')] : []),
  ];
  const publish = at(repo, `/releases/${release.id}/publish`);
  const button = markup`<form method="post" action="${publish}">
    <button class="primary">Publish release</button></form>`;
  return markup`<div class="panel"><h2><a
    href="${releaseUrl(cloud, repo, release)}">${release.name ?? release.tag}</a>
    ${raw(tags.join(' '))}</h2>
    <p class="muted">${release.author} · ${when(
      release.publishedAt ?? release.createdAt,
    )} · <code>${release.tag}</code></p>
    <pre>${release.body}</pre>${raw(release.draft ? button : '')}</div>`;
}
