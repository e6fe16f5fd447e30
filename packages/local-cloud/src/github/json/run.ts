import { resolve } from '../../git/history';
import { WORKFLOW_FOLDER } from '../../actions/workflowFile';
import type { Cloud } from '../../cloud';
import type { Repository, Run } from '../../state/githubModel';
import { isoTime, nodeId } from '../format';
import { simpleCommitJson } from './commit';
import { apiUrl, minimalRepositoryJson, webUrl } from './repository';
import { userJson } from './user';

export const CHECK_SUITE_OFFSET = 500_000_000;

/** GitHub's `workflow-run`. */
export function runJson(cloud: Cloud, repo: Repository, run: Run) {
  const api = apiUrl(cloud, repo);
  const url = `${api}/actions/runs/${run.id}`;
  const suite = run.id + CHECK_SUITE_OFFSET;
  const earlier = run.attempt - 1;
  return {
    id: run.id,
    name: run.workflowName,
    node_id: nodeId('WorkflowRun', run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: WORKFLOW_FOLDER + run.file,
    display_title: run.title,
    run_number: run.number,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflowId,
    check_suite_id: suite,
    check_suite_node_id: nodeId('CheckSuite', suite),
    url,
    html_url: `${webUrl(cloud, repo)}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: isoTime(run.createdAt),
    updated_at: isoTime(run.updatedAt),
    actor: userJson(cloud, run.actor),
    run_attempt: run.attempt,
    referenced_workflows: [],
    run_started_at: isoTime(run.startedAt),
    triggering_actor: userJson(cloud, run.actor),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${suite}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: earlier > 0 ? `${url}/attempts/${earlier}` : null,
    workflow_url: `${api}/actions/workflows/${run.workflowId}`,
    head_commit: simpleCommitJson(resolve(repo.git, run.headSha)!),
    repository: minimalRepositoryJson(cloud, repo),
    head_repository: minimalRepositoryJson(cloud, repo),
  };
}
