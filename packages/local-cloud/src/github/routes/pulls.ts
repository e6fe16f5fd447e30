import type { Cloud } from '../../cloud';
import { json } from '../../http/wire';
import type { Pull } from '../../state/githubModel';
import type { Api, RepositoryRequest } from '../api';
import { fullPullJson, pullJson, pullReviewJson } from '../json/pull';
import { paged } from '../pagination';
import { GitHubProblem, invalid } from '../problem';
import {
  closePull,
  findPull,
  follow,
  mergePull,
  openPull,
  reviewPull,
} from '../pullStore';

const WORDS = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
} as const;

const numbered = ({ repo, params }: RepositoryRequest): Pull =>
  findPull(repo, Number(params.number));

export function addPullRoutes(api: Api, cloud: Cloud): void {
  api.read('GET /pulls', request => {
    const { repo } = request;
    return paged(cloud, request, wanted(request), pull =>
      pullJson(cloud, repo, pull),
    );
  });
  api.write('POST /pulls', ({ repo, fields, caller }) => {
    for (const field of ['title', 'head', 'base']) {
      if (!fields[field]) throw invalid('PullRequest', field, 'missing_field');
    }
    const pull = openPull(cloud, repo, {
      title: fields.title,
      body: fields.body ?? null,
      head: String(fields.head).replace(`${repo.owner}:`, ''),
      base: fields.base,
      author: caller.login,
    });
    return json(fullPullJson(cloud, repo, pull), 201);
  });
  api.read('GET /pulls/:number', request =>
    json(fullPullJson(cloud, request.repo, numbered(request))),
  );
  api.write('PATCH /pulls/:number', request => {
    const { repo, fields } = request;
    const pull = numbered(request);
    if (fields.state === 'closed') closePull(cloud, pull);
    return json(fullPullJson(cloud, repo, pull));
  });
  api.write('PUT /pulls/:number/merge', request => {
    const { repo, fields, caller } = request;
    const pull = numbered(request);
    if (fields.sha && fields.sha !== pull.headSha) {
      throw new GitHubProblem(
        409,
        'Head branch was modified. Review and try the merge again.',
      );
    }
    const { commit_title: title, commit_message: text } = fields;
    const sha = mergePull(cloud, repo, pull, {
      method: fields.merge_method ?? 'merge',
      message: title && [title, text].filter(Boolean).join('\n\n'),
      actor: caller.login,
    });
    return json({
      sha,
      merged: true,
      message: 'Pull Request successfully merged',
    });
  });
  api.read('GET /pulls/:number/reviews', request => {
    const pull = numbered(request);
    return paged(cloud, request, pull.reviews, review =>
      pullReviewJson(cloud, request.repo, pull, review),
    );
  });
  api.write('POST /pulls/:number/reviews', request => {
    const { repo, fields, caller } = request;
    const pull = numbered(request);
    const state = WORDS[fields.event as keyof typeof WORDS];
    if (!state) throw invalid('PullRequestReview', 'event', 'invalid');
    const review = reviewPull(cloud, pull, {
      login: caller.login,
      state,
      body: fields.body ?? '',
    });
    return json(pullReviewJson(cloud, repo, pull, review));
  });
}

/** Newest first. */
function wanted({ repo, query }: RepositoryRequest): Pull[] {
  const state = query.get('state') ?? 'open';
  const head = query.get('head')?.split(':').at(-1);
  const base = query.get('base');
  const all = repo.pulls ?? [];
  all.forEach(pull => follow(repo, pull));
  return all
    .filter(pull => state === 'all' || pull.state === state)
    .filter(pull => !head || pull.head === head)
    .filter(pull => !base || pull.base === base)
    .reverse();
}
