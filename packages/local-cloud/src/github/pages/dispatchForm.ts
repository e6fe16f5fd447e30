import { dispatchWorkflow } from '../../actions/dispatch';
import type { WorkflowInput } from '../../actions/workflowFile';
import { readWorkflow } from '../../actions/workflowFile';
import type { Cloud } from '../../cloud';
import { resolve } from '../../git/history';
import { markup, raw } from '../../html/page';
import { formBody } from '../../http/wire';
import type { Repository } from '../../state/githubModel';
import { GitHubProblem } from '../problem';
import { findWorkflow } from '../routes/workflows';
import { at } from './layout';
import type { RepositoryPageRequest } from './pages';

const INPUT_PREFIX = 'inputs.';

/** The form behind "Run workflow"; empty for workflows one can't dispatch. */
export function dispatchForm(repo: Repository, file: string): string {
  const head = resolve(repo.git, repo.defaultBranch)!;
  const inputs = readWorkflow(repo, head, file)?.dispatchInputs;
  if (!inputs) return '';
  const branches = Object.keys(repo.git.branches).map(
    name =>
      markup`<option${raw(
        name === repo.defaultBranch ? ' selected' : '',
      )}>${name}</option>`,
  );
  const fields = Object.entries(inputs).map(([name, input]) =>
    inputField(name, input),
  );
  return markup`<form class="panel" method="post"
    action="${at(repo, `/actions/workflows/${file}/dispatch`)}">
    <label>Use workflow from <select name="ref">${raw(branches)}</select></label>
    ${raw(fields)}<button class="primary">Run workflow</button></form>`;
}

function inputField(name: string, input: WorkflowInput): string {
  const choices = input.type === 'boolean' ? ['false', 'true'] : input.options;
  const field =
    choices.length > 0
      ? markup`<select name="${INPUT_PREFIX + name}">${raw(
          choices.map(
            choice =>
              markup`<option${raw(
                choice === input.default ? ' selected' : '',
              )}>${choice}</option>`,
          ),
        )}</select>`
      : markup`<input name="${INPUT_PREFIX + name}" value="${input.default}">`;
  return markup`<label>${input.description} ${raw(field)}</label>`;
}

/** Starts the run that the form asks for and returns its page's address. */
export function dispatchFromForm(
  cloud: Cloud,
  request: RepositoryPageRequest,
  actor: string,
): string {
  const { repo, params } = request;
  const { file } = findWorkflow(repo, params.file);
  const { ref, ...fields } = formBody(request) ?? {};
  const inputs = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.slice(INPUT_PREFIX.length),
      value,
    ]),
  );
  const started = dispatchWorkflow(cloud, repo, { file, ref, inputs, actor });
  if ('problem' in started) throw new GitHubProblem(422, started.problem);
  return at(repo, `/actions/runs/${started.run.id}`);
}
