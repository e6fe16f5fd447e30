import { findEnvironment } from '../../actions/environmentGate';
import type { Cloud } from '../../cloud';
import { json } from '../../http/wire';
import type { Environment, Repository } from '../../state/githubModel';
import type { Api, RepositoryRequest } from '../api';
import { protectionOf, rulesetsOf } from '../branchRules';
import { docsUrl } from '../environmentUrl';
import { apiUrl } from '../json/repository';
import {
  branchPoliciesJson,
  branchRulesJson,
  collaboratorPermissionJson,
  protectionJson,
  secretsJson,
  variablesJson,
} from '../json/settings';
import { paged } from '../pagination';
import { GitHubProblem, notFound } from '../problem';

/** What people set up on the settings pages. Defined before the branches, whose route takes all below. */
export function addSettingsRoutes(api: Api, cloud: Cloud): void {
  api.read('GET /branches/:branch/protection', ({ repo, params, caller }) => {
    if (repo.access[caller.login] !== 'admin') throw notFound();
    const { branch } = params;
    if (!repo.git.branches[branch]) {
      throw new GitHubProblem(404, 'Branch not found');
    }
    const rule = protectionOf(repo, branch);
    if (!rule) throw new GitHubProblem(404, 'Branch not protected');
    return json(protectionJson(cloud, repo, branch, rule));
  });
  api.read('GET /rules/branches/*branch', request => {
    const { repo, params } = request;
    const rules = rulesetsOf(repo, params.branch).flatMap((rule, index) =>
      branchRulesJson(repo, rule, index + 1),
    );
    return paged(cloud, request, rules, rule => rule);
  });
  api.read('GET /environments/:name/deployment-branch-policies', request =>
    paged(
      cloud,
      request,
      branchPoliciesJson(environmentOf(request)),
      policy => policy,
      (branch_policies, total_count) => ({ total_count, branch_policies }),
    ),
  );
  api.read('GET /collaborators/:login/permission', ({ repo, params }) => {
    const { login } = params;
    if (!cloud.state.people.some(person => person.login === login)) {
      throw notFound();
    }
    return json(collaboratorPermissionJson(cloud, repo, login));
  });
  api.read('GET /pages', ({ repo }) => json(pagesJson(cloud, repo)));
  addNames(api, cloud);
}

/** Actions variables and secrets, by where they are kept. */
function addNames(api: Api, cloud: Cloud): void {
  const variables = (
    path: string,
    of: (request: RepositoryRequest) => Record<string, string>,
  ) =>
    api.write(`GET ${path}`, request =>
      paged(
        cloud,
        request,
        variablesJson(request.repo, of(request)),
        variable => variable,
        (items, total_count) => ({ total_count, variables: items }),
      ),
    );
  const secrets = (
    path: string,
    of: (request: RepositoryRequest) => string[],
  ) =>
    api.write(`GET ${path}`, request =>
      paged(
        cloud,
        request,
        secretsJson(request.repo, of(request)),
        secret => secret,
        (items, total_count) => ({ total_count, secrets: items }),
      ),
    );
  variables('/actions/variables', ({ repo }) => repo.settings.variables);
  secrets('/actions/secrets', ({ repo }) => repo.settings.secrets);
  variables('/actions/organization-variables', () => ({}));
  secrets('/actions/organization-secrets', () => []);
  variables('/environments/:name/variables', request => {
    const { name } = environmentOf(request);
    return request.repo.settings.environmentVariables[name] ?? {};
  });
  secrets('/environments/:name/secrets', request => {
    const { name } = environmentOf(request);
    return request.repo.settings.environmentSecrets[name] ?? [];
  });
}

function environmentOf({ repo, params }: RepositoryRequest): Environment {
  const environment = findEnvironment(repo, params.name);
  if (!environment) throw notFound();
  return environment;
}

function pagesJson(cloud: Cloud, repo: Repository) {
  const { pages } = repo.settings;
  if (!pages) throw notFound();
  return {
    url: `${apiUrl(cloud, repo)}/pages`,
    status: repo.docs ? 'built' : null,
    cname: null,
    custom_404: false,
    html_url: docsUrl(cloud, repo),
    build_type: pages,
    source: { branch: repo.defaultBranch, path: '/' },
    public: true,
    https_enforced: true,
  };
}
