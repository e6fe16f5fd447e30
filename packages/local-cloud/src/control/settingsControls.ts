import type { Cloud } from '../cloud';
import { ensureEnvironment } from '../github/environmentStore';
import type { Router } from '../http/router';
import { empty, json } from '../http/wire';
import type { BranchRule, RepositorySettings } from '../state/settingsModel';
import { ControlProblem, fieldsOf } from './problem';
import { repositoryOf } from './repositoryControls';

/** What people may set, or mis-set, on GitHub's settings pages. */
export function addSettingsControls(router: Router, cloud: Cloud): void {
  router.on('POST /settings/:repo', request => {
    const { settings } = repositoryOf(cloud, request);
    Object.assign(settings, known(settings, fieldsOf(request)));
    return json(settings);
  });
  router.on('PUT /settings/:repo/rules', request => {
    const { settings } = repositoryOf(cloud, request);
    const { rules } = fieldsOf(request);
    settings.rules = (rules as Array<Partial<BranchRule>>).map(readRule);
    return json(settings.rules);
  });
  router.on('POST /settings/:repo/environments/:name', request => {
    const repo = repositoryOf(cloud, request);
    const { id, ...environment } = ensureEnvironment(
      cloud,
      repo,
      request.params.name,
    );
    const change = known(environment, fieldsOf(request));
    repo.environments = repo.environments.map(it =>
      it.id === id ? { ...it, ...change } : it,
    );
    return json({ id, ...environment, ...change });
  });
  router.on('DELETE /settings/:repo/environments/:name', request => {
    const repo = repositoryOf(cloud, request);
    repo.environments = repo.environments.filter(
      ({ name }) => name !== request.params.name,
    );
    return empty();
  });
  router.on('POST /settings/:repo/workflows/:file', request => {
    const repo = repositoryOf(cloud, request);
    const { file } = request.params;
    const workflow = repo.workflows.find(it => it.file === file);
    if (!workflow) throw new ControlProblem(404, `No workflow ${file}`);
    workflow.disabled = fieldsOf(request).disabled === true;
    return json(workflow);
  });
  router.on('POST /settings/:repo/hooks', request => {
    const repo = repositoryOf(cloud, request);
    const change = fieldsOf(request);
    repo.hooks = change.removed
      ? []
      : repo.hooks.map(hook => ({ ...hook, ...known(hook, change) }));
    return json(repo.hooks);
  });
  router.on('POST /settings/:repo/access/:login', request => {
    const { access } = repositoryOf(cloud, request);
    const { permission } = fieldsOf(request);
    if (permission === null) delete access[request.params.login];
    else access[request.params.login] = permission;
    return json(access);
  });
  router.on('POST /tokens/:login', request => {
    const tokens = Object.values(cloud.state.tokens).filter(
      ({ login }) => login === request.params.login,
    );
    for (const token of tokens) token.scopes = fieldsOf(request).scopes;
    return json(tokens.map(({ login, scopes }) => ({ login, scopes })));
  });
}

function readRule(rule: Partial<BranchRule>): BranchRule {
  if (!rule.pattern) throw new ControlProblem(400, 'A rule needs a pattern');
  return {
    pattern: rule.pattern,
    by: rule.by ?? 'protection',
    reviews: rule.reviews ?? null,
    checks: rule.checks ?? [],
    forcePushes: rule.forcePushes ?? false,
  };
}

/** A mistyped field is refused; it would change nothing. */
function known<T extends object>(
  current: T | RepositorySettings,
  fields: Record<string, unknown>,
): Record<string, unknown> {
  const unknown = Object.keys(fields).find(field => !(field in current));
  if (unknown) throw new ControlProblem(400, `There is no field ${unknown}`);
  return fields;
}
