import type { Knex } from 'knex';
import { claimDue, type Lease } from './leases';
import { createMapping } from './mapping';
import type { RepositoryRecord } from './records';

const mapping = createMapping<RepositoryRecord>({ json: ['pages'] });

export class RepositoryStore {
  constructor(private readonly knex: Knex) {}

  async ensure(key: string, dueAt: string): Promise<void> {
    await this.knex('repositories')
      .insert({ key, due_at: dueAt, failures: 0 })
      .onConflict('key')
      .ignore();
  }

  async get(key: string): Promise<RepositoryRecord | undefined> {
    const row = await this.knex('repositories').where({ key }).first();
    return row && mapping.fromRow(row);
  }

  /** Durable: what a webhook is answered 202 for. False when the repository is not ours. */
  async markDue(key: string, dueAt: string): Promise<boolean> {
    const count = await this.knex('repositories')
      .where({ key })
      .update({ due_at: dueAt });
    return count > 0;
  }

  async claimDue(lease: Lease): Promise<RepositoryRecord[]> {
    const rows = await claimDue(this.knex, 'repositories', ['key'], lease);
    return rows.map(mapping.fromRow);
  }

  async setPages(
    key: string,
    pages: NonNullable<RepositoryRecord['pages']>,
  ): Promise<void> {
    await this.knex('repositories')
      .where({ key })
      .update(mapping.toRow({ pages }));
  }

  /** A mark that arrived while reading stays due. */
  async finish(
    record: RepositoryRecord,
    token: string,
    result: {
      dueAt: string;
      readAt?: string;
      error: string | null;
      failures: number;
    },
  ): Promise<void> {
    const { dueAt, ...rest } = result;
    await this.knex('repositories')
      .where({ key: record.key, lease_token: token })
      .update({
        ...mapping.toRow(rest),
        due_at: this.knex.raw('case when due_at = ? then ? else due_at end', [
          record.dueAt,
          dueAt,
        ]),
        lease_token: null,
        lease_until: null,
      });
  }
}
