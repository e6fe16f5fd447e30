import type { Cloud } from '../../cloud';
import type { FileChange } from '../../git/difference';
import { compare, filesOfCommit } from '../../git/difference';
import { log, resolve } from '../../git/history';
import { markup, raw } from '../../html/page';
import { text } from '../../http/wire';
import type { Commit } from '../../state/gitModel';
import type { Repository } from '../../state/githubModel';
import { latestRelease } from '../releaseQueries';
import { GitHubProblem } from '../problem';
import { archive } from '../routes/contents';
import { commitAt } from '../routes/commits';
import { at, githubPage, tag, when } from './layout';
import type { Pages, RepositoryPageRequest } from './pages';

/** Repository, commits, comparisons, files. */
export function addCodePages(pages: Pages, cloud: Cloud): void {
  pages.show('GET ', request => repositoryPage(cloud, request));
  pages.show('GET /tree/*ref', request => repositoryPage(cloud, request));
  pages.show('GET /commits/*ref', request => {
    const { repo, params } = request;
    const commits = log(repo.git, commitAt(repo, params.ref).sha);
    const body = markup`<h1>Commits on ${params.ref}</h1>${raw(
      commitTable(repo, commits),
    )}`;
    return githubPage(cloud, request, { title: 'Commits', repo, body });
  });
  pages.show('GET /commit/:sha', request => {
    const { repo, params } = request;
    const commit = commitAt(repo, params.sha);
    const [title, ...rest] = commit.message.split('\n');
    const body = markup`<h1>${title}</h1><p>${rest.join('\n')}</p>
      <p class="muted"><code>${commit.sha}</code> by ${commit.author.name},
      ${when(commit.author.at)}</p>${raw(files(filesOfCommit(repo.git, commit)))}`;
    return githubPage(cloud, request, { title, repo, body });
  });
  pages.show('GET /compare/*basehead', request => {
    const { repo, params } = request;
    const [base, head] = params.basehead.split('...');
    const result =
      head && compare(repo.git, commitAt(repo, base), commitAt(repo, head));
    if (!result) throw new GitHubProblem(404, 'There is nothing to compare');
    const title = `${base} ... ${head}`;
    const body = markup`<h1>${title}</h1><p>${raw(tag(result.status))}
      ${result.aheadBy} ahead, ${result.behindBy} behind</p>
      ${raw(commitTable(repo, [...result.commits].reverse()))}
      <h2>Files</h2>${raw(files(result.files))}`;
    return githubPage(cloud, request, { title, repo, body });
  });
  pages.show('GET /blob/*place', request => {
    const { path, content } = fileAt(request);
    const body = markup`<h1>${path}</h1><pre>${content}</pre>`;
    const { repo } = request;
    return githubPage(cloud, request, { title: path, repo, body });
  });
  pages.show('GET /raw/*place', request => text(fileAt(request).content));
  pages.on('GET /archives/:owner/:repo/*ref', ({ params }) => {
    const repo = cloud.repository(params.owner, params.repo);
    if (!repo) throw new GitHubProblem(404, 'There is no such archive');
    const headers = { 'content-type': 'application/x-gzip' };
    return { status: 200, headers, body: archive(repo, params.ref) };
  });
}

function repositoryPage(cloud: Cloud, request: RepositoryPageRequest) {
  const { repo } = request;
  const branches = Object.keys(repo.git.branches).map(
    name =>
      markup`<li><a href="${at(repo, `/commits/${name}`)}">${name}</a></li>`,
  );
  const latest = latestRelease(repo);
  const { tree } = commitAt(repo, repo.defaultBranch);
  const paths = Object.keys(tree).sort();
  const body = markup`<h1>${repo.owner}/${repo.name}</h1>
    <p>${repo.description}</p><p>Latest release: <a
    href="${at(repo, `/releases/tag/${latest?.tag}`)}">${latest?.tag}</a></p>
    <h2>Branches</h2><ul>${raw(branches)}</ul><h2>Files</h2><ul>${raw(
      paths.map(
        path =>
          markup`<li><a href="${at(
            repo,
            `/blob/${repo.defaultBranch}/${path}`,
          )}">${path}</a></li>`,
      ),
    )}</ul>`;
  return githubPage(cloud, request, { title: repo.name, repo, body });
}

/** Takes `branch/with/slash/path/of/file` apart by trying. */
function fileAt({ repo, params }: RepositoryPageRequest) {
  const parts = params.place.split('/');
  for (let i = 1; i < parts.length; i += 1) {
    const commit = resolve(repo.git, parts.slice(0, i).join('/'));
    const path = parts.slice(i).join('/');
    if (commit?.tree[path]) {
      return { path, content: repo.git.blobs[commit.tree[path]] };
    }
  }
  throw new GitHubProblem(404, 'There is no such file');
}

function commitTable(repo: Repository, commits: Commit[]): string {
  const rows = commits.map(
    commit => markup`<tr><td><a href="${at(repo, `/commit/${commit.sha}`)}"
      ><code>${commit.sha.slice(0, 7)}</code></a></td>
      <td>${commit.message.split('\n')[0]}</td>
      <td class="muted">${commit.author.name}</td>
      <td class="muted">${when(commit.author.at)}</td></tr>`,
  );
  return `<table>${rows.join('')}</table>`;
}

function files(changes: FileChange[]): string {
  return changes
    .map(
      file => markup`<p><b>${file.path}</b> <span class="good">+${
        file.additions
      }</span> <span class="bad">-${file.deletions}</span></p>
      <pre>${file.patch}</pre>`,
    )
    .join('');
}
