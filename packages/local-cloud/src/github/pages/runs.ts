import { requestCancel, rerun, review } from '../../actions/changeRun';
import { mayReview, pendingEnvironments } from '../../actions/environmentGate';
import type { Cloud } from '../../cloud';
import { markup, raw } from '../../html/page';
import { formBody } from '../../http/wire';
import type { Repository, Run } from '../../state/githubModel';
import { GitHubProblem } from '../problem';
import { findRun } from '../routes/runs';
import { findWorkflow } from '../routes/workflows';
import { dispatchForm, dispatchFromForm } from './dispatchForm';
import { at, githubPage, tag, when } from './layout';
import type { Pages, RepositoryPageRequest } from './pages';

/** Workflows with their forms, runs with their jobs and reviews. */
export function addRunPages(pages: Pages, cloud: Cloud): void {
  pages.show('GET /actions', request => {
    const { repo } = request;
    const workflows = repo.workflows.map(
      ({ file }) => markup`<li><a
        href="${at(repo, `/actions/workflows/${file}`)}">${file}</a></li>`,
    );
    const body = markup`<h1>Actions</h1><ul>${raw(workflows)}</ul>
      ${raw(runTable(repo, repo.runs))}`;
    return githubPage(cloud, request, { title: 'Actions', repo, body });
  });
  pages.show('GET /actions/workflows/:file', request => {
    const { repo, params } = request;
    const { id, file } = findWorkflow(repo, params.file);
    const runs = repo.runs.filter(run => run.workflowId === id);
    const body = markup`<h1>${file}</h1>${raw(dispatchForm(repo, file))}
      ${raw(runTable(repo, runs))}`;
    return githubPage(cloud, request, { title: file, repo, body });
  });
  pages.act('/actions/workflows/:file/dispatch', (request, login) =>
    dispatchFromForm(cloud, request, login),
  );
  const runPage = (request: RepositoryPageRequest) => {
    const { repo, params } = request;
    const run = findRun(repo, params.id);
    const refresh = run.status !== 'completed' && run.status !== 'waiting';
    const content = { title: run.title, repo, refresh };
    const body = runBody(repo, run);
    return githubPage(cloud, request, { ...content, body });
  };
  pages.show('GET /actions/runs/:id', runPage);
  pages.show('GET /actions/runs/:id/job/:job', runPage);
  pages.act('/actions/runs/:id/review', (request, login) => {
    const { repo, params } = request;
    const run = findRun(repo, params.id);
    const { state, comment = '' } = formBody(request) ?? {};
    const environments = pendingEnvironments(repo, run);
    const allowed = environments.every(it => mayReview(it, run, login));
    if (!allowed || !['approved', 'rejected'].includes(state)) {
      throw new GitHubProblem(422, 'You are not allowed to review this run');
    }
    review(cloud, run, environments, { state, login, comment });
    return at(repo, `/actions/runs/${run.id}`);
  });
  pages.act('/actions/runs/:id/cancel', ({ repo, params }) => {
    const run = findRun(repo, params.id);
    if (run.status !== 'completed') requestCancel(cloud, run);
    return at(repo, `/actions/runs/${run.id}`);
  });
  pages.act('/actions/runs/:id/rerun', ({ repo, params }, login) => {
    const run = findRun(repo, params.id);
    if (run.status === 'completed') rerun(cloud, repo, run, login);
    return at(repo, `/actions/runs/${run.id}`);
  });
}

function runTable(repo: Repository, runs: Run[]): string {
  const rows = runs.slice(0, 50).map(
    run => markup`<tr><td><a href="${at(repo, `/actions/runs/${run.id}`)}"
      >${run.title}</a></td><td class="muted">${run.workflowName}
      #${run.number}</td><td>${raw(tag(run.conclusion ?? run.status))}</td>
      <td class="muted">${run.actor}</td>
      <td class="muted">${when(run.createdAt)}</td></tr>`,
  );
  return `<table>${rows.join('')}</table>`;
}

function runBody(repo: Repository, run: Run): string {
  const jobs = run.jobs.map(
    job => markup`<tr><td>${job.name}</td>
      <td>${raw(tag(job.conclusion ?? job.status))}</td>
      <td class="muted">${job.environment}</td>
      <td class="bad">${job.failure}</td></tr>`,
  );
  const reviews = run.approvals.map(
    approval =>
      markup`<p>${raw(tag(approval.state))} for ${
        approval.environment
      } by ${approval.login}: ${approval.comment}</p>`,
  );
  const again = run.status === 'completed' ? 'rerun' : 'cancel';
  const action = at(repo, `/actions/runs/${run.id}/${again}`);
  return markup`<h1>${run.title} ${raw(tag(run.conclusion ?? run.status))}</h1>
    <p class="muted">${run.workflowName} #${run.number}, attempt ${run.attempt},
    by ${run.actor}, ${run.event} on ${run.headBranch} at
    <code>${run.headSha.slice(0, 7)}</code>, ${when(run.createdAt)}</p>
    ${raw(run.status === 'waiting' ? reviewForm(repo, run) : '')}
    <table>${raw(jobs)}</table>${raw(reviews)}
    <form method="post" action="${action}"><p><button>${
      again === 'rerun' ? 'Run again' : 'Cancel run'
    }</button></p></form>`;
}

function reviewForm(repo: Repository, run: Run): string {
  const environments = pendingEnvironments(repo, run);
  const names = environments.map(it => it.name).join(', ');
  const reviewers = environments.flatMap(it => it.reviewers).join(', ');
  return markup`<form class="panel" method="post"
    action="${at(repo, `/actions/runs/${run.id}/review`)}">
    <p><b>Review to deploy to ${names}</b>
    <span class="muted">Reviewers: ${reviewers}</span></p>
    <label>Comment <textarea name="comment" rows="2"></textarea></label>
    <div class="row"><button class="primary" name="state" value="approved"
    >Approve and deploy</button><button class="danger" name="state"
    value="rejected">Reject</button></div></form>`;
}
