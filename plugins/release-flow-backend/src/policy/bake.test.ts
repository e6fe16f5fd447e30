import fc from 'fast-check';
import { bakeEveryMs, bakeOn, bakeWithinMs, type Baked } from './bake';

const start = Date.parse('2026-11-21T12:00:00.000Z');
const at = (ms: number) => new Date(start + ms).toISOString();
const everyMs = 10_000;

function bake(looks: Array<[number, boolean]>): Baked {
  return looks.reduce<Baked | undefined>(
    (before, [ms, isHealthy]) =>
      bakeOn(before, { isHealthy, at: at(ms), everyMs }),
    undefined,
  )!;
}

it.each<[string, Array<[number, boolean]>, number]>([
  ['the first look proves no time', [[0, true]], 0],
  [
    'time between two healthy looks',
    [
      [0, true],
      [10_000, true],
    ],
    10_000,
  ],
  [
    'not the time up to an unhealthy look',
    [
      [0, true],
      [10_000, false],
    ],
    0,
  ],
  [
    'not the time after one',
    [
      [0, true],
      [10_000, true],
      [20_000, false],
      [30_000, true],
    ],
    10_000,
  ],
  [
    'what was before and after it together',
    [
      [0, true],
      [10_000, true],
      [20_000, false],
      [30_000, true],
      [40_000, true],
    ],
    20_000,
  ],
  [
    'no gap in which nobody looked',
    [
      [0, true],
      [60_000, true],
    ],
    0,
  ],
  [
    'a late look all the same',
    [
      [0, true],
      [25_000, true],
    ],
    25_000,
  ],
])('counts %s', (_name, looks, healthyMs) => {
  expect(bake(looks).healthyMs).toBe(healthyMs);
});

it('never counts more than the time that passed', () => {
  const steps = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 90_000 }), fc.boolean()),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(steps, given => {
      let ms = 0;
      const looks = given.map(([step, healthy]): [number, boolean] => {
        ms += step;
        return [ms, healthy];
      });
      const baked = bake(looks).healthyMs;
      expect(baked).toBeGreaterThanOrEqual(0);
      expect(baked).toBeLessThanOrEqual(ms - looks[0][0]);
    }),
  );
});

it('looks twenty times, but neither in a rush nor seldom', () => {
  expect(bakeEveryMs(60_000, 2_000)).toBe(3_000);
  expect(bakeEveryMs(10_000, 2_000)).toBe(2_000);
  expect(bakeEveryMs(3_600_000, 2_000)).toBe(30_000);
});

it('takes twice its time at most, unless the flow says otherwise', () => {
  expect(bakeWithinMs({ for: 'PT1H' })).toBe(2 * 3_600_000);
  expect(bakeWithinMs({ for: 'PT1M' })).toBe(11 * 60_000);
  expect(bakeWithinMs({ for: 'PT1M', within: 'PT3M' })).toBe(3 * 60_000);
});
