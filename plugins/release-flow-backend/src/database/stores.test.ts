import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { randomUUID } from 'crypto';
import { resolve } from 'path';
import { exampleBinding } from '../__testUtils__/bindings';
import { findBrokenLink } from '../policy/audit';
import { newOperation } from '../policy/newOperation';
import { Stores } from './Stores';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const binding = exampleBinding();
const SERVICE = binding.service.ref;

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('stores, %p', id => {
  let stores: Stores;
  const now = () => new Date().toISOString();
  const lease = () => ({
    token: randomUUID(),
    now: new Date(Date.now() + 1_000).toISOString(),
    until: new Date(Date.now() + 60_000).toISOString(),
    limit: 10,
  });
  const operation = (change = {}) =>
    newOperation(binding, 'promotion', now(), {
      requestedBy: 'user:default/ada',
      origin: 'person',
      via: 'rest',
      label: 'v1',
      message: '',
      ...change,
    });

  beforeEach(async () => {
    const knex = await databases.init(id);
    stores = await Stores.create(
      mockServices.database({ knex, migrations: { skip: false } }),
    );
  });

  it('gives each due operation to one of many workers', async () => {
    for (let count = 0; count < 12; count++) {
      await stores.operations.create(operation());
    }
    const claims = await Promise.all(
      [1, 2, 3, 4].map(() =>
        stores.operations.claimDue({ ...lease(), limit: 5 }),
      ),
    );
    const ids = claims.flat().map(claimed => claimed.id);
    expect(new Set(ids).size).toBe(ids.length);
    const rest = await stores.operations.claimDue({ ...lease(), limit: 50 });
    expect(ids.length + rest.length).toBe(12);
    expect(await stores.operations.claimDue(lease())).toEqual([]);
  });

  it('looks at once at what was called for while a worker looked at it', async () => {
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const { operations } = stores;
    const { id: stored } = (await operations.create(operation()))!;
    /** One look that puts off the next; whether it is due again at once. */
    const look = async (meanwhile: () => Promise<unknown>) => {
      await operations.markDue([stored], now());
      const work = lease();
      const [claimed] = await operations.claimDue(work);
      await meanwhile();
      await operations.advance(claimed, { dueAt: later });
      await operations.releaseLease(stored, work.token);
      const again = lease();
      const [due] = await operations.claimDue(again);
      if (due) await operations.releaseLease(stored, again.token);
      return Boolean(due);
    };
    // Nothing happened since the worker began to read.
    expect(await look(async () => undefined)).toBe(false);
    expect(await look(() => operations.markDue([stored], now()))).toBe(true);
    const { serviceRef } = (await operations.get(stored))!;
    expect(await look(() => operations.markServiceDue(serviceRef, now()))).toBe(
      true,
    );
    // A second look in the same claim reads all of it again.
    const more = async () => {
      await operations.markDue([stored], now());
      const { leaseToken } = (await stores
        .knex('operations')
        .where({ id: stored })
        .first('lease_token as leaseToken')) as { leaseToken: string };
      await operations.extendLease(stored, leaseToken, later);
    };
    expect(await look(more)).toBe(false);
    // What is over is not looked at again.
    await operations.markDue([stored], now());
    const work = lease();
    const [claimed] = await operations.claimDue(work);
    await operations.markDue([stored], now());
    const ended = {
      state: 'cancelled',
      finishedAt: now(),
      dueAt: null,
    } as const;
    await operations.advance(claimed, ended);
    await operations.releaseLease(stored, work.token);
    expect(await operations.claimDue(lease())).toEqual([]);
  });

  it('lets one of two writers of the same version win', async () => {
    const stored = (await stores.operations.create(operation()))!;
    const writes = await Promise.all([
      stores.operations.advance(stored, { message: 'one' }),
      stores.operations.advance(stored, { message: 'two' }),
    ]);
    expect(writes.filter(Boolean)).toHaveLength(1);
    expect((await stores.operations.get(stored.id))!.version).toBe(2);
  });

  it('stores the same request, and the same trigger, once', async () => {
    const request = { idempotencyKey: 'task:1' };
    const trigger = { triggerKey: 'published:v1' };
    const first = await stores.operations.create(operation(request));
    expect(await stores.operations.create(operation(request))).toBeUndefined();
    expect(await stores.operations.create(operation(trigger))).toBeDefined();
    expect(await stores.operations.create(operation(trigger))).toBeUndefined();
    expect(
      await stores.operations.byIdempotencyKey(
        SERVICE,
        'user:default/ada',
        'task:1',
      ),
    ).toMatchObject({ id: first!.id });
  });

  it('locks all keys or none', async () => {
    expect(await stores.locks.take(['a', 'b'], 'one', '1')).toBeUndefined();
    expect(await stores.locks.take(['b', 'c'], 'two', '2')).toEqual({
      holder: 'one',
    });
    expect(await stores.locks.holders(['c'])).toEqual([]);
    await stores.locks.release('one');
    expect(await stores.locks.take(['b', 'c'], 'two', '3')).toBeUndefined();
  });

  it('commits the intent of a step once, and lets one successor renew it', async () => {
    const effect = {
      id: randomUUID(),
      operationId: 'o',
      step: 'deploy',
      kind: 'target-change',
      intent: { a: 1 },
      leaseToken: 'first',
      committedAt: now(),
      notAfter: now(),
      outcome: null,
      result: null,
      settledAt: null,
    };
    expect(await stores.effects.commit(effect)).toBe(true);
    expect(await stores.effects.commit({ ...effect, id: randomUUID() })).toBe(
      false,
    );
    const next = { committedAt: now(), notAfter: now() };
    const renewals = await Promise.all(
      ['second', 'third'].map(leaseToken =>
        stores.effects.renew(effect, { ...next, leaseToken }),
      ),
    );
    expect(renewals.filter(Boolean)).toHaveLength(1);
    const late = stores.effects.settle(effect, 'absent', { ok: false }, now());
    expect(await late).toBe(false);
    const renewed = (await stores.effects.get('o', 'deploy'))!;
    const settle = (outcome: 'happened' | 'absent') =>
      stores.effects.settle(renewed, outcome, { ok: true }, now());
    expect(await settle('happened')).toBe(true);
    expect(await settle('absent')).toBe(false);
    const settled = (await stores.effects.get('o', 'deploy'))!;
    expect(settled).toMatchObject({
      outcome: 'happened',
      result: { ok: true },
      intent: { a: 1 },
    });
    expect(
      await stores.effects.renew(settled, { ...next, leaseToken: 'fourth' }),
    ).toBe(false);
  });

  it('chains what many write at once without a gap', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        stores.transaction(transaction =>
          transaction.audit.append({
            chain: SERVICE,
            at: now(),
            actor: 'user:default/ada',
            type: 'test',
            operationId: null,
            data: { index },
          }),
        ),
      ),
    );
    const events = await stores.audit.ofChain(SERVICE);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(findBrokenLink(events)).toBeUndefined();
    expect(findBrokenLink([...events.slice(0, 3), ...events.slice(4)])).toEqual(
      { seq: 4, reason: 'missing' },
    );
  });

  it('keeps a repository due that was marked while it was read', async () => {
    await stores.repositories.ensure('git.example/acme/x', now());
    const work = lease();
    const [claimed] = await stores.repositories.claimDue(work);
    const mark = new Date(Date.now() + 2_000).toISOString();
    await stores.repositories.markDue(claimed.key, mark);
    await stores.repositories.finish(claimed, work.token, {
      dueAt: '2999-01-01T00:00:00.000Z',
      error: null,
      failures: 0,
    });
    expect(await stores.repositories.get(claimed.key)).toMatchObject({
      dueAt: mark,
    });
  });

  it('undoes its migration', async () => {
    const directory = resolve(__dirname, '../../migrations');
    await stores.knex.migrate.rollback({ directory }, true);
    expect(await stores.knex.schema.hasTable('operations')).toBe(false);
    await stores.knex.migrate.latest({ directory });
    expect(await stores.knex.schema.hasTable('operations')).toBe(true);
  });
});
