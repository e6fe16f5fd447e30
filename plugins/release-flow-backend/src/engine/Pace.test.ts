import { Pace } from './Pace';

it('gives some at once, and then one for each stretch of time', () => {
  const pace = new Pace(2, 1_000);
  expect([pace.take(0), pace.take(0), pace.take(0)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(pace.take(900)).toBe(false);
  expect(pace.take(1_000)).toBe(true);
  expect(pace.take(1_500)).toBe(false);
});

it('saves up no more than it gives at once', () => {
  const pace = new Pace(2, 1_000);
  pace.take(0);
  expect(pace.has(60_000)).toBe(true);
  expect([pace.take(60_000), pace.take(60_000), pace.take(60_000)]).toEqual([
    true,
    true,
    false,
  ]);
});
