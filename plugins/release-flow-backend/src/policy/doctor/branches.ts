import type {
  DoctorFinding,
  ReleaseFlowSpec,
} from 'backstage-plugin-release-flow-common';
import type { Binding } from '../binding';
import { finding } from './codes';
import type { BranchFact, ServiceFacts } from './facts';

type Protection = NonNullable<ReleaseFlowSpec['protection']>[number];

/** Rules of branches against the protection that the flow declares. */
export function checkBranches({
  binding,
  repository,
}: Pick<ServiceFacts, 'binding' | 'repository'>): DoctorFinding[] {
  return (binding.protection ?? []).flatMap(declared =>
    (repository.branches ?? [])
      .filter(({ pattern }) => pattern === declared.branch)
      .flatMap(fact => problemsOf(declared, fact, binding.repository)),
  );
}

function problemsOf(
  declared: Protection,
  fact: BranchFact,
  { url, slug }: Binding['repository'],
): DoctorFinding[] {
  const { name, exists, rules } = fact;
  const about = {
    subject: `branch ${declared.branch}`,
    url: `${url}/settings/rules`,
  };
  const isPattern = declared.branch.includes('*');
  if (!exists && !isPattern) {
    return [
      finding('branch-missing', {
        ...about,
        message: `${slug} has no branch ${declared.branch}.`,
        fix: `git push origin HEAD:refs/heads/${declared.branch}`,
      }),
    ];
  }
  const fix = rulesetCommand(declared, slug);
  if (!rules.isProtected) {
    return [
      finding('branch-unprotected', {
        ...about,
        message: `${name} is protected by nothing.`,
        fix,
      }),
    ];
  }
  const { reviews = 0, checks = [] } = declared;
  const missing = checks.filter(check => !rules.checks.includes(check));
  const problems: Array<[boolean, Parameters<typeof finding>[0], string]> = [
    [
      rules.reviews < reviews,
      'branch-reviews',
      `A pull request to ${name} needs ${rules.reviews} reviews; the flow declares ${reviews}.`,
    ],
    [
      missing.length > 0,
      'branch-checks',
      `${name} does not require the checks ${missing.join(', ')}.`,
    ],
    [
      rules.directPushes && !declared.directPushes,
      'branch-direct-pushes',
      `${name} can be pushed to without a pull request.`,
    ],
    [
      rules.forcePushes && !declared.forcePushes,
      'branch-force-pushes',
      `${name} lets history be overwritten by a force push.`,
    ],
  ];
  return problems
    .filter(([isWrong]) => isWrong)
    .map(([, code, message]) => finding(code, { ...about, message, fix }));
}

/** One ruleset that asks for all that is declared; rulesets add up, so it takes nothing away. */
function rulesetCommand(declared: Protection, slug: string): string {
  const { branch, reviews, checks = [] } = declared;
  const rules = [
    ...(declared.forcePushes ? [] : [{ type: 'non_fast_forward' }]),
    ...(declared.directPushes && !reviews
      ? []
      : [
          {
            type: 'pull_request',
            parameters: {
              required_approving_review_count: reviews ?? 0,
              dismiss_stale_reviews_on_push: false,
              require_code_owner_review: false,
              require_last_push_approval: false,
              required_review_thread_resolution: false,
            },
          },
        ]),
    ...(checks.length === 0
      ? []
      : [
          {
            type: 'required_status_checks',
            parameters: {
              strict_required_status_checks_policy: false,
              required_status_checks: checks.map(context => ({ context })),
            },
          },
        ]),
  ];
  const ruleset = {
    name: `Release flow: ${branch}`,
    target: 'branch',
    enforcement: 'active',
    conditions: {
      ref_name: { include: [`refs/heads/${branch}`], exclude: [] },
    },
    rules,
  };
  return `gh api -X POST repos/${slug}/rulesets --input - <<'JSON'\n${JSON.stringify(ruleset, null, 2)}\nJSON`;
}
