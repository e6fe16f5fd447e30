import knex, { type Knex } from 'knex';

/** What Backstage keeps in the database of every plugin. */
const THEIRS = 'backstage_backend_%';

/** Opens a PostgreSQL database for as long as the work takes. */
export async function inDatabase<T>(
  url: string,
  work: (database: Knex) => Promise<T>,
): Promise<T> {
  const database = knex({ client: 'pg', connection: url });
  try {
    return await work(database);
  } finally {
    await database.destroy();
  }
}

/** Leaves a plugin's database as it is before the plugin's first start. */
export function dropOwnTables(url: string): Promise<void> {
  return inDatabase(url, async database => {
    const tables = await database('pg_tables')
      .where({ schemaname: 'public' })
      .andWhereNot('tablename', 'like', THEIRS)
      .pluck('tablename');
    for (const table of tables) {
      await database.raw('drop table ?? cascade', [table]);
    }
  });
}
