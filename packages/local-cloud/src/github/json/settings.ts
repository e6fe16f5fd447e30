import { refPolicies } from '../../actions/environmentGate';
import type { Cloud } from '../../cloud';
import type { Environment, Repository } from '../../state/githubModel';
import type { BranchRule } from '../../state/settingsModel';
import { isoTime, nodeId } from '../format';
import { apiUrl } from './repository';
import { userJson } from './user';

/** GitHub's `branch-protection`. */
export function protectionJson(
  cloud: Cloud,
  repo: Repository,
  branch: string,
  rule: BranchRule,
) {
  const url = `${apiUrl(cloud, repo)}/branches/${encodeURIComponent(branch)}/protection`;
  return {
    url,
    enforce_admins: { url: `${url}/enforce_admins`, enabled: false },
    ...(rule.reviews !== null && {
      required_pull_request_reviews: {
        url: `${url}/required_pull_request_reviews`,
        dismiss_stale_reviews: false,
        require_code_owner_reviews: false,
        require_last_push_approval: false,
        required_approving_review_count: rule.reviews,
      },
    }),
    ...(rule.checks.length > 0 && {
      required_status_checks: {
        url: `${url}/required_status_checks`,
        strict: false,
        contexts: rule.checks,
        contexts_url: `${url}/required_status_checks/contexts`,
        checks: rule.checks.map(context => ({ context, app_id: null })),
      },
    }),
    allow_force_pushes: { enabled: rule.forcePushes },
    allow_deletions: { enabled: false },
  };
}

/** GitHub's `repository-rule-detailed`: what a ruleset asks of a branch. */
export function branchRulesJson(
  repo: Repository,
  rule: BranchRule,
  id: number,
) {
  const ruleset = {
    ruleset_source_type: 'Repository' as const,
    ruleset_source: `${repo.owner}/${repo.name}`,
    ruleset_id: id,
  };
  return [
    ...(rule.reviews === null
      ? []
      : [
          {
            type: 'pull_request',
            ...ruleset,
            parameters: {
              required_approving_review_count: rule.reviews,
              dismiss_stale_reviews_on_push: false,
              require_code_owner_review: false,
              require_last_push_approval: false,
              required_review_thread_resolution: false,
            },
          },
        ]),
    ...(rule.checks.length === 0
      ? []
      : [
          {
            type: 'required_status_checks',
            ...ruleset,
            parameters: {
              required_status_checks: rule.checks.map(context => ({ context })),
              strict_required_status_checks_policy: false,
            },
          },
        ]),
    ...(rule.forcePushes ? [] : [{ type: 'non_fast_forward', ...ruleset }]),
  ];
}

/** GitHub's `deployment-branch-policy`, one for each pattern. */
export function branchPoliciesJson(environment: Environment) {
  return refPolicies(environment).map(({ type, pattern }, index) => ({
    id: environment.id * 100 + index,
    node_id: nodeId('DeploymentBranchPolicy', environment.id * 100 + index),
    name: pattern,
    type,
  }));
}

export function variablesJson(
  repo: Repository,
  variables: Record<string, string>,
) {
  const at = isoTime(repo.createdAt);
  return Object.entries(variables).map(([name, value]) => ({
    name,
    value,
    created_at: at,
    updated_at: at,
  }));
}

export function secretsJson(repo: Repository, names: string[]) {
  const at = isoTime(repo.createdAt);
  return names.map(name => ({ name, created_at: at, updated_at: at }));
}

/** GitHub's `repository-collaborator-permission`. */
export function collaboratorPermissionJson(
  cloud: Cloud,
  repo: Repository,
  login: string,
) {
  const permission = repo.access[login] ?? 'none';
  return {
    permission,
    role_name: permission,
    user: { ...userJson(cloud, login), role_name: permission },
  };
}
