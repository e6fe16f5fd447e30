import type { Cloud } from '../../cloud';
import { resolve } from '../../git/history';
import { sha1 } from '../../git/objects';
import { tarball } from '../../git/tarball';
import { json, redirect, text } from '../../http/wire';
import type { Repository } from '../../state/githubModel';
import type { Api, RepositoryRequest } from '../api';
import { encodePath } from '../format';
import { gitCommitJson } from '../json/commit';
import { apiUrl, webUrl } from '../json/repository';
import { GitHubProblem, invalid, notFound } from '../problem';
import { pushCommit } from '../refStore';
import { commitAt } from './commits';

/** GitHub sends bigger files only raw. */
const MAX_INLINE_BYTES = 1024 * 1024;

export function addContentRoutes(api: Api, cloud: Cloud): void {
  api.read('GET /readme', request => {
    const ref = request.query.get('ref') ?? request.repo.defaultBranch;
    return contents(cloud, request.repo, 'README.md', ref, request.headers);
  });
  api.read('GET /contents/*path', request => {
    const ref = request.query.get('ref') ?? request.repo.defaultBranch;
    const path = request.params.path.replace(/\/$/, '');
    return contents(cloud, request.repo, path, ref, request.headers);
  });
  api.read('GET /contents', request => {
    const ref = request.query.get('ref') ?? request.repo.defaultBranch;
    return contents(cloud, request.repo, '', ref, request.headers);
  });
  api.write('PUT /contents/*path', request => writeFile(cloud, request));
  api.read('GET /git/trees/*sha', ({ repo, params, query }) => {
    const commit =
      Object.values(repo.git.commits).find(it => it.treeSha === params.sha) ??
      commitAt(repo, params.sha);
    const entries = treeEntries(cloud, repo, commit.tree);
    const recursive = query.has('recursive');
    return json({
      sha: commit.treeSha,
      url: `${apiUrl(cloud, repo)}/git/trees/${commit.treeSha}`,
      tree: entries.filter(entry => recursive || !entry.path.includes('/')),
      truncated: false,
    });
  });
  api.read('GET /git/blobs/:sha', ({ repo, params }) => {
    const content = repo.git.blobs[params.sha];
    if (content === undefined) throw notFound();
    return json({
      sha: params.sha,
      node_id: params.sha,
      size: Buffer.byteLength(content),
      url: `${apiUrl(cloud, repo)}/git/blobs/${params.sha}`,
      content: Buffer.from(content).toString('base64'),
      encoding: 'base64',
    });
  });
  const download = (repo: Repository, ref: string) =>
    redirect(`${cloud.urls.github}/archives/${repo.owner}/${repo.name}/${ref}`);
  api.read('GET /tarball', ({ repo }) => download(repo, repo.defaultBranch));
  api.read('GET /tarball/*ref', ({ repo, params }) =>
    download(repo, commitAt(repo, params.ref).sha),
  );
}

/** The archive behind the redirect of `tarball`, named as GitHub names it. */
export function archive(repo: Repository, ref: string): Buffer {
  const commit = commitAt(repo, ref);
  const root = `${repo.owner}-${repo.name}-${commit.sha.slice(0, 7)}`;
  const files = Object.entries(commit.tree).map(([path, blob]) => ({
    path: `${root}/${path}`,
    content: repo.git.blobs[blob],
  }));
  return tarball(files, commit.committer.at);
}

function contents(
  cloud: Cloud,
  repo: Repository,
  path: string,
  ref: string,
  headers: { accept?: string },
) {
  const tree = resolve(repo.git, ref)?.tree;
  if (!tree) throw new GitHubProblem(404, `No commit found for the ref ${ref}`);
  const blob = tree[path];
  if (blob && headers.accept?.includes('raw')) {
    const type = 'application/vnd.github.v3.raw; charset=utf-8';
    return text(repo.git.blobs[blob], 200, type);
  }
  if (blob) return json(fileContents(cloud, repo, path, ref, blob));
  const children = childrenOf(tree, path);
  if (children.length === 0) throw notFound();
  const entries = children.map(child =>
    entryContents(cloud, repo, child, ref, tree),
  );
  return headers.accept?.includes('.object')
    ? json({ ...entryContents(cloud, repo, path, ref, tree), entries })
    : json(entries);
}

