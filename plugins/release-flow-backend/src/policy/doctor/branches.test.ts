import { checkBranches } from './branches';
import type { BranchFact } from './facts';
import { codesOf, declaring, healthy } from './__testUtils__/healthy';

const STRICT = {
  isProtected: true,
  reviews: 1,
  checks: ['Lint', 'Test'],
  directPushes: false,
  forcePushes: false,
};
const check = (
  branch: string,
  rules: Partial<BranchFact['rules']>,
  place: Partial<BranchFact> = {},
) => {
  const protection = [
    {
      branch,
      reviews: 1,
      checks: ['Lint', 'Test'],
      forcePushes: false,
      directPushes: false,
    },
  ];
  const fact = {
    ...{ pattern: branch, name: branch, exists: true, ...place },
    rules: { ...STRICT, ...rules },
  };
  return checkBranches(
    healthy(declaring({}, { protection }), { branches: [fact] }),
  );
};

it.each<[string, Partial<BranchFact['rules']>, string[]]>([
  ['all is as declared', {}, []],
  ['it is stricter', { reviews: 2, checks: ['Lint', 'Test', 'Scan'] }, []],
  ['nothing protects it', { isProtected: false }, ['error branch-unprotected']],
  ['nobody reviews', { reviews: 0 }, ['error branch-reviews']],
  ['a check is not required', { checks: ['Lint'] }, ['error branch-checks']],
  ['anybody pushes', { directPushes: true }, ['error branch-direct-pushes']],
  ['history can go', { forcePushes: true }, ['error branch-force-pushes']],
])('tells when %s', (_what, rules, codes) => {
  expect(codesOf(check('main', rules))).toEqual(codes);
});

it('mends it by one ruleset that asks for all that is declared', () => {
  const [{ fix }] = check('main', { reviews: 0 });
  const [command, ...json] = fix.split('\n');
  expect(command).toBe(
    "gh api -X POST repos/acme/qfa-backend/rulesets --input - <<'JSON'",
  );
  const ruleset = JSON.parse(json.slice(0, -1).join('\n'));
  expect(ruleset.conditions.ref_name.include).toEqual(['refs/heads/main']);
  expect(ruleset.rules.map(({ type }: { type: string }) => type)).toEqual([
    'non_fast_forward',
    'pull_request',
    'required_status_checks',
  ]);
});

it('misses a branch by name, but not one of a pattern', () => {
  const absent = { exists: false };
  expect(codesOf(check('staging', {}, absent))).toEqual([
    'error branch-missing',
  ]);
  const none = { name: 'release/0.0.0', exists: false };
  expect(check('release/*', {}, none)).toEqual([]);
  expect(codesOf(check('release/*', { forcePushes: true }, none))).toEqual([
    'error branch-force-pushes',
  ]);
});
