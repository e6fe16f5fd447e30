import { rerun, requestCancel } from '../../actions/changeRun';
import type { Cloud } from '../../cloud';
import { json } from '../../http/wire';
import type { Repository, Run } from '../../state/githubModel';
import type { Api, RepositoryRequest } from '../api';
import { jobJson } from '../json/job';
import { runJson } from '../json/run';
import { paged } from '../pagination';
import { GitHubProblem, notFound } from '../problem';
import { findWorkflow } from './workflows';

const FILTERED_LIMIT = 1000;

export function addRunRoutes(api: Api, cloud: Cloud): void {
  const list = (request: RepositoryRequest, runs: Run[]) =>
    paged(
      cloud,
      request,
      filtered(request, runs),
      run => runJson(cloud, request.repo, run),
      (workflow_runs, total_count) => ({ total_count, workflow_runs }),
    );

  api.read('GET /actions/runs', request => list(request, request.repo.runs));
  api.read('GET /actions/workflows/:workflow/runs', request => {
    const { id } = findWorkflow(request.repo, request.params.workflow);
    const runs = request.repo.runs.filter(run => run.workflowId === id);
    return list(request, runs);
  });
  api.read('GET /actions/runs/:id', ({ repo, params }) =>
    json(runJson(cloud, repo, findRun(repo, params.id))),
  );
  api.read('GET /actions/runs/:id/jobs', request => {
    const { repo, params } = request;
    const run = findRun(repo, params.id);
    return paged(
      cloud,
      request,
      run.jobs,
      job => jobJson(cloud, repo, run, job),
      (jobs, total_count) => ({ total_count, jobs }),
    );
  });
  api.read('GET /actions/jobs/:id', ({ repo, params }) => {
    for (const run of repo.runs) {
      const job = run.jobs.find(it => it.id === Number(params.id));
      if (job) return json(jobJson(cloud, repo, run, job));
    }
    throw notFound();
  });
  api.write('POST /actions/runs/:id/cancel', ({ repo, params }) => {
    const run = findRun(repo, params.id);
    if (run.status === 'completed') {
      throw new GitHubProblem(409, 'Cannot cancel a completed workflow run');
    }
    requestCancel(cloud, run);
    return json({}, 202);
  });
  api.write('POST /actions/runs/:id/rerun', ({ repo, params, caller }) => {
    const run = findRun(repo, params.id);
    if (run.status !== 'completed') {
      throw new GitHubProblem(403, 'This workflow is already running');
    }
    rerun(cloud, repo, run, caller.login);
    return json({}, 201);
  });
}

export function findRun(repo: Repository, id: string): Run {
  const run = repo.runs.find(it => it.id === Number(id));
  if (!run) throw notFound();
  return run;
}

function filtered({ query }: RepositoryRequest, runs: Run[]): Run[] {
  const is = (name: string, ...values: (string | null)[]) => {
    const wanted = query.get(name);
    return wanted === null || values.includes(wanted);
  };
  const inTime = createdFilter(query.get('created'));
  const names = ['actor', 'branch', 'event', 'status', 'created', 'head_sha'];
  const found = runs.filter(
    run =>
      is('actor', run.actor) &&
      is('branch', run.headBranch) &&
      is('event', run.event) &&
      is('head_sha', run.headSha) &&
      is('status', run.status, run.conclusion) &&
      inTime(run.createdAt),
  );
  const isFiltered = names.some(name => query.has(name));
  return isFiltered ? found.slice(0, FILTERED_LIMIT) : found;
}

/** GitHub's search syntax for times: `>=2026-01-01T00:00:00Z`, `a..b`, … */
function createdFilter(expression: string | null): (at: number) => boolean {
  if (!expression) return () => true;
  const [from, to] = expression.split('..');
  if (to !== undefined) {
    return at => at >= startOf(from) && at <= endOf(to);
  }
  const [, operator, time] = /^(>=|<=|>|<)?(.*)$/.exec(expression)!;
  switch (operator) {
    case '>=':
      return at => wholeSecond(at) >= startOf(time);
    case '>':
      return at => wholeSecond(at) > startOf(time);
    case '<=':
      return at => wholeSecond(at) <= endOf(time);
    case '<':
      return at => wholeSecond(at) < startOf(time);
    default:
      return at => at >= startOf(time) && at <= endOf(time);
  }
}

function wholeSecond(at: number): number {
  return Math.floor(at / 1000) * 1000;
}

function startOf(time: string): number {
  return time === '*' ? -Infinity : Date.parse(time);
}

function endOf(time: string): number {
  if (time === '*') return Infinity;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(time);
  return Date.parse(time) + (isDay ? 24 * 3600_000 - 1 : 999);
}
