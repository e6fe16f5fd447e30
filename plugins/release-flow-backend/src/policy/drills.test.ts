import type { Drill } from 'backstage-plugin-release-flow-common';
import type { OperationRecord } from '../database/records';
import { drillAfter, drillKindIn, drillRulesOf } from './drill';
import { wayRefusals } from './drillRefusals';

const at = (second: number) =>
  new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();

const begun: Drill = {
  ...{ id: 'd', kind: 'real', state: 'going-back', message: 'v1 comes back' },
  ...{ by: 'user:default/ada', at: at(0), endedAt: null, reason: 'x' },
  from: { deployment: '2', label: 'v2' },
  to: { deployment: '1', label: 'v1' },
  back: { promotion: 'p1', waitedMs: null, tookMs: null },
  ...{ forward: null, within: 'PT1M', inTime: null },
  passedAt: '2025-06-01T00:00:00.000Z',
};

/** A way that was asked for, sent after `waited` seconds unless it was not, and is over by now. */
const way = (
  which: 'back' | 'forward',
  state: OperationRecord['state'],
  waited: number | null,
) =>
  ({
    ...{ id: which === 'back' ? 'p1' : 'p2', state, message: 'it says why' },
    requestedAt: at(0),
    steps: [{ id: 'deploy', startedAt: waited === null ? null : at(waited) }],
    memory: { drill: { id: 'd', way: which } },
  }) as unknown as OperationRecord;

const wentBack = drillAfter(begun, way('back', 'succeeded', 10), at(30));

it('comes forward when it went back, and knows how long that took', () => {
  expect(wentBack).toMatchObject({
    ...{ state: 'coming-forward', endedAt: null, passedAt: begun.passedAt },
    back: { promotion: 'p1', waitedMs: 10_000, tookMs: 20_000 },
  });
});

it.each<[string, Drill, OperationRecord, Partial<Drill>]>([
  [
    'passes',
    wentBack,
    way('forward', 'succeeded', 5),
    { state: 'passed', inTime: true, passedAt: at(60), endedAt: at(60) },
  ],
  [
    'passes, and says that it was slow',
    { ...wentBack, within: 'PT20S' },
    way('forward', 'succeeded', 5),
    {
      ...{ state: 'passed', inTime: false },
      message:
        'Back to v1 in 20 s and forward to v2 in 55 s, with what was waited for longer than 20 seconds',
    },
  ],
  [
    'passes where nothing is said of time',
    { ...wentBack, within: null },
    way('forward', 'succeeded', 5),
    { state: 'passed', inTime: null },
  ],
  [
    'is called off before anything was sent',
    begun,
    way('back', 'cancelled', null),
    { state: 'called-off', passedAt: begun.passedAt },
  ],
  [
    'fails on the way back',
    begun,
    way('back', 'failed', 10),
    {
      ...{ state: 'failed', inTime: null, passedAt: begun.passedAt },
      message:
        'The way back to v1 failed: it says why. v1 was sent, and v2 is what is recorded; deploy v2 again to put it right.',
    },
  ],
  [
    'fails where nobody lets it forward',
    wentBack,
    way('forward', 'rejected', null),
    {
      state: 'failed',
      message:
        'It went back to v1, but v2 did not come forward again: it says why. v1 runs there; automation is held until v2 is deployed again.',
    },
  ],
  [
    'fails on the way forward',
    wentBack,
    way('forward', 'failed', 5),
    {
      state: 'failed',
      message: expect.stringContaining(
        'v2 was sent, and v1 is what is recorded',
      ),
    },
  ],
])('%s', (_what, drill, operation, expected) => {
  expect(drillAfter(drill, operation, at(60))).toMatchObject(expected);
});

it.each([
  [undefined, 'staging', undefined],
  ['P90D', 'staging', 'real'],
  ['P90D', 'production', 'preflight'],
  [{ every: 'P90D', environments: ['x'] }, 'staging', 'real'],
  [{ every: 'P90D', environments: ['x'] }, 'production', 'preflight'],
  [{ every: 'P90D', environments: ['y'] }, 'staging', undefined],
] as const)('declared %j it is in %s %s', (declared, tier, kind) => {
  const rules = drillRulesOf(declared as never);
  expect(drillKindIn(rules, { id: 'x', tier })).toBe(kind);
});

const gate = (type: string, status: string, code: string) =>
  ({ type, status, code, title: type, message: 'why' }) as never;

it('is stopped by whatever people do not open by deciding', () => {
  const gates = [
    gate('approvals', 'waiting', 'approval-needed'),
    gate('sign-off', 'waiting', 'sign-off-needed'),
    gate('checklist', 'waiting', 'items-open'),
    gate('wait', 'waiting', 'not-begun'),
    gate('source', 'passed', 'released'),
    gate('freeze', 'waiting', 'frozen'),
    gate('artifact-available', 'blocked', 'artifact-missing'),
  ];
  const codes = (which: 'back' | 'forward') =>
    wayRefusals(
      which,
      [{ code: 'already-live', message: 'It runs there already.' }],
      gates,
    ).map(({ code }) => code);
  const closed = ['frozen', 'artifact-missing'];
  expect(codes('back')).toEqual(['already-live', ...closed]);
  // What comes forward runs now.
  expect(codes('forward')).toEqual(closed);
});
