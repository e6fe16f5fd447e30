import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { generateKeyPairSync } from 'crypto';
import createKnex from 'knex';
import { resolve } from 'path';
import { findBrokenLink, GENESIS_HASH } from '../policy/audit';
import { checkpointProblem } from '../policy/auditCheckpoint';
import { summarise } from '../policy/auditSummary';
import { Stores } from './Stores';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const SHOP = 'component:default/shop';
const CAFE = 'component:default/cafe';
const at = (minute: number) =>
  new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const event = (chain: string, index = 0) => ({
  chain,
  at: at(index),
  actor: 'user:default/ada',
  type: 'test',
  operationId: null,
  data: { index },
});

class Signal {
  give = () => {};
  readonly given = new Promise<void>(done => {
    this.give = done;
  });
}

/** Until a statement waits for a lock that another transaction holds. */
async function somebodyWaits({ knex }: Stores): Promise<void> {
  for (;;) {
    const { rows } = await knex.raw(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (rows.length > 0) return;
  }
}

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('audit stores, %p', id => {
  let stores: Stores;
  /** Another replica, with a pool of its own where the database serves several. */
  let replica: Stores;

  beforeEach(async () => {
    const knex = await databases.init(id);
    const database = mockServices.database({
      knex,
      migrations: { skip: false },
    });
    stores = await Stores.create(database);
    replica =
      id === 'SQLITE_3'
        ? stores
        : await Stores.create(
            mockServices.database({ knex: createKnex(knex.client.config) }),
          );
  });

  afterEach(async () => {
    if (replica !== stores) await replica.knex.destroy();
  });

  const append = (on: Stores, chain: string, index: number) =>
    on.transaction(transaction =>
      transaction.audit.append(event(chain, index)),
    );

  it('chains what two replicas write at once, without a fork or a failure', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        append(
          index % 2 ? stores : replica,
          index % 4 < 3 ? SHOP : CAFE,
          index,
        ),
      ),
    );
    for (const [chain, length] of [
      [SHOP, 30],
      [CAFE, 10],
    ] as const) {
      const events = await stores.audit.ofChain(chain);
      expect(events.map(({ seq }) => seq)).toEqual(
        Array.from({ length }, (_, index) => index + 1),
      );
      expect(findBrokenLink(events)).toBeUndefined();
    }
  });

  it('never lets two transactions wait for each other, whatever their order', async () => {
    await stores.repositories.ensure('git.example/acme/x', at(0));
    const touch = (on: Stores, chains: string[], first: 'row' | 'event') =>
      on.transaction(async transaction => {
        const row = () =>
          transaction
            .knex('repositories')
            .where({ key: 'git.example/acme/x' })
            .update({ due_at: at(1) });
        if (first === 'row') await row();
        for (const chain of chains) {
          await transaction.audit.append(event(chain));
        }
        if (first === 'event') await row();
      });
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        index % 2
          ? touch(stores, [SHOP, CAFE], 'row')
          : touch(replica, [CAFE, SHOP], 'event'),
      ),
    );
    expect(await stores.audit.ofChain(SHOP)).toHaveLength(12);
    expect(findBrokenLink(await stores.audit.ofChain(CAFE))).toBeUndefined();
  });

  it('stores no event of a transaction that fails, and those of an inner one with the outer', async () => {
    await expect(
      stores.transaction(async transaction => {
        await transaction.audit.append(event(SHOP, 1));
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await stores.audit.ofChain(SHOP)).toEqual([]);
    await stores.transaction(async outer => {
      await outer.audit.append(event(SHOP, 1));
      await outer.transaction(inner => inner.audit.append(event(SHOP, 2)));
      await outer
        .transaction(async inner => {
          await inner.audit.append(event(SHOP, 3));
          throw new Error('no');
        })
        .catch(() => undefined);
    });
    const events = await stores.audit.ofChain(SHOP);
    expect(events.map(({ data }) => data.index)).toEqual([1, 2]);
  });

  it('takes over the chains that were there before', async () => {
    for (let index = 1; index <= 3; index++) await append(stores, SHOP, index);
    await append(stores, CAFE, 1);
    const directory = resolve(__dirname, '../../migrations');
    const name = '20261121110000_audit.js';
    await stores.knex.migrate.down({ directory, name });
    expect(await stores.knex.schema.hasTable('audit_heads')).toBe(false);
    await stores.knex.migrate.up({ directory, name });
    await append(stores, SHOP, 4);
    await append(stores, CAFE, 2);
    for (const [chain, length] of [
      [SHOP, 4],
      [CAFE, 2],
    ] as const) {
      const events = await stores.audit.ofChain(chain);
      expect(events).toHaveLength(length);
      expect(findBrokenLink(events)).toBeUndefined();
    }
  });

  describe('checkpoints', () => {
    const make = (minute: number, limit = 100) =>
      stores.transaction(transaction =>
        transaction.auditCheckpoints.make(at(minute), at(minute - 10), limit),
      );

    it('name the ends of the chains that grew, and nothing when none did', async () => {
      expect(await make(0)).toBeUndefined();
      await append(stores, SHOP, 1);
      await append(stores, CAFE, 1);
      await append(stores, SHOP, 2);
      const [, last] = await stores.audit.ofChain(SHOP);
      const first = (await make(1))!;
      expect(first).toMatchObject({ seq: 1, previous: GENESIS_HASH });
      expect(first.heads[SHOP]).toEqual({ seq: 2, hash: last.hash });
      expect(Object.keys(first.heads).sort()).toEqual([CAFE, SHOP]);
      expect(await make(2)).toBeUndefined();
      await append(stores, CAFE, 2);
      const second = (await make(3))!;
      expect(Object.keys(second.heads)).toEqual([CAFE]);
      expect(checkpointProblem(second, first)).toBeUndefined();
    });

    it('come in pieces, and again after a while', async () => {
      for (const name of ['a', 'b', 'c']) {
        await append(stores, `component:default/${name}`, 1);
      }
      const sizes = [await make(1, 2), await make(1, 2), await make(1, 2)].map(
        checkpoint => checkpoint && Object.keys(checkpoint.heads).length,
      );
      expect(sizes).toEqual([2, 1, undefined]);
      expect(Object.keys((await make(12))!.heads)).toHaveLength(3);
    });

    // SQLite serves one connection, so nothing can come in between there.
    if (id !== 'SQLITE_3') {
      it('name a chain again that grew while they were made', async () => {
        await append(stores, SHOP, 1);
        const [written, committed] = [new Signal(), new Signal()];
        const growing = replica.transaction(async transaction => {
          await transaction.audit.write([event(SHOP, 2)]);
          written.give();
          await committed.given;
        });
        await written.given;
        const making = make(1);
        await somebodyWaits(replica);
        committed.give();
        await growing;
        expect((await making)!.heads[SHOP]).toMatchObject({ seq: 1 });
        expect((await make(2))!.heads[SHOP]).toMatchObject({ seq: 2 });
      });
    }

    it('are kept until they are announced, and the last one for good', async () => {
      for (const minute of [1, 2, 3]) {
        await append(stores, SHOP, minute);
        await make(minute);
      }
      const waiting = await stores.auditCheckpoints.unannounced();
      expect(waiting.map(({ seq }) => seq)).toEqual([1, 2, 3]);
      for (const { seq } of waiting.slice(0, 2)) {
        await stores.auditCheckpoints.markAnnounced(seq);
      }
      const [third] = await stores.auditCheckpoints.unannounced();
      await stores.auditCheckpoints.markAnnounced(third.seq);
      expect(await stores.knex('audit_checkpoints').select('seq')).toEqual([
        { seq: 3 },
      ]);
      await append(stores, SHOP, 4);
      expect(await make(4)).toMatchObject({ seq: 4, previous: third.hash });
    });
  });

  it('exports in pages, a summary with the first page of its chain', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    for (let index = 1; index <= 5; index++) {
      await append(stores, SHOP, index);
      await append(stores, CAFE, index);
    }
    const removed = (await stores.audit.ofChain(SHOP)).slice(0, 2);
    await stores.auditSummaries.put(
      summarise(removed, undefined, at(9), privateKey),
    );
    await stores.audit.removeThrough(SHOP, 2);
    const lines: string[] = [];
    let after: { chain: string; seq: number } | undefined;
    for (;;) {
      const page = await stores.audit.exportPage(after, { limit: 3 });
      lines.push(
        ...page.summaries.map(({ chain }) => `${chain} summary`),
        ...page.events.map(({ chain, seq }) => `${chain} ${seq}`),
      );
      after = page.events[page.events.length - 1];
      if (!after) break;
    }
    expect(lines).toEqual([
      ...[1, 2, 3].map(seq => `${CAFE} ${seq}`),
      `${SHOP} summary`,
      ...[4, 5].map(seq => `${CAFE} ${seq}`),
      ...[3, 4, 5].map(seq => `${SHOP} ${seq}`),
    ]);
  });
});
