import type { Plan, TypedConfig } from 'backstage-plugin-release-flow-common';
import type { FreezeRecord, OverrideRecord } from '../../database/records';
import type { PromotionFacts } from '../facts';
import {
  decision,
  HASH,
  image,
  judge,
  NOW,
  prd,
  read,
  release,
  resultOf,
} from './__testUtils__/gateFixtures';

const freeze = (change: Partial<FreezeRecord> = {}): FreezeRecord => ({
  id: 'f1',
  kind: 'window',
  title: 'Winter break',
  reason: 'nobody is there',
  scope: { tiers: ['production'] },
  from: '2026-11-20T00:00:00.000Z',
  until: '2026-11-28T00:00:00.000Z',
  recurrence: null,
  by: 'user:default/mona',
  at: NOW,
  ended: null,
  ...change,
});
const stop = freeze({
  id: 'f2',
  kind: 'stop-the-line',
  until: null,
  scope: {},
});
const ignoring: typeof prd = {
  ...prd,
  rollback: { ...prd.rollback, during: 'freeze-ignored' },
};

describe('freeze', () => {
  const gate = { type: 'freeze' };
  it.each<[string, FreezeRecord[], string]>([
    ['none', [], 'passed: no-freeze'],
    ['one', [freeze()], 'waiting: frozen'],
    [
      'of another tier',
      [freeze({ scope: { tiers: ['staging'] } })],
      'passed: no-freeze',
    ],
    [
      'of another service',
      [freeze({ scope: { services: ['component:default/other'] } })],
      'passed: no-freeze',
    ],
    ['that is over', [freeze({ until: NOW })], 'passed: no-freeze'],
    [
      'that was ended',
      [freeze({ ended: { by: 'x', at: NOW, reason: 'y' } })],
      'passed: no-freeze',
    ],
    ['of everything', [stop], 'waiting: line-stopped'],
  ])('%s', (_name, freezes, expected) => {
    expect(judge(gate, { freezes })).toBe(expected);
  });

  it.each<[string, Plan['intent'], typeof prd, FreezeRecord[], string]>([
    ['a rollback respects it', 'rollback', prd, [freeze()], 'waiting: frozen'],
    [
      'unless the flow lets it',
      'rollback',
      ignoring,
      [freeze()],
      'passed: freeze-ignored',
    ],
    [
      'a promotion never gets that',
      'promote',
      ignoring,
      [freeze()],
      'waiting: frozen',
    ],
    [
      'a stopped line stops rollbacks too',
      'rollback',
      ignoring,
      [stop],
      'waiting: line-stopped',
    ],
  ])('%s', (_name, intent, environment, freezes, expected) => {
    const options = { intent, in: environment };
    expect(judge(gate, { freezes }, options)).toBe(expected);
  });

  it('says until when, and is looked at then', () => {
    const result = resultOf(gate, { freezes: [freeze()] });
    expect(result.message).toBe(
      'Winter break until 2026-11-28T00:00:00.000Z: nobody is there',
    );
    expect(result.nextCheckAt).toBe('2026-11-28T00:00:00.000Z');
  });

  const windows = (schedule: string) => ({
    type: 'freeze',
    windows: [{ schedule, duration: 'PT4H', timeZone: 'Europe/Berlin' }],
  });
  it.each<[string, TypedConfig, string]>([
    ['inside a window', windows('0 10 * * SAT'), 'passed: window-open'],
    ['outside of it', windows('0 10 * * MON'), 'waiting: window-closed'],
  ])('%s', (_name, config, expected) => {
    expect(judge(config)).toBe(expected);
  });

  it('stops inside a window as well', () => {
    expect(judge(windows('0 10 * * SAT'), { freezes: [freeze()] })).toBe(
      'waiting: frozen',
    );
  });
});

