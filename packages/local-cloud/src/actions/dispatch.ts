import type { Cloud } from '../cloud';
import { resolve } from '../git/history';
import type { Repository, Run } from '../state/githubModel';
import { checkInputs } from './dispatchInputs';
import { startRun } from './startRun';
import { readWorkflow } from './workflowFile';

export interface Dispatch {
  file: string;
  ref: unknown;
  inputs: Record<string, unknown>;
  actor: string;
}

/** Starts a `workflow_dispatch` run, or says in GitHub's words why not. */
export function dispatchWorkflow(
  cloud: Cloud,
  repo: Repository,
  { file, ref, inputs, actor }: Dispatch,
): { run: Run } | { problem: string } {
  const target = branchOrTag(repo, ref);
  const commit = target && resolve(repo.git, target);
  if (!target || !commit) return { problem: `No ref found for: ${ref ?? ''}` };
  const workflow = readWorkflow(repo, commit, file);
  if (!workflow?.dispatchInputs) {
    return { problem: "Workflow does not have 'workflow_dispatch' trigger" };
  }
  const checked = checkInputs(workflow.dispatchInputs, inputs);
  if ('problem' in checked) return checked;
  const run = startRun(cloud, repo, workflow, {
    event: 'workflow_dispatch',
    ref: target,
    commit,
    actor,
    inputs: checked.inputs,
  });
  return { run };
}

/** Dispatches take a branch or a tag, never a SHA. */
function branchOrTag(repo: Repository, ref: unknown): string | undefined {
  const name = String(ref ?? '').replace(/^refs\/(heads|tags)\//, '');
  if (repo.git.branches[name]) return `refs/heads/${name}`;
  if (repo.git.tags[name]) return `refs/tags/${name}`;
  return undefined;
}
