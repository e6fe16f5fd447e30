import type { Cloud } from '../../cloud';
import { markup, raw } from '../../html/page';
import { redirect } from '../../http/wire';
import type { Pull, Repository } from '../../state/githubModel';
import { GitHubProblem } from '../problem';
import {
  closePull,
  findPull,
  isMergeable,
  mergePull,
  missingReviews,
  reviewPull,
} from '../pullStore';
import { formBody } from '../../http/wire';
import { at, githubPage, tag, when } from './layout';
import type { Pages } from './pages';

/** Pull requests, and the buttons that approve, merge and close them. */
export function addPullPages(pages: Pages, cloud: Cloud): void {
  pages.show('GET /pulls', request => {
    const { repo } = request;
    const rows = [...(repo.pulls ?? [])].reverse().map(
      pull => markup`<tr><td><a href="${pageOf(repo, pull)}"
        >#${pull.number} ${pull.title}</a></td>
        <td>${raw(tag(stateOf(pull)))}</td>
        <td class="muted">${pull.head} → ${pull.base}</td>
        <td class="muted">${pull.author}</td></tr>`,
    );
    const body = markup`<h1>Pull requests</h1><table>${raw(rows)}</table>`;
    return githubPage(cloud, request, { title: 'Pull requests', repo, body });
  });
  pages.show('GET /pull/:number', request => {
    const { repo, params } = request;
    if (!repo.pulls?.some(it => it.number === Number(params.number))) {
      return redirect(mentioned(repo, params.number));
    }
    const pull = findPull(repo, Number(params.number));
    const body = pullBody(repo, pull);
    return githubPage(cloud, request, { title: pull.title, repo, body });
  });
  pages.act('/pull/:number/review', (request, login) => {
    const { repo, params } = request;
    const pull = findPull(repo, Number(params.number));
    const { state, comment = '' } = formBody(request) ?? {};
    reviewPull(cloud, pull, {
      login,
      state: state === 'approve' ? 'APPROVED' : 'CHANGES_REQUESTED',
      body: comment,
    });
    return pageOf(repo, pull);
  });
  pages.act('/pull/:number/merge', ({ repo, params }, login) => {
    const pull = findPull(repo, Number(params.number));
    mergePull(cloud, repo, pull, { method: 'merge', actor: login });
    return pageOf(repo, pull);
  });
  pages.act('/pull/:number/close', ({ repo, params }) => {
    const pull = findPull(repo, Number(params.number));
    closePull(cloud, pull);
    return pageOf(repo, pull);
  });
}

/** A commit of the sample history that names the number. */
function mentioned(repo: Repository, number: string): string {
  const commit = Object.values(repo.git.commits).find(it =>
    it.message.split('\n')[0].endsWith(`(#${number})`),
  );
  if (!commit) throw new GitHubProblem(404, 'There is no such page');
  return at(repo, `/commit/${commit.sha}`);
}

function pageOf(repo: Repository, { number }: Pull): string {
  return at(repo, `/pull/${number}`);
}

function stateOf({ merged, state }: Pull): string {
  return merged ? 'merged' : state;
}

function pullBody(repo: Repository, pull: Pull): string {
  const reviews = pull.reviews.map(
    review => markup`<p>${raw(tag(review.state.toLowerCase()))}
      by ${review.login}: ${review.body}</p>`,
  );
  const compare = at(repo, `/compare/${pull.base}...${pull.headSha}`);
  return markup`<h1>#${pull.number} ${pull.title}
    ${raw(tag(stateOf(pull)))}</h1>
    <p class="muted">${pull.author} wants to bring <code>${pull.head}</code>
    into <code>${pull.base}</code>, ${when(pull.createdAt)} ·
    <a href="${compare}">what changes</a></p>
    <pre>${pull.body ?? ''}</pre>${raw(reviews)}
    ${raw(pull.state === 'open' ? forms(repo, pull) : ended(pull))}`;
}

function ended({ merged, closedAt }: Pull): string {
  return merged
    ? markup`<p>Merged by ${merged.login} as <code>${merged.sha}</code></p>`
    : markup`<p>Closed ${when(closedAt)}</p>`;
}

function forms(repo: Repository, pull: Pull): string {
  const page = pageOf(repo, pull);
  const missing = missingReviews(repo, pull);
  const conflict = isMergeable(repo, pull)
    ? ''
    : markup`<p class="bad">This branch has conflicts that must be resolved</p>`;
  const wanted =
    missing > 0
      ? markup`<p class="muted">${missing} more approving review is required</p>`
      : '';
  return markup`<form class="panel" method="post" action="${page}/review">
    <label>Comment <textarea name="comment" rows="2"></textarea></label>
    <div class="row"><button class="primary" name="state" value="approve"
    >Approve</button><button class="danger" name="state" value="changes"
    >Request changes</button></div></form>${raw(conflict)}${raw(wanted)}
    <div class="row"><form method="post" action="${page}/merge"><button
    class="primary">Merge pull request</button></form>
    <form method="post" action="${page}/close"><button>Close pull request</button>
    </form></div>`;
}
