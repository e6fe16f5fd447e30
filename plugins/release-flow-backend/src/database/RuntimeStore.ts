import type { Knex } from 'knex';
import { createMapping } from './mapping';
import type { RuntimeRecord } from './runtimeRecords';

const mapping = createMapping<RuntimeRecord>({ json: ['reading'] });

type Key = Pick<RuntimeRecord, 'serviceRef' | 'environment'>;

export class RuntimeStore {
  constructor(private readonly knex: Knex) {}

  async ofService(serviceRef: string): Promise<RuntimeRecord[]> {
    const rows = await this.knex('runtimes').where({ service_ref: serviceRef });
    return rows.map(mapping.fromRow);
  }

  async get(key: Key): Promise<RuntimeRecord | undefined> {
    const row = await this.row(key).first();
    return row && mapping.fromRow(row);
  }

  /** True for the one reader whose turn it is; the next turn is at `next`. */
  async claim(key: Key, now: string, next: string): Promise<boolean> {
    await this.knex('runtimes')
      .insert(mapping.toRow({ ...key, dueAt: now }))
      .onConflict(['service_ref', 'environment'])
      .ignore();
    const claimed = await this.row(key)
      .where('due_at', '<=', now)
      .update({ due_at: next });
    return claimed === 1;
  }

  async update(key: Key, change: Partial<RuntimeRecord>): Promise<void> {
    await this.row(key).update(mapping.toRow(change));
  }

  /** Environments of a service that were read before `before` come next; gives which. */
  async markDue(
    serviceRef: string,
    environments: string[],
    { now, before }: { now: string; before: string },
  ): Promise<string[]> {
    const due = () =>
      this.knex('runtimes')
        .where({ service_ref: serviceRef })
        .whereIn('environment', environments)
        .where(old => old.whereNull('read_at').orWhere('read_at', '<', before));
    const rows = await due().select('environment');
    await due().update({ due_at: now });
    return rows.map(({ environment }) => environment);
  }

  async removeExcept(
    serviceRef: string,
    environments: string[],
  ): Promise<void> {
    await this.knex('runtimes')
      .where({ service_ref: serviceRef })
      .whereNotIn('environment', environments)
      .delete();
  }

  private row({ serviceRef, environment }: Key) {
    return this.knex('runtimes').where({
      service_ref: serviceRef,
      environment,
    });
  }
}
