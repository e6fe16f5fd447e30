import type { Repository, Run } from '../state/githubModel';
import type { ExpressionContext } from './expressions';
import type { WorkflowDefinition } from './workflowFile';

export function runContext(
  repo: Repository,
  run: Run,
  workflow: WorkflowDefinition,
): ExpressionContext {
  const inputs = Object.entries(run.inputs).map(([name, value]) => {
    const isBoolean = workflow.dispatchInputs?.[name]?.type === 'boolean';
    return [name, isBoolean ? value === 'true' : value];
  });
  return {
    inputs: Object.fromEntries(inputs),
    github: {
      event_name: run.event,
      ref: run.ref,
      ref_name: run.headBranch,
      sha: run.headSha,
      actor: run.actor,
      workflow: run.workflowName,
      repository: `${repo.owner}/${repo.name}`,
      event: { release: { tag_name: run.releaseTag } },
    },
  };
}