describe('override', () => {
  const olga = 'user:default/olga';
  const within: typeof prd = { ...prd, allow: { override: [olga] } };
  const frozen = { freezes: [freeze()] };
  const members = read({ [olga]: [olga], 'group:default/qfa-leads': [] });
  const gate = { type: 'freeze' };
  const options = { in: within };
  const override = (change: Partial<OverrideRecord> = {}): OverrideRecord => ({
    operationId: 'o1',
    gate: 'freeze',
    about: 'freeze f1',
    planHash: HASH,
    actor: olga,
    reason: 'customers are down',
    at: NOW,
    ...change,
  });
  const overridden = 'passed: overridden';
  it.each<[string, Partial<PromotionFacts>, string]>([
    ['by one who may', { overrides: [override()] }, overridden],
    [
      'of another plan',
      { overrides: [override({ planHash: 'old' })] },
      'waiting: frozen',
    ],
    [
      'of another gate',
      { overrides: [override({ gate: 'checks' })] },
      'waiting: frozen',
    ],
    [
      'by one who may not any more',
      { overrides: [override({ actor: 'user:default/ada' })] },
      'waiting: frozen',
    ],
    [
      'before a second freeze began',
      { overrides: [override()], freezes: [freeze(), stop] },
      'waiting: line-stopped',
    ],
    [
      'while members are not read',
      { overrides: [override()], members: { unread: 'down' } },
      'waiting: frozen',
    ],
  ])('%s', (_name, facts, expected) => {
    expect(judge(gate, { ...frozen, members, ...facts }, options)).toBe(
      expected,
    );
  });

  it('keeps what the gate said, and who let it pass', () => {
    const facts = { ...frozen, members, overrides: [override()] };
    const { message, overridden: by } = resultOf(gate, facts, options);
    expect(message).toContain('Winter break');
    expect(by).toEqual({ by: olga, at: NOW, reason: 'customers are down' });
  });

  it.each<[string, TypedConfig, Partial<PromotionFacts>]>([
    [
      'a draft',
      { type: 'source' },
      { release: { ...release, state: 'draft' } },
    ],
    [
      'a rejected release',
      { type: 'source' },
      {
        rejections: [
          { ...release, rejected: { by: olga, at: NOW, reason: 'bad' } },
        ],
      },
    ],
    ['what was never upstream', { type: 'proven-upstream' }, { upstream: [] }],
    [
      'a missing image',
      { type: 'artifact-available' },
      { images: read([{ ...image, found: undefined }]) },
    ],
    [
      'missing approvals',
      {
        type: 'approvals',
        required: 1,
        from: ['group:default/qfa-leads'],
        preventSelfApproval: true,
      },
      { decisions: [decision(olga)] },
    ],
    [
      'a missing sign-off',
      { type: 'sign-off', name: 'qa', from: [olga], preventSelfApproval: true },
      {},
    ],
    [
      'what could not be read',
      { type: 'configuration-resolved' },
      { references: { unread: 'down' } },
    ],
  ])('never lets %s pass', (_name, config, facts) => {
    const first = resultOf(config, { members, ...facts }, options);
    expect(first.status).not.toBe('passed');
    expect(first.about).toBeUndefined();
    const overrides = [
      override({ gate: first.key, about: first.code }),
      override({ gate: first.key, about: '' }),
    ];
    const again = resultOf(config, { members, ...facts, overrides }, options);
    expect(again.status).not.toBe('passed');
  });

  it('lets a moved tag pass, but not one that moved again', () => {
    const config = { type: 'source' };
    const moved = (sha: string) => ({
      members,
      tagCommit: read(sha.repeat(40)),
    });
    const first = resultOf(config, moved('e'), options);
    expect(first.code).toBe('artifact-changed');
    const overrides = [override({ gate: 'source', about: first.about })];
    expect(judge(config, { ...moved('e'), overrides }, options)).toBe(
      overridden,
    );
    expect(judge(config, { ...moved('f'), overrides }, options)).toBe(
      'blocked: artifact-changed',
    );
  });
});
