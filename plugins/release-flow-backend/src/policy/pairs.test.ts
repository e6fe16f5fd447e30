import type { Plan, TypedConfig } from 'backstage-plugin-release-flow-common';
import { COMMIT, DIGEST } from '../__testUtils__/bindings';
import type {
  ChecklistItemRecord,
  FreezeRecord,
  OverrideRecord,
  ReleaseRecord,
} from '../database/records';
import type { PromotionFacts } from './facts';
import { judgeGates, summarise } from './gates';
import {
  artifact,
  binding,
  clean,
  decision,
  deployment,
  environment,
  image,
  NOW,
  prd,
  read,
  release,
  upstream,
} from './gates/__testUtils__/gateFixtures';
import { makePlan, planHash, type PlanSubject } from './plan';

/** Rules that meet: what comes of two of them at once, judged over a whole plan. */

const ADA = 'user:default/ada';
const LARS = 'user:default/lars';
const MONA = 'user:default/mona';
const EVE = 'user:default/eve';
const OLGA = 'user:default/olga';
const LEADS = 'group:default/qfa-leads';
const ON_CALL = 'group:default/on-call';

const strict: typeof prd = {
  ...prd,
  allow: { override: [OLGA] },
  rollback: { gates: 'same' },
  gates: [
    {
      type: 'approvals',
      required: 1,
      requiredWhenCritical: 2,
      from: [LEADS],
      preventSelfApproval: true,
      emergency: { from: [ON_CALL], required: 1 },
    },
    { type: 'sign-off', name: 'qa', from: [LEADS], preventSelfApproval: true },
    {
      type: 'checklist',
      name: 'go',
      scope: 'promotion',
      items: [{ id: 'told', text: 'Support was told' }],
    },
    { type: 'wait', after: 'approved', for: 'PT1H' },
  ],
};
const lenient: typeof prd = {
  ...strict,
  rollback: { gates: 'none', during: 'freeze-ignored' },
};

const HOURS_AGO = '2026-11-21T09:00:00.000Z';
const freeze: FreezeRecord = {
  id: 'f1',
  kind: 'window',
  title: 'Winter break',
  reason: 'nobody is there',
  scope: { tiers: ['production'] },
  from: '2026-11-20T00:00:00.000Z',
  until: '2026-11-28T00:00:00.000Z',
  recurrence: null,
  by: MONA,
  at: NOW,
  ended: null,
};
const stop: FreezeRecord = {
  ...freeze,
  ...{ id: 'f2', kind: 'stop-the-line', until: null, scope: {} },
};
const rejected: ReleaseRecord = {
  ...release,
  rejected: { by: ADA, at: NOW, reason: 'it leaks' },
};

interface Case {
  in?: typeof prd;
  subject?: Partial<PlanSubject>;
  facts?: (hash: string) => Partial<PromotionFacts>;
  requestedBy?: string;
}

function planOf({ in: into = strict, subject = {} }: Case): Plan {
  return makePlan(binding, into, {
    promotionId: 'p1',
    intent: 'promote',
    emergency: false,
    from: 'staging',
    artifact,
    commit: COMMIT('b'),
    gitRef: null,
    release,
    base: null,
    ...subject,
  });
}

const ticked = (text: string): ChecklistItemRecord => ({
  ...{ operationId: 'o1', serviceRef: binding.service.ref },
  ...{ artifactKey: null, checklist: 'go', item: 'told', text },
  ...{ state: 'done', evidence: null, actor: ADA, at: NOW },
});

/** Everything that people can say, said by people who may, long enough ago. */
function agreed(planHashOf: string): Partial<PromotionFacts> {
  const said = { planHash: planHashOf, at: HOURS_AGO };
  return {
    decisions: [
      decision(MONA, said),
      decision(LARS, { ...said, decision: 'sign-off', gate: 'qa' }),
    ],
    checklists: [ticked('Support was told')],
    members: read({
      [LEADS]: [MONA, LARS],
      [ON_CALL]: [EVE],
      [OLGA]: [OLGA],
    }),
  };
}

/** `passed`, or what stands in the way. */
function outcome(given: Case): string {
  const plan = planOf(given);
  const hash = planHash(plan);
  const gates = judgeGates(
    { ...clean, ...agreed(hash), ...given.facts?.(hash) },
    {
      plan,
      planHash: hash,
      binding,
      environment: given.in ?? strict,
      requestedBy: given.requestedBy ?? ADA,
      readings: new Map(),
    },
  );
  if (summarise(gates) === 'passed') return 'passed';
  return gates
    .filter(({ status }) => status !== 'passed')
    .map(({ code }) => code)
    .join(', ');
}

