import type { Cloud } from '../../cloud';
import type { Job, Repository, Run } from '../../state/githubModel';
import { isoTime, nodeId } from '../format';
import { apiUrl, webUrl } from './repository';

/** GitHub's `job`. Its steps share the job's time in equal parts. */
export function jobJson(cloud: Cloud, repo: Repository, run: Run, job: Job) {
  const api = apiUrl(cloud, repo);
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.workflowName,
    head_branch: run.headBranch,
    run_url: `${api}/actions/runs/${run.id}`,
    run_attempt: run.attempt,
    node_id: nodeId('CheckRun', job.id),
    head_sha: run.headSha,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: jobUrl(cloud, repo, run, job),
    status: job.status,
    conclusion: job.conclusion,
    created_at: isoTime(job.createdAt),
    started_at: isoTime(job.startedAt ?? job.createdAt),
    completed_at: job.completedAt ? isoTime(job.completedAt) : null,
    name: job.name,
    steps: stepsJson(job),
    check_run_url: `${api}/check-runs/${job.id}`,
    labels: ['ubuntu-latest'],
    runner_id: job.startedAt ? 1 : null,
    runner_name: job.startedAt ? 'local-runner' : null,
    runner_group_id: job.startedAt ? 1 : null,
    runner_group_name: job.startedAt ? 'Default' : null,
  };
}

export function jobUrl(
  cloud: Cloud,
  repo: Repository,
  run: Run,
  job: Job,
): string {
  return `${webUrl(cloud, repo)}/actions/runs/${run.id}/job/${job.id}`;
}

function stepsJson(job: Job) {
  if (!job.startedAt || job.conclusion === 'skipped') return [];
  return job.steps.map((name, index) => {
    const isLast = index === job.steps.length - 1;
    const conclusion = isLast ? job.conclusion : 'success';
    return {
      name,
      status: job.status === 'completed' ? 'completed' : 'in_progress',
      conclusion: job.status === 'completed' ? conclusion : null,
      number: index + 1,
      started_at: isoTime(job.startedAt!),
      completed_at: job.completedAt ? isoTime(job.completedAt) : null,
    };
  });
}
