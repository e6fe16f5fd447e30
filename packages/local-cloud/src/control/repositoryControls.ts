import { forceConclusion } from '../actions/changeRun';
import type { Cloud } from '../cloud';
import { resolve } from '../git/history';
import { releaseJson } from '../github/json/release';
import { createTag, moveTag, pushCommit } from '../github/refStore';
import { updateRelease } from '../github/releaseStore';
import type { Router } from '../http/router';
import type { WireRequest } from '../http/wire';
import { jsonBody, json } from '../http/wire';
import type { Repository } from '../state/githubModel';
import { ControlProblem, fieldsOf } from './problem';

export function addRepositoryControls(router: Router, cloud: Cloud): void {
  router.on('POST /runs/:id', request => {
    const { conclusion } = fieldsOf(request);
    for (const repo of cloud.state.repositories) {
      const run = repo.runs.find(it => it.id === Number(request.params.id));
      if (!run) continue;
      forceConclusion(cloud, repo, run, conclusion);
      return json({ id: run.id, status: run.status, conclusion });
    }
    throw new ControlProblem(404, 'No such run');
  });
  router.on('POST /workflows/:file', request => {
    const { nextConclusion, job = null, repo } = fieldsOf(request);
    const next = nextConclusion ? { conclusion: nextConclusion, job } : null;
    const changed = cloud.state.repositories
      .filter(it => repo === undefined || it.name === repo)
      .flatMap(it => it.workflows)
      .filter(workflow => workflow.file === request.params.file);
    if (changed.length === 0) throw new ControlProblem(404, 'No such workflow');
    for (const workflow of changed) workflow.next = next;
    return json(changed);
  });
  router.on('POST /releases/:repo/:tag', request => {
    const repo = repositoryOf(cloud, request);
    const release = repo.releases.find(it => it.tag === request.params.tag);
    if (!release) throw new ControlProblem(404, 'No such release');
    const { body, name, prerelease, draft } = fieldsOf(request);
    const change = Object.fromEntries(
      Object.entries({ body, name, prerelease, draft }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    updateRelease(cloud, repo, release, change, actorIn(request));
    return json(releaseJson(cloud, repo, release));
  });
  router.on('POST /tags/:repo/:tag', request => {
    const repo = repositoryOf(cloud, request);
    const commit = resolve(repo.git, fieldsOf(request).sha ?? '');
    if (!commit) throw new ControlProblem(400, 'sha must name a commit');
    const change = repo.git.tags[request.params.tag] ? moveTag : createTag;
    change(cloud, repo, request.params.tag, commit.sha, actorIn(request));
    return json({ tag: request.params.tag, sha: commit.sha });
  });
  router.on('GET /repos/:repo/files', request => {
    const { git, defaultBranch } = repositoryOf(cloud, request);
    const { tree } = resolve(git, defaultBranch)!;
    const files = Object.entries(tree).map(([path, blob]) => [
      path,
      git.blobs[blob],
    ]);
    return json({ files: Object.fromEntries(files) });
  });
  router.on('POST /repos/:repo/commits', request => {
    const repo = repositoryOf(cloud, request);
    const { branch, message, files } = fieldsOf(request);
    const commit = pushCommit(cloud, repo, {
      branch: branch ?? repo.defaultBranch,
      message: message ?? 'Change files',
      files: files ?? {},
      actor: actorIn(request),
    });
    return json({ sha: commit.sha }, 201);
  });
}

export function repositoryOf(
  cloud: Cloud,
  { params }: WireRequest,
): Repository {
  const repo = cloud.state.repositories.find(it => it.name === params.repo);
  if (!repo) throw new ControlProblem(404, `No repository ${params.repo}`);
  return repo;
}

function actorIn(request: WireRequest): string {
  return jsonBody(request)?.actor ?? 'ada';
}
