import type { TypedConfig } from 'backstage-plugin-release-flow-common';
import { exampleBinding } from '../__testUtils__/bindings';
import type { BoundEnvironment } from './binding';
import { makePlan, planHash, type PlanSubject } from './plan';

const LEADS = 'group:default/qfa-leads';
const OWNER = 'group:default/qfa';

const approvals = (change: Record<string, unknown> = {}): TypedConfig => ({
  type: 'approvals',
  required: 1,
  from: [LEADS],
  preventSelfApproval: true,
  ...change,
});

const planOf = (
  change: Partial<BoundEnvironment>,
  subject: Partial<PlanSubject> = {},
) => {
  const binding = exampleBinding();
  const environment = { ...binding.environments[2], ...change };
  return makePlan(binding, environment, {
    promotionId: 'p-1',
    intent: 'promote',
    emergency: false,
    via: 'agent',
    from: 'staging',
    artifact: null,
    commit: null,
    gitRef: null,
    release: null,
    base: null,
    ...subject,
  });
};
const approvalsOf = (...given: Parameters<typeof planOf>) =>
  planOf(...given).gates.filter(({ type }) => type === 'approvals');

it.each<[string, Partial<BoundEnvironment>, string[]]>([
  ['no approvals gate: the owner', { gates: [] }, [OWNER]],
  [
    'no approvals gate, but approvers: these',
    { gates: [], allow: { approve: [LEADS] } },
    [LEADS],
  ],
  [
    'self-approval allowed: the same people, not the requester',
    { gates: [approvals({ preventSelfApproval: false })] },
    [LEADS],
  ],
  [
    'two gates that allow it: the people of both',
    {
      gates: [
        approvals({ preventSelfApproval: false }),
        approvals({ preventSelfApproval: false, from: [OWNER, LEADS] }),
      ],
    },
    [LEADS, OWNER],
  ],
])('an agent meets another person in production; %s', (_, change, from) => {
  const declared = change.gates!.length;
  const gates = approvalsOf(change);
  expect(gates).toHaveLength(declared + 1);
  expect(gates[declared]).toEqual(approvals({ from }));
});

it.each([
  ['promote', {}],
  ['rollback', { rollback: { gates: 'none' as const } }],
  ['restore', {}],
  ['redeploy', {}],
] as const)('whatever it asks for: %s', (intent, change) => {
  expect(approvalsOf({ gates: [], ...change }, { intent })).toEqual([
    approvals({ from: [OWNER] }),
  ]);
});

it('nothing is added where a gate asks for the same', () => {
  expect(approvalsOf({ gates: [approvals({ required: 2 })] })).toEqual([
    approvals({ required: 2 }),
  ]);
});

it.each([
  ['a person on the pages', {}, { via: 'rest' }],
  ['a template', {}, { via: 'scaffolder' }],
  ['automation', {}, { via: undefined }],
  ['an agent outside production', { tier: 'staging' as const }, {}],
])('%s meets the gates of the flow alone', (_, change, subject) => {
  expect(approvalsOf({ gates: [], ...change }, subject)).toEqual([]);
});

it('is part of what is approved', () => {
  const [asked, byHand] = ['agent', 'rest'].map(via =>
    planHash(planOf({ gates: [] }, { via })),
  );
  expect(asked).not.toBe(byHand);
});
