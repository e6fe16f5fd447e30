import type { FreezeRecord } from '../database/records';
import { covers, freezeAt, recurrenceProblem, windowsAround } from './freezes';

const freeze = (change: Partial<FreezeRecord>) => ({
  kind: 'window' as const,
  from: '2026-12-24T00:00:00.000Z',
  until: '2026-12-27T00:00:00.000Z',
  recurrence: null,
  ended: null,
  ...change,
});
const weekend = {
  schedule: '0 16 * * FRI',
  duration: 'P2DT16H',
  timeZone: 'Europe/Berlin',
};

describe('once', () => {
  it.each([
    ['before', '2026-12-23T23:59:59.999Z', false, '2026-12-24T00:00:00.000Z'],
    ['at its first instant', '2026-12-24T00:00:00.000Z', true, null],
    ['at its last', '2026-12-26T23:59:59.999Z', true, null],
    ['after', '2026-12-27T00:00:00.000Z', false, null],
  ])('%s', (_name, now, active, nextAt) => {
    const seen = freezeAt(freeze({}), now);
    expect([Boolean(seen.active), seen.nextAt]).toEqual([active, nextAt]);
  });

  it('is over when somebody ended it', () => {
    const ended = { by: 'user:default/mona', at: '', reason: 'done' };
    const seen = freezeAt(freeze({ ended }), '2026-12-25T00:00:00.000Z');
    expect(seen).toEqual({ active: undefined, nextAt: null });
  });

  it('lasts until it is ended when it stops the line', () => {
    const stop = freeze({ kind: 'stop-the-line', until: null });
    expect(freezeAt(stop, '2030-01-01T00:00:00.000Z').active).toEqual({
      from: stop.from,
      until: null,
    });
  });
});

describe('every Friday from four in the afternoon in Berlin', () => {
  const open = (now: string) => windowsAround(weekend, now).open;

  it.each([
    ['in winter, just before', '2026-11-20T14:59:59.999Z', undefined],
    [
      'in winter, at four',
      '2026-11-20T15:00:00.000Z',
      '2026-11-23T07:00:00.000Z',
    ],
    [
      'in summer, an hour earlier',
      '2026-07-03T14:00:00.000Z',
      '2026-07-06T06:00:00.000Z',
    ],
    ['on Monday at eight', '2026-11-23T07:00:00.000Z', undefined],
    [
      'over the night clocks go back, the same time of day',
      '2026-10-24T12:00:00.000Z',
      '2026-10-26T07:00:00.000Z',
    ],
  ])('%s', (_name, now, until) => {
    expect(open(now)?.until).toBe(until);
  });

  it('says when it opens next', () => {
    expect(windowsAround(weekend, '2026-11-24T00:00:00.000Z').nextAt).toBe(
      '2026-11-27T15:00:00.000Z',
    );
  });

  it('is clipped by the freeze it belongs to', () => {
    const seen = freezeAt(
      freeze({
        kind: 'recurring',
        recurrence: weekend,
        from: '2026-11-01T00:00:00.000Z',
        until: '2026-11-21T00:00:00.000Z',
      }),
      '2026-11-20T16:00:00.000Z',
    );
    expect(seen.active?.until).toBe('2026-11-21T00:00:00.000Z');
  });

  it('has not begun before its first day', () => {
    const seen = freezeAt(
      freeze({
        kind: 'recurring',
        recurrence: weekend,
        from: '2026-12-01T00:00:00.000Z',
        until: null,
      }),
      '2026-11-20T16:00:00.000Z',
    );
    expect(seen).toEqual({
      active: undefined,
      nextAt: '2026-12-04T15:00:00.000Z',
    });
  });
});

it.each([
  ['0 16 * * FRI', undefined],
  ['61 * * * *', expect.stringContaining('never fires')],
  ['0 0 30 2 *', expect.stringContaining('never fires')],
])('judges the schedule %s', (schedule, problem) => {
  expect(recurrenceProblem({ ...weekend, schedule })).toEqual(problem);
});

describe('what a scope covers', () => {
  const subject = {
    service: 'component:default/qfa-backend',
    owner: 'group:default/qfa',
    flow: 'releaseflow:default/azure',
    environment: 'prd',
    tier: 'production',
  };
  it.each([
    ['everything', {}, true],
    ['its tier', { tiers: ['production' as const] }, true],
    ['another tier', { tiers: ['staging' as const] }, false],
    ['its owner', { owners: ['group:default/qfa'] }, true],
    [
      'its flow, but another service',
      {
        flows: ['releaseflow:default/azure'],
        services: ['component:default/other'],
      },
      false,
    ],
    [
      'one of several services',
      {
        services: ['component:default/other', 'component:default/qfa-backend'],
      },
      true,
    ],
    ['another environment', { environments: ['dev'] }, false],
  ])('%s', (_name, scope, expected) => {
    expect(covers(scope, subject)).toBe(expected);
  });

  it('never covers by owner what has none', () => {
    const scope = { owners: ['group:default/qfa'] };
    expect(covers(scope, { ...subject, owner: null })).toBe(false);
  });
});
