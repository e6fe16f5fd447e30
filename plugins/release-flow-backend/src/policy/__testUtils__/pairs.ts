import type { Plan, TypedConfig } from 'backstage-plugin-release-flow-common';
import { COMMIT } from '../../__testUtils__/bindings';
import type {
  ChecklistItemRecord,
  FreezeRecord,
  OverrideRecord,
  ReleaseRecord,
} from '../../database/records';
import type { PromotionFacts } from '../facts';
import { judgeGates, summarise } from '../gates';
import {
  artifact,
  binding,
  clean,
  decision,
  deployment,
  NOW,
  prd,
  read,
  release,
} from '../gates/__testUtils__/gateFixtures';
import { makePlan, planHash, type PlanSubject } from '../plan';

export const ADA = 'user:default/ada';
export const LARS = 'user:default/lars';
export const MONA = 'user:default/mona';
export const EVE = 'user:default/eve';
export const OLGA = 'user:default/olga';
export const LEADS = 'group:default/qfa-leads';
export const ON_CALL = 'group:default/on-call';

export const strict: typeof prd = {
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
export const lenient: typeof prd = {
  ...strict,
  rollback: { gates: 'none', during: 'freeze-ignored' },
};

export const HOURS_AGO = '2026-11-21T09:00:00.000Z';
export const freeze: FreezeRecord = {
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
export const stop: FreezeRecord = {
  ...freeze,
  ...{ id: 'f2', kind: 'stop-the-line', until: null, scope: {} },
};
export const rejected: ReleaseRecord = {
  ...release,
  rejected: { by: ADA, at: NOW, reason: 'it leaks' },
};

export interface Case {
  in?: typeof prd;
  subject?: Partial<PlanSubject>;
  facts?: (hash: string) => Partial<PromotionFacts>;
  requestedBy?: string;
}

export function planOf({ in: into = strict, subject = {} }: Case): Plan {
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

export const ticked = (text: string): ChecklistItemRecord => ({
  ...{ operationId: 'o1', serviceRef: binding.service.ref },
  ...{ artifactKey: null, checklist: 'go', item: 'told', text },
  ...{ state: 'done', evidence: null, actor: ADA, at: NOW },
});

/** Everything that people can say, said by people who may, long enough ago. */
export function agreed(planHashOf: string): Partial<PromotionFacts> {
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
export function outcome(given: Case): string {
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

export const back = { intent: 'rollback' as const };
export const rollback = (facts: Partial<PromotionFacts> = {}) => ({
  subject: back,
  facts: () => ({ rollbackTo: deployment, ...facts }),
});
export const overrides = (
  planHashOf: string,
  about: string,
  gate = 'freeze',
) => ({
  overrides: [
    {
      ...{ operationId: 'o1', gate, about, planHash: planHashOf },
      ...{ actor: OLGA, reason: 'customers are down', at: NOW },
    } as OverrideRecord,
  ],
});
export const TAG_MOVED =
  'artifact-changed: The tag v0.4.0 moved from bbbbbbb to';
export const movedTo = (letter: string) => ({
  tagCommit: read(COMMIT(letter)),
});
export const windows: TypedConfig = {
  type: 'freeze',
  windows: [
    { schedule: '0 10 * * MON', duration: 'PT4H', timeZone: 'Europe/Berlin' },
  ],
};
