import type {
  Drill,
  RollbackDrillSpec,
} from 'backstage-plugin-release-flow-common';
import { checkDrill } from './drill';
import { codesOf, declaring, healthy } from './__testUtils__/healthy';

/** Of `now`, in the facts of a healthy service. */
const LATELY = '2026-02-20T00:00:00.000Z';
const LONG_AGO = '2025-10-01T00:00:00.000Z';

const drill = (change: Partial<Drill> = {}): Drill => ({
  ...{ id: 'd', kind: 'real', state: 'passed', message: 'Back and forward' },
  ...{ by: 'user:default/ada', at: LATELY, endedAt: LATELY, reason: 'x' },
  from: { deployment: '2', label: 'v2' },
  to: { deployment: '1', label: 'v1' },
  ...{ back: null, forward: null, within: null, inTime: null },
  passedAt: LATELY,
  ...change,
});

const look = (
  rollbackDrill: RollbackDrillSpec | undefined,
  drills: Record<string, Drill>,
  lastRollbacks: Record<string, string> = {},
) =>
  checkDrill({
    ...healthy(declaring({}, { rollbackDrill })),
    ...{ drills, lastRollbacks },
  });

it.each<
  [string, RollbackDrillSpec | undefined, Record<string, Drill>, string[]]
>([
  ['one passed lately', 'P90D', { staging: drill() }, []],
  ['it passed in production, as a preflight', 'P90D', { prd: drill() }, []],
  ['the flow asks for none', undefined, {}, []],
  ['there was none', 'P90D', {}, ['warning rollback-not-exercised']],
  [
    'the last one is long ago',
    { every: 'P90D' },
    { staging: drill({ passedAt: LONG_AGO }) },
    ['warning rollback-long-ago'],
  ],
  [
    'one was called off, and the one before is long ago',
    'P90D',
    { staging: drill({ state: 'called-off', passedAt: LONG_AGO }) },
    ['warning rollback-long-ago'],
  ],
  [
    'it failed, and never passed',
    'P90D',
    { staging: drill({ state: 'failed', passedAt: null }) },
    ['warning rollback-not-exercised', 'warning drill-failed'],
  ],
  [
    'it was too slow',
    { every: 'P90D', within: 'PT1M' },
    { staging: drill({ within: 'PT1M', inTime: false }) },
    ['warning drill-slow'],
  ],
  [
    'each of those that are named is asked for',
    { every: 'P90D', environments: ['dev', 'staging'] },
    { staging: drill() },
    ['warning rollback-not-exercised'],
  ],
  [
    'it failed where none is asked for any more',
    { every: 'P90D', environments: ['staging'] },
    { staging: drill(), dev: drill({ state: 'failed' }) },
    [],
  ],
])('%s', (_when, declared, drills, codes) => {
  expect(codesOf(look(declared, drills))).toEqual(codes);
});

it('says how long ago, where, and what to do', () => {
  const [found] = look('P90D', { staging: drill({ passedAt: LONG_AGO }) });
  expect(found).toMatchObject({
    environment: 'staging',
    message:
      'qfa-backend was last tried by a drill at 2025-10-01T00:00:00.000Z, 151 days ago; the flow asks for it every 90 days.',
    fix: "Try the way back in dev: 'Drill' in its menu",
  });
});

it('counts a real rollback as well as a drill', () => {
  const old = { staging: drill({ passedAt: LONG_AGO }) };
  expect(look('P90D', old, { prd: LATELY })).toEqual([]);
});
