import { dispatchWorkflow } from '../../actions/dispatch';
import type { Cloud } from '../../cloud';
import { empty, json } from '../../http/wire';
import type { Repository, WorkflowRecord } from '../../state/githubModel';
import type { Api, RepositoryRequest } from '../api';
import { runJson } from '../json/run';
import { workflowJson } from '../json/workflow';
import { paged } from '../pagination';
import { GitHubProblem, notFound } from '../problem';

export function addWorkflowRoutes(api: Api, cloud: Cloud): void {
  api.read('GET /actions/workflows', request =>
    paged(
      cloud,
      request,
      request.repo.workflows,
      workflow => workflowJson(cloud, request.repo, workflow),
      (workflows, total_count) => ({ total_count, workflows }),
    ),
  );
  api.read('GET /actions/workflows/:workflow', ({ repo, params }) =>
    json(workflowJson(cloud, repo, findWorkflow(repo, params.workflow))),
  );
  api.write('POST /actions/workflows/:workflow/dispatches', request =>
    dispatch(cloud, request),
  );
}

export function findWorkflow(repo: Repository, name: string): WorkflowRecord {
  const found = repo.workflows.find(
    workflow => workflow.file === name || String(workflow.id) === name,
  );
  if (!found) throw notFound();
  return found;
}

function dispatch(cloud: Cloud, request: RepositoryRequest) {
  const { repo, params, fields, caller } = request;
  const { file, disabled } = findWorkflow(repo, params.workflow);
  if (disabled) {
    const message =
      "Cannot trigger a 'workflow_dispatch' on a disabled workflow";
    throw new GitHubProblem(422, message);
  }
  const { ref, inputs = {} } = fields;
  const actor = caller.login;
  const started = dispatchWorkflow(cloud, repo, { file, ref, inputs, actor });
  if ('problem' in started) throw new GitHubProblem(422, started.problem);
  const tellsRun =
    fields.return_run_details === true ||
    request.headers['x-github-api-version'] === '2026-03-10';
  if (!tellsRun) return empty();
  const { id, url, html_url } = runJson(cloud, repo, started.run);
  return json({ workflow_run_id: id, run_url: url, html_url });
}
