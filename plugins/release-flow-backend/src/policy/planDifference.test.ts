import type { Plan } from 'backstage-plugin-release-flow-common';
import { planDifference } from './planDifference';

const plan = {
  promotionId: 'p1',
  intent: 'promote',
  artifact: [{ component: 'api', identity: { image: 'i', digest: 'one' } }],
  deployer: { by: 'workflow', inputs: { tag: 'v1', region: 'eu' } },
  gates: [
    { type: 'source' },
    { type: 'approvals', required: 1, from: ['group:default/leads'] },
    { type: 'sign-off', name: 'qa', from: ['group:default/qa'] },
  ],
  base: null,
} as unknown as Plan;

it.each<[string, Partial<Record<keyof Plan, unknown>>, unknown[]]>([
  ['nothing', {}, []],
  [
    'a nested value',
    { deployer: { by: 'workflow', inputs: { tag: 'v2', region: 'eu' } } },
    [{ field: 'deployer.inputs.tag', before: 'v1', after: 'v2' }],
  ],
  [
    'one field of one gate, by its name',
    {
      gates: plan.gates.map(gate =>
        gate.type === 'approvals' ? { ...gate, required: 3 } : gate,
      ),
    },
    [{ field: 'gates.approvals.required', before: '1', after: '3' }],
  ],
  [
    'a gate less, not all that follow it',
    { gates: plan.gates.slice(1) },
    [{ field: 'gates.source', before: '{"type":"source"}', after: null }],
  ],
  [
    'the digest of a component',
    {
      artifact: [{ component: 'api', identity: { image: 'i', digest: 'two' } }],
    },
    [{ field: 'artifact.api.digest', before: 'one', after: 'two' }],
  ],
  [
    'what was not there before',
    { base: [{ component: 'api', identity: { commit: 'c' } }] },
    [
      {
        field: 'base',
        before: null,
        after: '[{"component":"api","identity":{"commit":"c"}}]',
      },
    ],
  ],
])('names %s', (_name, change, expected) => {
  expect(planDifference(plan, { ...plan, ...change } as Plan)).toEqual(
    expected,
  );
});

it('keeps long values and long lists short', () => {
  const many = Object.fromEntries(
    Array.from({ length: 80 }, (_, index) => [`i${index}`, 'x'.repeat(900)]),
  );
  const fields = planDifference(plan, {
    ...plan,
    deployer: { by: 'workflow', inputs: many },
  });
  expect(fields).toHaveLength(50);
  expect(fields.every(({ after }) => (after ?? '').length <= 301)).toBe(true);
});
