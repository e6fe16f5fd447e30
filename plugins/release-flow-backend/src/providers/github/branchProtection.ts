import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { HostBranchRules, Repository } from '../types';
import { orUndefined, type GithubReader } from './GithubReader';

/** One rule of a ruleset, as far as it is understood here. */
export interface Rule {
  type?: string;
  parameters?: unknown;
}

/** Classic protection of a branch; `undefined` when it has none. */
export function readProtection(
  reader: GithubReader,
  repo: Repository,
  branch: string,
  context: ProviderContext,
): Promise<HostBranchRules | undefined> {
  return orUndefined(
    reader.read(
      repo,
      {
        what: `protection of ${branch}`,
        keepAs: `set:protection:${branch}`,
        send: (octokit, base) =>
          octokit.request(
            'GET /repos/{owner}/{repo}/branches/{branch}/protection',
            { ...base, branch },
          ),
        map: data => {
          const reviews = data.required_pull_request_reviews;
          return {
            isProtected: true,
            reviews: reviews?.required_approving_review_count ?? 0,
            checks: data.required_status_checks?.contexts ?? [],
            directPushes: reviews === undefined && !data.restrictions,
            forcePushes: data.allow_force_pushes?.enabled ?? false,
          };
        },
      },
      context,
    ),
  );
}

/** Everything that counts at a branch: the strictest of its rulesets and its classic protection. */
export function branchRulesOf(
  rules: Rule[],
  protection: HostBranchRules | undefined,
): HostBranchRules {
  const of = (type: string) =>
    rules
      .filter(rule => rule.type === type)
      .map(rule => (rule.parameters ?? {}) as Record<string, any>);
  const pulls = of('pull_request');
  const checks = of('required_status_checks').flatMap(
    ({ required_status_checks: required = [] }) =>
      (required as Array<{ context: string }>).map(({ context }) => context),
  );
  return {
    isProtected: protection !== undefined || rules.length > 0,
    reviews: Math.max(
      protection?.reviews ?? 0,
      ...pulls.map(pull => pull.required_approving_review_count ?? 0),
    ),
    checks: [...new Set([...(protection?.checks ?? []), ...checks])],
    directPushes: (protection?.directPushes ?? true) && pulls.length === 0,
    forcePushes:
      (protection?.forcePushes ?? true) && of('non_fast_forward').length === 0,
  };
}
