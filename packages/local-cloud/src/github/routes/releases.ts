import type { Cloud } from '../../cloud';
import { resolve } from '../../git/history';
import { empty, json } from '../../http/wire';
import type { Release } from '../../state/githubModel';
import type { Api, RepositoryRequest } from '../api';
import { canPush } from '../caller';
import { releaseJson } from '../json/release';
import { paged } from '../pagination';
import { invalid, notFound } from '../problem';
import { releaseNotes } from '../releaseNotes';
import {
  findRelease,
  latestRelease,
  publishedRelease,
  releasesNewestFirst,
} from '../releaseQueries';
import { createRelease, deleteRelease, updateRelease } from '../releaseStore';

export function addReleaseRoutes(api: Api, cloud: Cloud): void {
  const shown = (request: RepositoryRequest, release?: Release) => {
    if (!release) throw notFound();
    return json(releaseJson(cloud, request.repo, release));
  };

  api.read('GET /releases', request => {
    const seesDrafts = canPush(request.repo, request.caller);
    const releases = releasesNewestFirst(request.repo).filter(
      release => !release.draft || seesDrafts,
    );
    return paged(cloud, request, releases, release =>
      releaseJson(cloud, request.repo, release),
    );
  });
  api.read('GET /releases/latest', request =>
    shown(request, latestRelease(request.repo)),
  );
  api.read('GET /releases/tags/*tag', request =>
    shown(request, publishedRelease(request.repo, request.params.tag)),
  );
  api.read('GET /releases/:id', request =>
    shown(request, visibleRelease(request)),
  );
  api.write('POST /releases', request => {
    const input = newRelease(request);
    const release = createRelease(cloud, request.repo, input);
    const shape = releaseJson(cloud, request.repo, release);
    return json(shape, 201, { location: shape.url });
  });
  api.write('POST /releases/generate-notes', request => {
    const { repo, fields } = request;
    if (!fields.tag_name) throw invalid('Release', 'tag_name', 'missing_field');
    const head = resolve(
      repo.git,
      repo.git.tags[fields.tag_name]
        ? `refs/tags/${fields.tag_name}`
        : (fields.target_commitish ?? repo.defaultBranch),
    );
    if (!head) throw invalid('Release', 'target_commitish', 'invalid');
    const previous = fields.previous_tag_name ?? latestRelease(repo)?.tag;
    const tag = fields.tag_name;
    const body = releaseNotes(cloud, repo, { tag, previous, head });
    return json({ name: tag, body });
  });
  api.write('PATCH /releases/:id', request => {
    const release = visibleRelease(request);
    if (!release) throw notFound();
    const change = changeOf(request);
    checkTag(request, change.tag, release);
    const login = request.caller.login;
    updateRelease(cloud, request.repo, release, change, login);
    return json(releaseJson(cloud, request.repo, release));
  });
  api.write('DELETE /releases/:id', request => {
    const release = visibleRelease(request);
    if (!release) throw notFound();
    deleteRelease(cloud, request.repo, release, request.caller.login);
    return empty();
  });
}

function visibleRelease(request: RepositoryRequest): Release | undefined {
  const release = findRelease(request.repo, Number(request.params.id));
  const isHidden = release?.draft && !canPush(request.repo, request.caller);
  return isHidden ? undefined : release;
}

function newRelease(request: RepositoryRequest) {
  const { repo, fields, caller } = request;
  if (!fields.tag_name) throw invalid('Release', 'tag_name', 'missing_field');
  const change = changeOf(request);
  checkTag(request, fields.draft ? undefined : change.tag);
  const targetCommitish = change.targetCommitish ?? repo.defaultBranch;
  if (!resolve(repo.git, targetCommitish)) {
    throw invalid('Release', 'target_commitish', 'invalid');
  }
  return {
    name: null,
    draft: false,
    prerelease: false,
    makeLatest: 'true' as const,
    ...change,
    tag: fields.tag_name,
    targetCommitish,
    body: change.body ?? null,
    author: caller.login,
  };
}

/** Two published releases can't share a tag. */
function checkTag(
  { repo }: RepositoryRequest,
  tag: string | undefined,
  self?: Release,
): void {
  const other = tag && publishedRelease(repo, tag);
  if (other && other !== self) {
    throw invalid('Release', 'tag_name', 'already_exists');
  }
}

function changeOf({ fields }: RepositoryRequest): Partial<Release> {
  const given: Partial<Release> = {
    tag: fields.tag_name,
    targetCommitish: fields.target_commitish,
    name: fields.name,
    body: fields.body,
    draft: fields.draft,
    prerelease: fields.prerelease,
    makeLatest: fields.make_latest,
  };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
}
