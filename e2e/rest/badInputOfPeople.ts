import type { BadInput } from './badInput';

const freeze = (what: string, change: object, field: string): BadInput => ({
  what: `a freeze ${what}`,
  path: '//freezes',
  body: {
    ...{ kind: 'window', title: 'Year end', reason: 'nobody is there' },
    ...change,
  },
  field,
});

const about = (
  what: string,
  act: string,
  body: object,
  field: string,
): BadInput => ({
  what,
  path: `//promotions/00000000-0000-0000-0000-000000000000/${act}`,
  body,
  field,
});

const weekly = { schedule: '0 16 * * FRI', duration: 'P2D', timeZone: 'UTC' };
const planHash = 'f'.repeat(64);

const read = (what: string, path: string, field: string): BadInput => ({
  what,
  method: 'GET',
  path,
  field,
});

/** What people and auditors may get wrong. */
export const badInputOfPeople: BadInput[] = [
  read(
    'the document of a service that is no entity ref',
    '//flows/default/azure-three-stage/document?service=shop',
    'service',
  ),
  {
    what: 'a critical release without a reason',
    method: 'PUT',
    path: '/releases/v0.3.7/critical',
    body: {},
    field: 'reason',
  },
  {
    what: 'an emergency without a reason',
    path: '/promotions',
    body: {
      environment: 'prd',
      release: 'v0.3.6',
      intent: 'promote',
      emergency: true,
    },
    field: 'reason',
  },
  freeze('without an end', {}, 'until'),
  freeze(
    'that ends before it begins',
    {
      from: '2030-01-02T00:00:00Z',
      until: '2030-01-01T00:00:00Z',
    },
    'until',
  ),
  freeze('at no instant', { until: 'Monday' }, 'until'),
  freeze('that comes back, without when', { kind: 'recurring' }, 'recurrence'),
  freeze(
    'that comes back often',
    {
      kind: 'recurring',
      recurrence: { ...weekly, schedule: 'often' },
    },
    'recurrence.schedule',
  ),
  freeze(
    'somewhere',
    {
      kind: 'recurring',
      recurrence: { ...weekly, timeZone: 'Berlin' },
    },
    'recurrence.timeZone',
  ),
  freeze(
    'for ever and ever',
    {
      kind: 'recurring',
      recurrence: { ...weekly, duration: '2 days' },
    },
    'recurrence.duration',
  ),
  freeze(
    'of a tier that is none',
    {
      until: '2030-01-01T00:00:00Z',
      scope: { tiers: ['best'] },
    },
    'scope.tiers.0',
  ),
  freeze(
    'of everything but',
    {
      kind: 'stop-the-line',
      scope: { tiers: ['staging'] },
    },
    'scope',
  ),
  {
    what: 'the end of a freeze without a reason',
    method: 'DELETE',
    path: '//freezes/some-freeze',
    body: {},
    field: 'reason',
  },
  about(
    'an item that does not apply, without why',
    'checklist',
    {
      checklist: 'pre',
      item: 'backup',
      state: 'not-applicable',
    },
    'evidence',
  ),
  about(
    'an item in a bad state',
    'checklist',
    {
      checklist: 'pre',
      item: 'backup',
      state: 'nearly',
    },
    'state',
  ),
  about(
    'an override without a reason',
    'override',
    {
      gate: 'freeze',
      planHash,
    },
    'reason',
  ),
  about(
    'an override of a path',
    'override',
    {
      gate: '../freeze',
      reason: 'why not',
      planHash,
    },
    'gate',
  ),
  about(
    'a sign-off of nothing',
    'decisions',
    {
      decision: 'sign-off',
      comment: 'looked at it',
      planHash,
    },
    'gate',
  ),
  about(
    'a sign-off without a word',
    'decisions',
    {
      decision: 'sign-off',
      gate: 'qa',
      planHash,
    },
    'comment',
  ),
  about(
    'an approval of a sign-off',
    'decisions',
    {
      decision: 'approve',
      gate: 'qa',
      planHash,
    },
    'gate',
  ),
  about(
    'a review that is none',
    'github-review',
    {
      decision: 'later',
    },
    'decision',
  ),
  {
    what: 'the check of nothing',
    path: '//flows/check',
    body: {},
    field: 'entity',
  },
  read('a bad freeze filter', '//freezes?open=perhaps', 'open'),
  read('too much of the audit', '//audit?limit=5000', 'limit'),
  read('an audit of no chain', '//audit/export?service=qfa-backend', 'service'),
];
