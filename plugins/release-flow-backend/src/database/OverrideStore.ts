import type { Knex } from 'knex';
import { createMapping } from './mapping';
import type { OverrideRecord } from './records';

const mapping = createMapping<OverrideRecord>({});

/** Gates that people let pass. */
export class OverrideStore {
  constructor(private readonly knex: Knex) {}

  async add(override: OverrideRecord): Promise<void> {
    await this.knex('overrides').insert(mapping.toRow(override));
  }

  async ofOperation(operationId: string): Promise<OverrideRecord[]> {
    const rows = await this.knex('overrides')
      .where({ operation_id: operationId })
      .orderBy('number');
    return rows.map(mapping.fromRow);
  }
}
