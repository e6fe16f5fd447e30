import type { Knex } from 'knex';

/** A key is held by one operation, from deploying until its end. */
export class LockStore {
  constructor(private readonly knex: Knex) {}

  /** All keys or none; returns the operation that holds one of them otherwise. */
  async take(
    keys: string[],
    operationId: string,
    takenAt: string,
  ): Promise<{ holder: string } | undefined> {
    const wanted = [...new Set(keys)].sort();
    await this.knex('locks')
      .insert(
        wanted.map(key => ({
          key,
          operation_id: operationId,
          taken_at: takenAt,
        })),
      )
      .onConflict('key')
      .ignore();
    const rows = await this.knex('locks').whereIn('key', wanted);
    const foreign = rows.find(row => row.operation_id !== operationId);
    if (!foreign) return undefined;
    await this.knex('locks')
      .where({ operation_id: operationId, taken_at: takenAt })
      .whereIn('key', wanted)
      .delete();
    return { holder: foreign.operation_id };
  }

  async release(operationId: string): Promise<void> {
    await this.knex('locks').where({ operation_id: operationId }).delete();
  }

  async holders(keys: string[]): Promise<string[]> {
    const rows = await this.knex('locks').whereIn('key', keys);
    return rows.map(row => row.operation_id);
  }
}
