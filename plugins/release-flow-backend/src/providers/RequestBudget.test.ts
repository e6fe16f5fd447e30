import { RequestBudget } from './RequestBudget';

const HOUR = 3_600_000;

describe('a budget of requests', () => {
  let now: number;
  let budget: RequestBudget;
  beforeEach(() => {
    now = Date.parse('2026-01-01T00:00:00Z');
    budget = new RequestBudget(
      'GitHub',
      () => now,
      () => 0,
    );
  });

  const ask = (background: boolean, account = 'acme', resource = 'core') => {
    try {
      budget.require(account, resource, { what: 'releases', background });
      return 'read';
    } catch (error: any) {
      return error;
    }
  };
  const told = (
    remaining: number,
    { isFree = false, background = true } = {},
  ) =>
    budget.note(
      'acme',
      'core',
      { limit: 100, remaining, resetAt: now + HOUR },
      { background, isFree },
    );

  it('lets anything be read before anything is known', () => {
    expect(ask(true)).toBe('read');
  });

  it('leaves the last 30 % of a quota to promotions under way', () => {
    told(30);
    expect(ask(true)).toBe('read');
    told(29);
    expect(ask(true)).toMatchObject({
      trouble: 'rate-limited',
      message: expect.stringContaining('29 of 100 requests are left'),
      options: { retryAfterMs: HOUR },
    });
    expect(ask(false)).toBe('read');
  });

  it('uses no more than 30 % of a quota for the background', () => {
    for (let count = 0; count < 29; count++) told(90);
    expect(ask(true)).toBe('read');
    told(90);
    expect(ask(true).message).toContain('used its 30 % of 100 requests');
    expect(ask(false)).toBe('read');
  });

  it('counts neither what a cache answered nor what promotions asked', () => {
    for (let count = 0; count < 100; count++) {
      told(90, { isFree: true });
      told(90, { background: false });
    }
    expect(ask(true)).toBe('read');
  });

  it('begins anew with the window', () => {
    for (let count = 0; count < 40; count++) told(20);
    expect(ask(true)).not.toBe('read');
    now += HOUR + 1;
    expect(ask(true)).toBe('read');
    told(99);
    expect(ask(true)).toBe('read');
  });

  it('keeps accounts and quotas apart', () => {
    told(1);
    expect(ask(true, 'other')).toBe('read');
    expect(ask(true, 'acme', 'graphql')).toBe('read');
  });

  it('lets nobody read while the provider said to wait', () => {
    budget.wait('acme', 5_000);
    for (const background of [true, false]) {
      for (const resource of ['core', 'graphql']) {
        expect(ask(background, 'acme', resource)).toMatchObject({
          options: { retryAfterMs: 5_000 },
        });
      }
    }
    now += 5_000;
    expect(ask(true)).toBe('read');
  });
});
