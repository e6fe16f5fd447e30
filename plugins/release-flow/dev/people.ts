import type {
  ChecklistView,
  PlanChange,
  PromotionView,
} from 'backstage-plugin-release-flow-common';
import { ADA, ago, BEN, DAY, HOUR, MINUTE, MONA } from './fixtures';
import { gate, gates } from './releases';
import { approvedGates, nothing, progress, waiting } from './waiting';

const RAJ = 'user:default/raj';

export const planChange: PlanChange = {
  at: ago(6 * MINUTE),
  fields: [
    { field: 'base.api.digest', before: 'v0.3.6', after: 'v0.3.7' },
    { field: 'gates.approvals.required', before: '1', after: '2' },
    {
      field: 'verifications.bake',
      before: null,
      after: '{"type":"bake","for":"PT10M"}',
    },
  ],
};

type Item = ChecklistView['items'][number];

const item = (id: string, text: string, change: Partial<Item> = {}): Item => ({
  id,
  text,
  state: 'open',
  by: null,
  at: null,
  evidence: null,
  evidenceNeeded: false,
  mayBeNotApplicable: true,
  provenBy: null,
  mayTick: true,
  ...change,
});

export const before: ChecklistView = {
  name: 'before-production',
  title: 'Before production',
  when: 'gate',
  items: [
    item('announced', 'The support desk knows', {
      state: 'done',
      by: MONA,
      at: ago(20 * MINUTE),
    }),
    item('load-test', 'The load test holds 200 requests a second', {
      evidenceNeeded: true,
    }),
    item('data-protection', 'Data protection looked at new fields', {
      state: 'not-applicable',
      by: BEN,
      at: ago(HOUR),
      evidence: 'No personal data is touched',
    }),
    item('notes', 'Release notes are published', {
      state: 'done',
      provenBy: 'release-notes',
      mayTick: false,
    }),
    item('smoke', 'The checks of the commit are green', {
      provenBy: 'checks',
      mayTick: false,
      mayBeNotApplicable: false,
    }),
  ],
};

export const after: ChecklistView = {
  name: 'after-production',
  title: 'After production',
  when: 'verification',
  items: [
    item('dashboard', 'The dashboard looks as before', {
      evidenceNeeded: true,
      mayTick: false,
    }),
  ],
};

const peopleGates = [
  ...gates.slice(0, 4),
  gate(
    'checks',
    'Checks of the commit',
    'unit and lint succeeded; e2e is still running.',
    {
      key: 'checks',
      status: 'waiting',
      code: 'checks-running',
      nextCheckAt: ago(-30_000),
      about: 'checks-running',
    },
  ),
  gate('freeze', 'No freeze', 'Overridden', {
    key: 'freeze',
    code: 'overridden',
    about: 'freeze year-end',
    message: `Overridden by ${RAJ}: the pilot can't wait (Year end until ${ago(-4 * DAY)}: nobody is there to help)`,
    overridden: {
      by: RAJ,
      at: ago(9 * MINUTE),
      reason: "the pilot can't wait",
    },
  }),
  gate('sign-off', 'QA looked at staging', 'Signed off by ben: 14 journeys', {
    key: 'sign-off:qa',
    evidence: [`${BEN} at ${ago(30 * MINUTE)}: 14 journeys, no findings`],
  }),
  gate(
    'sign-off',
    'Security looked at it',
    'Somebody of security has to look and say so.',
    { key: 'sign-off:security', status: 'waiting', code: 'sign-off-needed' },
  ),
  gate(
    'checklist',
    'Before production',
    '3 of 5 done. Open: The load test holds 200 requests a second',
    {
      key: 'checklist:before-production',
      status: 'waiting',
      code: 'items-open',
      about: 'open items load-test, smoke',
    },
  ),
  gate('approvals', '2 approvals from qfa-leads', '1 of 2.', {
    key: 'approvals',
    status: 'waiting',
    code: 'approval-needed',
    evidence: [`${MONA} at ${ago(4 * MINUTE)}: looks good`],
  }),
];

const people: PromotionView = {
  ...waiting,
  id: 'p-people',
  number: 191,
  message: 'Waits for checks, a sign-off, a checklist and an approval',
  gates: peopleGates,
  checklists: [before, after],
  decisions: [
    {
      actor: BEN,
      decision: 'sign-off',
      gate: 'qa',
      emergency: false,
      comment: '14 journeys, no findings',
      at: ago(30 * MINUTE),
      voided: null,
    },
    {
      actor: MONA,
      decision: 'approve',
      gate: null,
      emergency: false,
      comment: 'looks good',
      at: ago(4 * MINUTE),
      voided: null,
    },
  ],
  can: {
    ...nothing,
    approve: true,
    reject: true,
    signOff: ['security'],
    override: true,
  },
};

const changed: PromotionView = {
  ...waiting,
  id: 'p-plan-changed',
  number: 192,
  planHash: 'b'.repeat(64),
  planChange,
  decisions: [
    {
      actor: BEN,
      decision: 'approve',
      gate: null,
      emergency: false,
      comment: 'fine',
      at: ago(8 * MINUTE),
      voided: 'The plan changed',
    },
  ],
};

const emergency: PromotionView = {
  ...waiting,
  id: 'p-emergency',
  number: 193,
  emergency: true,
  reason: 'production answers 500 since 09:12',
  message: 'Waits for 1 approval from incident-leads',
  gates: [
    ...gates.slice(0, 5),
    gate('approvals', '1 approval from incident-leads', '0 of 1.', {
      key: 'approvals',
      status: 'waiting',
      code: 'approval-needed',
    }),
  ],
};

const emergencyDone: PromotionView = {
  ...emergency,
  id: 'p-emergency-verifying',
  state: 'verifying',
  message: 'Waiting for the checklist after production',
  gates: approvedGates,
  steps: progress(1, { state: 'running', startedAt: ago(22_000) }),
  checklists: [
    {
      ...after,
      items: after.items.map(each => ({ ...each, mayTick: true })),
    },
  ],
  decisions: [
    {
      actor: MONA,
      decision: 'approve',
      gate: null,
      emergency: true,
      comment: 'go',
      at: ago(4 * MINUTE),
      voided: null,
    },
  ],
  events: [
    ...waiting.events,
    { at: ago(4 * MINUTE), actor: ADA, message: 'approved as an emergency' },
  ],
  can: nothing,
};

/** Promotions in which people do more than approve. */
export const peoplePromotions = [people, changed, emergency, emergencyDone];
