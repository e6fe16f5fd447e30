import type { Cloud } from '../../cloud';
import type { ReportedCheck, Repository } from '../../state/githubModel';
import type { Api } from '../api';
import {
  jobCheckJson,
  reportedCheckJson,
  statusJson,
  statusState,
} from '../json/check';
import { apiUrl, minimalRepositoryJson } from '../json/repository';
import { paged } from '../pagination';
import { commitAt } from './commits';

/** To be added before the commit itself, whose route takes everything below it. */
export function addCheckRoutes(api: Api, cloud: Cloud): void {
  api.read('GET /commits/*ref/check-runs', request => {
    const { repo, params, query } = request;
    const { sha } = commitAt(repo, params.ref);
    const ofRuns = repo.runs
      .filter(run => run.headSha === sha)
      .flatMap(run => run.jobs.map(job => jobCheckJson(cloud, repo, run, job)));
    const reported = reportedOf(repo, sha, 'check-run').map(check =>
      reportedCheckJson(cloud, repo, check),
    );
    const checks = [...reported, ...ofRuns]
      .filter(check => matches(query.get('check_name'), check.name))
      .filter(check => matches(query.get('status'), check.status));
    return paged(
      cloud,
      request,
      checks,
      check => check,
      (check_runs, total_count) => ({ total_count, check_runs }),
    );
  });
  api.read('GET /commits/*ref/status', request => {
    const { repo, params } = request;
    const { sha } = commitAt(repo, params.ref);
    const all = reportedOf(repo, sha, 'status');
    const commitUrl = `${apiUrl(cloud, repo)}/commits/${sha}`;
    return paged(
      cloud,
      request,
      all,
      check => statusJson(cloud, repo, check),
      (statuses, total_count) => ({
        state: combinedState(all),
        statuses,
        sha,
        total_count,
        repository: minimalRepositoryJson(cloud, repo),
        commit_url: commitUrl,
        url: `${commitUrl}/status`,
      }),
    );
  });
}

function reportedOf(
  repo: Repository,
  sha: string,
  kind: ReportedCheck['kind'],
): ReportedCheck[] {
  return (repo.reportedChecks ?? []).filter(
    check => check.sha === sha && check.kind === kind,
  );
}

function combinedState(statuses: ReportedCheck[]): string {
  const states = statuses.map(statusState);
  if (states.some(it => it === 'failure' || it === 'error')) return 'failure';
  const isGreen = states.length > 0 && states.every(it => it === 'success');
  return isGreen ? 'success' : 'pending';
}

function matches(filter: string | null, value: string): boolean {
  return filter === null || filter === value;
}
