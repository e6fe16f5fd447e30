import type { Knex } from 'knex';
import { createMapping } from './mapping';
import type { FreezeRecord } from './records';

const mapping = createMapping<FreezeRecord>({
  json: ['scope', 'recurrence', 'ended'],
});

/** Times in which nothing is deployed. */
export class FreezeStore {
  constructor(private readonly knex: Knex) {}

  async add(freeze: FreezeRecord): Promise<void> {
    await this.knex('freezes').insert(mapping.toRow(freeze));
  }

  async get(id: string): Promise<FreezeRecord | undefined> {
    const row = await this.knex('freezes').where({ id }).first();
    return row && mapping.fromRow(row);
  }

  /** False when somebody else has ended it already. */
  async end(
    id: string,
    ended: NonNullable<FreezeRecord['ended']>,
  ): Promise<boolean> {
    const count = await this.knex('freezes')
      .where({ id })
      .whereNull('ended')
      .update(mapping.toRow({ ended }));
    return count === 1;
  }

  /** Those that are not over at `now`. */
  async open(now: string): Promise<FreezeRecord[]> {
    const rows = await this.knex('freezes')
      .whereNull('ended')
      .where(query => query.whereNull('until').orWhere('until', '>', now))
      .orderBy('from');
    return rows.map(mapping.fromRow);
  }

  async newest(limit: number): Promise<FreezeRecord[]> {
    const rows = await this.knex('freezes').orderBy('at', 'desc').limit(limit);
    return rows.map(mapping.fromRow);
  }
}
