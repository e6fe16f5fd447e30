import type { Cloud } from '../../cloud';
import { compare, filesOfCommit } from '../../git/difference';
import { log, resolve } from '../../git/history';
import { json } from '../../http/wire';
import type { Commit } from '../../state/gitModel';
import type { Repository } from '../../state/githubModel';
import type { Api, RepositoryRequest } from '../api';
import { commitJson, fileJson } from '../json/commit';
import { apiUrl, webUrl } from '../json/repository';
import { paged } from '../pagination';
import { GitHubProblem, notFound } from '../problem';

const MAX_FILES = 300;
const COMPARE_PAGE = 250;

export function addCommitRoutes(api: Api, cloud: Cloud): void {
  api.read('GET /commits', request => {
    const { repo } = request;
    const from = request.query.get('sha') ?? repo.defaultBranch;
    const commits = log(repo.git, commitAt(repo, from).sha);
    return paged(cloud, request, wanted(request, commits), commit =>
      commitJson(cloud, repo, commit),
    );
  });
  api.read('GET /commits/*ref', ({ repo, params, headers }) => {
    const commit = commitAt(repo, params.ref);
    if (headers.accept?.includes('.sha')) {
      return { status: 200, body: commit.sha };
    }
    const files = filesOfCommit(repo.git, commit);
    return json(commitJson(cloud, repo, commit, files.slice(0, MAX_FILES)));
  });
  api.read('GET /compare/*basehead', request => {
    const { repo, params, query } = request;
    const [base, head] = params.basehead.split('...');
    const from = base && resolve(repo.git, base);
    const to = head && resolve(repo.git, head);
    const result = from && to && compare(repo.git, from, to);
    if (!result) throw notFound();
    const url = `${apiUrl(cloud, repo)}/compare/${base}...${head}`;
    const web = `${webUrl(cloud, repo)}/compare/${base}...${head}`;
    const isFirst = Number(query.get('page') ?? 1) === 1;
    return paged(
      cloud,
      request,
      result.commits,
      commit => commitJson(cloud, repo, commit),
      (commits, total_commits) => ({
        url,
        html_url: web,
        permalink_url: `${webUrl(cloud, repo)}/compare/${from.sha}...${to.sha}`,
        diff_url: `${web}.diff`,
        patch_url: `${web}.patch`,
        base_commit: commitJson(cloud, repo, from),
        merge_base_commit: commitJson(cloud, repo, result.mergeBase),
        status: result.status,
        ahead_by: result.aheadBy,
        behind_by: result.behindBy,
        total_commits,
        commits,
        ...(isFirst && {
          files: result.files
            .slice(0, MAX_FILES)
            .map(file => fileJson(cloud, repo, to, file)),
        }),
      }),
      COMPARE_PAGE,
    );
  });
}

export function commitAt(repo: Repository, ref: string): Commit {
  const commit = resolve(repo.git, ref);
  if (commit) return commit;
  throw new GitHubProblem(422, `No commit found for SHA: ${ref}`);
}

function wanted(request: RepositoryRequest, commits: Commit[]): Commit[] {
  const { repo, query } = request;
  const path = query.get('path');
  const since = Date.parse(query.get('since') ?? '') || -Infinity;
  const until = Date.parse(query.get('until') ?? '') || Infinity;
  return commits
    .filter(({ committer }) => committer.at >= since && committer.at <= until)
    .filter(commit => {
      if (path === null) return true;
      const folder = `${path.replace(/\/$/, '')}/`;
      return filesOfCommit(repo.git, commit).some(
        file => file.path === path || file.path.startsWith(folder),
      );
    });
}
