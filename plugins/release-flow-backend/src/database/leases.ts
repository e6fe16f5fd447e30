import type { Knex } from 'knex';
import { isPostgres } from './dialect';

export interface Lease {
  token: string;
  now: string;
  until: string;
  limit: number;
}

/**
 * Claims due rows for one worker. On PostgreSQL the rows are locked with SKIP LOCKED in the same
 * transaction that writes the lease, so replicas share the work; SQLite serves one process.
 */
export async function claimDue(
  knex: Knex,
  table: string,
  key: string[],
  lease: Lease,
  narrow?: (query: Knex.QueryBuilder) => void,
): Promise<Array<Record<string, unknown>>> {
  return knex.transaction(async trx => {
    const query = trx(table)
      .whereNotNull('due_at')
      .where('due_at', '<=', lease.now)
      .where(free =>
        free.whereNull('lease_until').orWhere('lease_until', '<', lease.now),
      )
      .orderBy('due_at')
      .limit(lease.limit);
    narrow?.(query);
    const rows = await (isPostgres(knex)
      ? query.forUpdate().skipLocked()
      : query);
    for (const row of rows) {
      await trx(table)
        .where(Object.fromEntries(key.map(column => [column, row[column]])))
        .update({ lease_token: lease.token, lease_until: lease.until });
    }
    return rows;
  });
}