function childrenOf(tree: Record<string, string>, folder: string): string[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const below = Object.keys(tree).filter(path => path.startsWith(prefix));
  const names = below.map(path => path.slice(prefix.length).split('/')[0]);
  return [...new Set(names)].sort().map(name => prefix + name);
}

function fileContents(
  cloud: Cloud,
  repo: Repository,
  path: string,
  ref: string,
  blob: string,
) {
  const bytes = Buffer.from(repo.git.blobs[blob]);
  const entry = entryContents(cloud, repo, path, ref, { [path]: blob });
  if (bytes.length > MAX_INLINE_BYTES) {
    return { ...entry, content: '', encoding: 'none' };
  }
  const encoded = bytes.toString('base64');
  return {
    ...entry,
    content: encoded.replace(/.{60}/g, '$&\n'),
    encoding: 'base64',
  };
}

function entryContents(
  cloud: Cloud,
  repo: Repository,
  path: string,
  ref: string,
  tree: Record<string, string>,
) {
  const blob = tree[path];
  const place = encodePath(path);
  const asked = `ref=${encodeURIComponent(ref)}`;
  const url = `${apiUrl(cloud, repo)}/contents/${place}?${asked}`;
  const sha = blob ?? sha1('tree', path + ref);
  const kind = blob ? 'blob' : 'tree';
  const gitUrl = `${apiUrl(cloud, repo)}/git/${kind}s/${sha}`;
  const page = `${webUrl(cloud, repo)}/${kind}/${encodePath(ref)}/${place}`;
  return {
    type: blob ? 'file' : 'dir',
    name: path.split('/').at(-1),
    path,
    sha,
    size: blob ? Buffer.byteLength(repo.git.blobs[blob]) : 0,
    url,
    git_url: gitUrl,
    html_url: page,
    download_url: blob
      ? `${webUrl(cloud, repo)}/raw/${encodePath(ref)}/${place}`
      : null,
    _links: { self: url, git: gitUrl, html: page },
  };
}

function treeEntries(
  cloud: Cloud,
  repo: Repository,
  tree: Record<string, string>,
) {
  const git = `${apiUrl(cloud, repo)}/git`;
  const folders = new Set(
    Object.keys(tree).flatMap(path =>
      path
        .split('/')
        .slice(0, -1)
        .map((_, i, parts) => parts.slice(0, i + 1).join('/')),
    ),
  );
  const blobs = Object.entries(tree).map(([path, sha]) => ({
    path,
    mode: '100644',
    type: 'blob',
    sha,
    size: Buffer.byteLength(repo.git.blobs[sha]),
    url: `${git}/blobs/${sha}`,
  }));
  const trees = [...folders].map(path => {
    const sha = sha1('tree', path + JSON.stringify(tree));
    const url = `${git}/trees/${sha}`;
    return { path, mode: '040000', type: 'tree', sha, url };
  });
  return [...blobs, ...trees].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** One commit with one file; a file that is there is replaced only by who names what it held. */
function writeFile(
  cloud: Cloud,
  { repo, params, fields, caller }: RepositoryRequest,
) {
  const { message, content, branch = repo.defaultBranch, sha } = fields;
  if (!message) throw invalid('Commit', 'message', 'missing_field');
  if (typeof content !== 'string') {
    throw invalid('Commit', 'content', 'missing_field');
  }
  const tip = repo.git.branches[branch];
  if (!tip) throw new GitHubProblem(404, `Branch ${branch} not found`);
  const before = repo.git.commits[tip].tree[params.path];
  if (before && before !== sha) {
    throw new GitHubProblem(409, `${params.path} does not match ${sha}`);
  }
  const commit = pushCommit(cloud, repo, {
    branch,
    message,
    files: { [params.path]: Buffer.from(content, 'base64').toString() },
    actor: caller.login,
  });
  return json(
    {
      content: entryContents(cloud, repo, params.path, branch, commit.tree),
      commit: gitCommitJson(cloud, repo, commit),
    },
    before ? 200 : 201,
  );
}