const back = { intent: 'rollback' as const };
const rollback = (facts: Partial<PromotionFacts> = {}) => ({
  subject: back,
  facts: () => ({ rollbackTo: deployment, ...facts }),
});
const overrides = (planHashOf: string, about: string, gate = 'freeze') => ({
  overrides: [
    {
      ...{ operationId: 'o1', gate, about, planHash: planHashOf },
      ...{ actor: OLGA, reason: 'customers are down', at: NOW },
    } as OverrideRecord,
  ],
});
const TAG_MOVED = 'artifact-changed: The tag v0.4.0 moved from bbbbbbb to';
const movedTo = (letter: string) => ({ tagCommit: read(COMMIT(letter)) });
const windows: TypedConfig = {
  type: 'freeze',
  windows: [
    { schedule: '0 10 * * MON', duration: 'PT4H', timeZone: 'Europe/Berlin' },
  ],
};

const CASES: Array<[string, Case, string]> = [
  ['nothing in the way', {}, 'passed'],

  ['freeze × promotion', { facts: () => ({ freezes: [freeze] }) }, 'frozen'],
  ['freeze × rollback', rollback({ freezes: [freeze] }), 'frozen'],
  [
    'freeze × rollback that the flow lets through',
    { in: lenient, ...rollback({ freezes: [freeze] }) },
    'passed',
  ],
  [
    'stop of the line × rollback that the flow lets through',
    { in: lenient, ...rollback({ freezes: [freeze, stop] }) },
    'line-stopped',
  ],
  [
    'freeze × promotion where the flow lets rollbacks through',
    { in: lenient, facts: () => ({ freezes: [freeze] }) },
    'frozen',
  ],
  [
    'freeze × emergency: an emergency needs an override too',
    { subject: { emergency: true }, facts: () => ({ freezes: [freeze] }) },
    'frozen',
  ],
  [
    'freeze × override',
    {
      facts: hash => ({ freezes: [freeze], ...overrides(hash, 'freeze f1') }),
    },
    'passed',
  ],
  [
    'freeze × override × another freeze declared after it',
    {
      facts: hash => ({
        freezes: [freeze, stop],
        ...overrides(hash, 'freeze f1'),
      }),
    },
    'line-stopped',
  ],
  [
    'freeze × closed window: an override of the freeze alone opens no window',
    {
      in: { ...strict, gates: [...strict.gates, windows] },
      facts: hash => ({ freezes: [freeze], ...overrides(hash, 'freeze f1') }),
    },
    'frozen',
  ],

  [
    'override × plan changed',
    { facts: () => ({ freezes: [freeze], ...overrides('old', 'freeze f1') }) },
    'frozen',
  ],
  [
    'override × the person may not override any more',
    {
      facts: hash => ({
        ...{ freezes: [freeze], ...overrides(hash, 'freeze f1') },
        members: read({ [LEADS]: [MONA, LARS], [ON_CALL]: [], [OLGA]: [] }),
      }),
    },
    'frozen',
  ],
  [
    'override × artifact changed',
    {
      facts: hash => ({
        ...movedTo('c'),
        ...overrides(
          hash,
          `${TAG_MOVED} ccccccc after it was first seen. Move it back, or make a new release.`,
          'source',
        ),
      }),
    },
    'passed',
  ],
  [
    'override × artifact changed, and changed again',
    {
      facts: hash => ({
        ...movedTo('d'),
        ...overrides(
          hash,
          `${TAG_MOVED} ccccccc after it was first seen. Move it back, or make a new release.`,
          'source',
        ),
      }),
    },
    'artifact-changed',
  ],
  [
    'override × artifact changed × body edited as well',
    {
      facts: hash => ({
        ...movedTo('c'),
        release: {
          ...release,
          problem: { code: 'artifact-changed', message: 'Another digest.' },
        },
        ...overrides(hash, 'artifact-changed: Another digest.', 'source'),
      }),
    },
    'artifact-changed',
  ],
  [
    'artifact changed × draft: what may be overridden hides nothing that may not',
    {
      facts: () => ({
        release: {
          ...{ ...release, state: 'draft' as const },
          problem: { code: 'artifact-changed', message: 'Another digest.' },
        },
      }),
    },
    'draft-not-accepted',
  ],
  [
    'artifact changed × rejected',
    { facts: () => ({ ...movedTo('c'), rejections: [rejected] }) },
    'rejected',
  ],
  [
    'image changed × another image gone',
    {
      facts: () => ({
        images: read([
          { ...image, tagDigest: DIGEST('9') },
          { ...image, component: 'web', found: undefined },
        ]),
      }),
    },
    'digest-gone',
  ],

  [
    'rejection × rollback to it',
    rollback({ rejections: [rejected] }),
    'rejected',
  ],
  [
    'rejection × rollback that has no gates',
    { in: lenient, ...rollback({ rejections: [rejected] }) },
    'rejected',
  ],
  [
    'rejection × emergency',
    { subject: { emergency: true }, facts: () => ({ rejections: [rejected] }) },
    'rejected',
  ],

  [
    'emergency × self-approval',
    {
      subject: { emergency: true },
      requestedBy: EVE,
      facts: planHashOf => ({
        decisions: [
          decision(EVE, { planHash: planHashOf, at: HOURS_AGO }),
          ...agreed(planHashOf).decisions!.slice(1),
        ],
      }),
    },
    'approval-needed, not-begun',
  ],
  [
    'emergency × on-call alone approves',
    {
      subject: { emergency: true },
      facts: planHashOf => ({
        decisions: [
          decision(EVE, { planHash: planHashOf, at: HOURS_AGO }),
          ...agreed(planHashOf).decisions!.slice(1),
        ],
      }),
    },
    'passed',
  ],
  [
    'on-call approves × no emergency',
    {
      facts: planHashOf => ({
        decisions: [
          decision(EVE, { planHash: planHashOf, at: HOURS_AGO }),
          ...agreed(planHashOf).decisions!.slice(1),
        ],
      }),
    },
    'approval-needed, not-begun',
  ],
  [
    'emergency × never proven upstream',
    {
      subject: { emergency: true },
      facts: () => ({ upstream: [{ ...upstream, deployment: undefined }] }),
    },
    'not-proven-upstream',
  ],

  [
    'plan changed × approvals, sign-offs, wait: void; checklist: stays',
    { facts: () => agreed('the hash of the plan before') },
    'approval-needed, sign-off-needed, not-begun',
  ],
  [
    'plan changed × a checklist item that says something else by now',
    { facts: () => ({ checklists: [ticked('Somebody was told')] }) },
    'items-open',
  ],
  [
    'marked critical × approvals given before',
    {
      subject: {
        release: {
          ...release,
          critical: { by: ADA, at: NOW, reason: 'money' },
        },
      },
      facts: () => agreed(planHash(planOf({}))),
    },
    'approval-needed, sign-off-needed, not-begun',
  ],
  [
    'wait × its approval was voided',
    {
      facts: planHashOf => ({
        decisions: agreed(planHashOf).decisions!.map(voice =>
          voice.actor === MONA ? { ...voice, voided: 'plan changed' } : voice,
        ),
      }),
    },
    'approval-needed, not-begun',
  ],
  [
    'wait × another approval came later',
    {
      facts: planHashOf => ({
        decisions: [
          ...agreed(planHashOf).decisions!,
          decision(LARS, { planHash: planHashOf, at: NOW }),
        ],
      }),
    },
    'passed',
  ],
  [
    'approval × no longer a member: wait begins anew as well',
    {
      facts: () => ({
        members: read({ [LEADS]: [LARS], [ON_CALL]: [EVE], [OLGA]: [OLGA] }),
      }),
    },
    'approval-needed, not-begun',
  ],
  [
    'upstream unhealthy × approved',
    {
      facts: () => ({
        upstream: [{ ...upstream, environment: environment('unhealthy') }],
      }),
    },
    'upstream-unhealthy',
  ],
  [
    'upstream healthy once × not readable since',
    {
      facts: () => ({
        upstream: [
          {
            ...upstream,
            environment: {
              ...environment('healthy'),
              observationError: 'ARM answers 503',
            },
          },
        ],
      }),
    },
    'upstream-not-read',
  ],
];

it.each(CASES)('%s', (_name, given, expected) => {
  expect(outcome(given)).toBe(expected);
});

it('an agent asks in production × a flow without approvals: a person approves', () => {
  const plan = planOf({
    in: { ...prd, gates: [] },
    subject: { via: 'agent' },
  });
  expect(plan.gates.map(({ type }) => type)).toContain('approvals');
});

it('a rollback × onFailure: rollback: never rolls back', () => {
  const base = { artifact: [{ ...artifact[0], component: 'api' }] };
  const plan = planOf({ subject: { ...back, base } });
  expect(plan.onFailure).toEqual({ action: 'stop', to: null });
});
