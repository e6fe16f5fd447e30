import type { HostEnvironment } from '../types';

/** What is read of GitHub's `environment`. */
interface Environment {
  name: string;
  html_url: string;
  protection_rules?: unknown[];
  deployment_branch_policy?: { protected_branches: boolean } | null;
}

interface Rule {
  wait_timer?: number;
  prevent_self_review?: boolean;
  reviewers?: Array<{ reviewer?: { login?: string; slug?: string } }>;
}

/** An environment without its patterns of branches and tags, which are told elsewhere. */
export function toEnvironment(environment: Environment): HostEnvironment {
  const { name, protection_rules: rules = [], html_url: url } = environment;
  const policy = environment.deployment_branch_policy;
  const found: HostEnvironment = {
    name,
    reviewers: [],
    preventSelfReview: false,
    waitMinutes: 0,
    policy: 'all',
    branches: [],
    tags: [],
    url,
  };
  if (policy) found.policy = policy.protected_branches ? 'protected' : 'custom';
  for (const rule of rules as Rule[]) {
    found.waitMinutes = rule.wait_timer ?? found.waitMinutes;
    if (!rule.reviewers) continue;
    found.preventSelfReview = rule.prevent_self_review ?? false;
    found.reviewers = rule.reviewers.flatMap(({ reviewer }) => {
      if (reviewer?.login) return [reviewer.login];
      return reviewer?.slug ? [`@${reviewer.slug}`] : [];
    });
  }
  return found;
}
