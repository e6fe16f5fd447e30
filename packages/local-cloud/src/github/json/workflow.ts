import { parseWorkflow, WORKFLOW_FOLDER } from '../../actions/workflowFile';
import type { Cloud } from '../../cloud';
import { resolve } from '../../git/history';
import type { Repository, WorkflowRecord } from '../../state/githubModel';
import { isoTime, nodeId } from '../format';
import { apiUrl, webUrl } from './repository';

/** GitHub's `workflow`. */
export function workflowJson(
  cloud: Cloud,
  repo: Repository,
  workflow: WorkflowRecord,
) {
  const web = webUrl(cloud, repo);
  const path = WORKFLOW_FOLDER + workflow.file;
  const blob = resolve(repo.git, repo.defaultBranch)!.tree[path];
  const name = blob
    ? parseWorkflow(workflow.file, repo.git.blobs[blob]).name
    : path;
  return {
    id: workflow.id,
    node_id: nodeId('Workflow', workflow.id),
    name,
    path,
    state: stateOf(workflow, blob !== undefined),
    created_at: isoTime(workflow.createdAt),
    updated_at: isoTime(workflow.createdAt),
    url: `${apiUrl(cloud, repo)}/actions/workflows/${workflow.id}`,
    html_url: `${web}/blob/${repo.defaultBranch}/${path}`,
    badge_url: `${web}/actions/workflows/${workflow.file}/badge.svg`,
  };
}

function stateOf(workflow: WorkflowRecord, exists: boolean): string {
  if (!exists) return 'deleted';
  return workflow.disabled ? 'disabled_manually' : 'active';
}
