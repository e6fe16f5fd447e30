import type { Cloud } from '../../cloud';
import type {
  Job,
  ReportedCheck,
  Repository,
  Run,
} from '../../state/githubModel';
import { isoTime, nodeId } from '../format';
import { jobUrl } from './job';
import { apiUrl } from './repository';
import { CHECK_SUITE_OFFSET } from './run';

/** GitHub's `check-run`, which every Actions job also is. */
export function jobCheckJson(
  cloud: Cloud,
  repo: Repository,
  run: Run,
  job: Job,
) {
  return {
    ...checkRunJson(cloud, repo, job, job.failure),
    head_sha: run.headSha,
    html_url: jobUrl(cloud, repo, run, job),
    details_url: jobUrl(cloud, repo, run, job),
    started_at: job.startedAt ? isoTime(job.startedAt) : null,
    completed_at: job.completedAt ? isoTime(job.completedAt) : null,
    check_suite: { id: run.id + CHECK_SUITE_OFFSET },
  };
}

/** The same where something else than a run reported it. */
export function reportedCheckJson(
  cloud: Cloud,
  repo: Repository,
  check: ReportedCheck,
) {
  const isCompleted = check.status === 'completed';
  return {
    ...checkRunJson(cloud, repo, check, null),
    head_sha: check.sha,
    html_url: check.url,
    details_url: check.url,
    started_at: check.status === 'queued' ? null : isoTime(check.at),
    completed_at: isCompleted ? isoTime(check.at) : null,
    check_suite: { id: check.id + CHECK_SUITE_OFFSET },
  };
}

function checkRunJson(
  cloud: Cloud,
  repo: Repository,
  check: Pick<ReportedCheck, 'id' | 'name' | 'conclusion'> & { status: string },
  said: string | null,
) {
  const url = `${apiUrl(cloud, repo)}/check-runs/${check.id}`;
  return {
    id: check.id,
    node_id: nodeId('CheckRun', check.id),
    external_id: String(check.id),
    url,
    status: check.status,
    conclusion: check.conclusion,
    output: {
      title: said,
      summary: said,
      text: null,
      annotations_count: said ? 1 : 0,
      annotations_url: `${url}/annotations`,
    },
    name: check.name,
    app: null,
    pull_requests: [],
  };
}

/** GitHub's `simple-commit-status`. */
export function statusJson(
  cloud: Cloud,
  repo: Repository,
  check: ReportedCheck,
) {
  return {
    id: check.id,
    node_id: nodeId('StatusContext', check.id),
    url: `${apiUrl(cloud, repo)}/statuses/${check.sha}`,
    avatar_url: null,
    state: statusState(check),
    context: check.name,
    description: null,
    target_url: check.url,
    created_at: isoTime(check.at),
    updated_at: isoTime(check.at),
  };
}

export function statusState(check: ReportedCheck): string {
  return check.status === 'completed' ? check.conclusion! : 'pending';
}
