import { TestDatabases } from '@backstage/backend-test-utils';
import { cp, mkdtemp, rm, writeFile } from 'fs/promises';
import knexFactory, { type Knex } from 'knex';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { migrate } from './migrate';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const own = resolve(__dirname, '../../migrations');

const NEWER = `
exports.up = knex => knex.schema.alterTable('operations', table => {
  table.string('of_a_newer_build', 20).nullable();
});
exports.down = knex => knex.schema.alterTable('operations', table => {
  table.dropColumn('of_a_newer_build');
});
`;

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe('replicas on one PostgreSQL', () => {
  const replicas: Knex[] = [];
  afterEach(() => Promise.all(replicas.map(knex => knex.destroy())));

  it('all get ready when they start at the same moment on an empty database', async () => {
    const { client } = await databases.init('POSTGRES_18');
    for (let count = 0; count < 5; count++) {
      const { connection } = client.config;
      replicas.push(knexFactory({ client: 'pg', connection }));
    }
    await Promise.all(replicas.map(knex => migrate(knex)));
    for (const knex of replicas) {
      expect(await knex('operations')).toEqual([]);
    }
    const [applied] = await replicas[0]('knex_migrations')
      .groupBy('name')
      .count({ count: '*' });
    expect(Number(applied.count)).toBe(1);
  });
});

describe.each(databases.eachSupportedId())('builds, %p', id => {
  let newer: string;
  beforeEach(async () => {
    newer = await mkdtemp(join(tmpdir(), 'release-flow-migrations-'));
    await cp(own, newer, { recursive: true });
    await writeFile(join(newer, '99991231000000_newer.js'), NEWER);
  });
  afterEach(() => rm(newer, { recursive: true }));

  it('an older one starts on a database that a newer one has migrated', async () => {
    const knex = await databases.init(id);
    await migrate(knex, own);
    await migrate(knex, newer);
    await migrate(knex, own);
    const columns = await knex('operations').columnInfo();
    expect(columns).toHaveProperty('of_a_newer_build');
  });
});
