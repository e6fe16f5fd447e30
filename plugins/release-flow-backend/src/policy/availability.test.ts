import { availabilityText, watchOn, type Availability } from './availability';

const START = Date.parse('2026-11-21T12:00:00Z');

/** Looks at these seconds; a minus stands for one that missed the site. */
function watched(...looks: [second: number, isUp: boolean][]) {
  return looks.reduce<Availability | undefined>(
    (before, [second, isUp]) =>
      watchOn(before, {
        isUp,
        message: 'GET / answered 502',
        at: new Date(START + second * 1000).toISOString(),
        everyMs: 1_000,
      }),
    undefined,
  )!;
}

it('counts from the look that missed the site to the one that found it', () => {
  expect(
    watched([0, true], [1, false], [2.5, false], [4, true], [5, true]),
  ).toMatchObject({
    looks: 5,
    missed: 2,
    unavailableMs: 3_000,
    longestMs: 3_000,
    presentMs: 0,
    watchedMs: 5_000,
  });
});

it('adds all of them up, and keeps the longest', () => {
  const seen = watched(
    [0, false],
    [2, true],
    [3, false],
    [4, true],
    [5, false],
    [6, false],
  );
  expect(seen).toMatchObject({
    unavailableMs: 4_000,
    longestMs: 2_000,
    presentMs: 1_000,
  });
  expect(availabilityText(seen)).toBe(
    'Unavailable for 4.0 s in all, 2.0 s at a time, in 6 looks over 6.0 s (last: GET / answered 502)',
  );
});

it('does not count what nobody looked at', () => {
  expect(watched([0, false], [60, false], [61, true])).toMatchObject({
    unavailableMs: 1_000,
    watchedMs: 1_000,
  });
});

it('says that it was never unavailable', () => {
  expect(availabilityText(watched([0, true], [1, true]))).toBe(
    'Never unavailable in 2 looks over 1.0 s',
  );
});
