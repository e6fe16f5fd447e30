import type { Cloud } from '../../cloud';
import { ancestors, peel } from '../../git/history';
import { writeTagObject } from '../../git/objects';
import { empty, json } from '../../http/wire';
import type { Repository } from '../../state/githubModel';
import type { Api, RepositoryRequest } from '../api';
import { encodePath, nodeId } from '../format';
import { isProtected } from '../branchRules';
import { commitJson, signatureJson, UNVERIFIED } from '../json/commit';
import { apiUrl, webUrl } from '../json/repository';
import { paged } from '../pagination';
import { GitHubProblem, notFound } from '../problem';
import { createTag, deleteRef, moveTag, setBranch } from '../refStore';

export function addRefRoutes(api: Api, cloud: Cloud): void {
  const refAnswer = (repo: Repository, ref: string, status = 200) => {
    const shape = refJson(cloud, repo, ref);
    if (!shape) throw notFound();
    return json(shape, status);
  };

  api.read('GET /git/ref/*ref', ({ repo, params }) =>
    refAnswer(repo, params.ref),
  );
  api.read('GET /git/matching-refs/*prefix', ({ repo, params }) => {
    const refs = allRefs(repo).filter(ref => ref.startsWith(params.prefix));
    // Documented without pages: all of them are one answer.
    return json(refs.map(ref => refJson(cloud, repo, ref)));
  });
  api.write('POST /git/refs', request => {
    const { repo, fields, caller } = request;
    const { kind, name } = parseRef(String(fields.ref).replace(/^refs\//, ''));
    if (!String(fields.ref).startsWith('refs/') || !kind) {
      throw new GitHubProblem(422, 'Reference name must start with refs/');
    }
    if (shaOf(repo, `${kind}/${name}`)) {
      throw new GitHubProblem(422, 'Reference already exists');
    }
    checkObject(repo, fields.sha);
    if (kind === 'tags') createTag(cloud, repo, name, fields.sha, caller.login);
    else setBranch(cloud, repo, name, fields.sha, caller.login);
    return refAnswer(repo, `${kind}/${name}`, 201);
  });
  api.write('PATCH /git/refs/*ref', request => {
    updateRef(cloud, request);
    return refAnswer(request.repo, request.params.ref);
  });
  api.write('DELETE /git/refs/*ref', ({ repo, params, caller }) => {
    const { kind, name } = parseRef(params.ref);
    if (!shaOf(repo, params.ref)) {
      throw new GitHubProblem(422, 'Reference does not exist');
    }
    const what = kind === 'tags' ? 'tag' : 'branch';
    deleteRef(cloud, repo, what, name, caller.login);
    return empty();
  });
  api.read('GET /git/tags/:sha', ({ repo, params }) => {
    const shape = tagObjectJson(cloud, repo, params.sha);
    if (!shape) throw notFound();
    return json(shape);
  });
  api.write('POST /git/tags', ({ repo, fields, caller }) => {
    checkObject(repo, fields.object);
    const { name, email } = cloud.person(caller.login);
    const sha = writeTagObject(repo.git, {
      tag: fields.tag,
      message: fields.message,
      object: fields.object,
      tagger: { name, email, at: cloud.now() },
    });
    cloud.changed();
    return json(tagObjectJson(cloud, repo, sha), 201);
  });
  api.read('GET /tags', request => {
    const names = Object.keys(request.repo.git.tags).reverse();
    return paged(cloud, request, names, name =>
      tagJson(cloud, request.repo, name),
    );
  });
  api.read('GET /branches', request => {
    const { repo } = request;
    const names = Object.keys(repo.git.branches).sort();
    return paged(cloud, request, names, name => ({
      name,
      commit: commitReference(cloud, repo, repo.git.branches[name]),
      protected: isProtected(repo, name),
    }));
  });
  api.read('GET /branches/*branch', ({ repo, params }) => {
    const sha = repo.git.branches[params.branch];
    if (!sha) throw new GitHubProblem(404, 'Branch not found');
    return json(branchJson(cloud, repo, params.branch, sha));
  });
}

function updateRef(cloud: Cloud, request: RepositoryRequest): void {
  const { repo, params, fields, caller } = request;
  const { kind, name } = parseRef(params.ref);
  const before = shaOf(repo, params.ref);
  if (!before) throw new GitHubProblem(422, 'Reference does not exist');
  checkObject(repo, fields.sha);
  const target = peel(repo.git, fields.sha)!;
  const isForward = ancestors(repo.git, target.sha).has(
    peel(repo.git, before)!.sha,
  );
  if (!isForward && !fields.force) {
    throw new GitHubProblem(422, 'Update is not a fast forward');
  }
  if (kind === 'tags') moveTag(cloud, repo, name, fields.sha, caller.login);
  else setBranch(cloud, repo, name, fields.sha, caller.login);
}

function parseRef(ref: string): {
  kind: 'heads' | 'tags' | undefined;
  name: string;
} {
  const match = /^(heads|tags)\/(.+)$/.exec(ref);
  return {
    kind: match?.[1] as 'heads' | 'tags' | undefined,
    name: match?.[2] ?? '',
  };
}

function shaOf(repo: Repository, ref: string): string | undefined {
  const { kind, name } = parseRef(ref);
  return kind === 'tags' ? repo.git.tags[name] : repo.git.branches[name];
}

function allRefs(repo: Repository): string[] {
  return [
    ...Object.keys(repo.git.branches).map(name => `heads/${name}`),
    ...Object.keys(repo.git.tags).map(name => `tags/${name}`),
  ].sort();
}

function checkObject(repo: Repository, sha: string): void {
  if (!peel(repo.git, sha)) {
    throw new GitHubProblem(422, 'Object does not exist');
  }
}

function refJson(cloud: Cloud, repo: Repository, ref: string) {
  const sha = shaOf(repo, ref);
  if (!sha) return undefined;
  const type = repo.git.tagObjects[sha] ? 'tag' : 'commit';
  const git = `${apiUrl(cloud, repo)}/git`;
  return {
    ref: `refs/${ref}`,
    node_id: nodeId('Ref', ref),
    url: `${git}/refs/${encodePath(ref)}`,
    object: { sha, type, url: `${git}/${type}s/${sha}` },
  };
}

function tagObjectJson(cloud: Cloud, repo: Repository, sha: string) {
  const tag = repo.git.tagObjects[sha];
  if (!tag) return undefined;
  const git = `${apiUrl(cloud, repo)}/git`;
  return {
    node_id: nodeId('Tag', sha),
    sha,
    url: `${git}/tags/${sha}`,
    tag: tag.tag,
    message: tag.message,
    tagger: signatureJson(tag.tagger),
    object: {
      sha: tag.object,
      type: 'commit',
      url: `${git}/commits/${tag.object}`,
    },
    verification: UNVERIFIED,
  };
}

function commitReference(cloud: Cloud, repo: Repository, sha: string) {
  return { sha, url: `${apiUrl(cloud, repo)}/commits/${sha}` };
}

function tagJson(cloud: Cloud, repo: Repository, name: string) {
  const api = apiUrl(cloud, repo);
  const commit = peel(repo.git, repo.git.tags[name])!;
  return {
    name,
    zipball_url: `${api}/zipball/refs/tags/${name}`,
    tarball_url: `${api}/tarball/refs/tags/${name}`,
    commit: commitReference(cloud, repo, commit.sha),
    node_id: nodeId('Ref', `tags/${name}`),
  };
}

function branchJson(cloud: Cloud, repo: Repository, name: string, sha: string) {
  const url = `${apiUrl(cloud, repo)}/branches/${encodeURIComponent(name)}`;
  return {
    name,
    commit: commitJson(cloud, repo, repo.git.commits[sha]),
    _links: { self: url, html: `${webUrl(cloud, repo)}/tree/${name}` },
    protected: isProtected(repo, name),
    protection: {
      enabled: isProtected(repo, name),
      required_status_checks: {
        enforcement_level: 'off',
        contexts: [],
        checks: [],
      },
    },
    protection_url: `${url}/protection`,
  };
}
