import type { Knex } from 'knex';
import { createMapping } from './mapping';
import type { FlowRecord } from './records';

const mapping = createMapping<FlowRecord>({ json: ['spec', 'error'] });

export class FlowStore {
  constructor(private readonly knex: Knex) {}

  async put(flow: FlowRecord): Promise<void> {
    await this.knex('flows')
      .insert(mapping.toRow(flow))
      .onConflict('ref')
      .merge();
  }

  async get(ref: string): Promise<FlowRecord | undefined> {
    const row = await this.knex('flows').where({ ref }).first();
    return row && mapping.fromRow(row);
  }

  async list(): Promise<FlowRecord[]> {
    return (await this.knex('flows').orderBy('ref')).map(mapping.fromRow);
  }

  async removeExcept(refs: string[]): Promise<void> {
    await this.knex('flows').whereNotIn('ref', refs).delete();
  }
}
