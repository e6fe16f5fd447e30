import type { Knex } from 'knex';
import { createMapping } from './mapping';
import type { DecisionRecord } from './records';

const mapping = createMapping<DecisionRecord>({
  boolean: ['emergency'],
});

export class DecisionStore {
  constructor(private readonly knex: Knex) {}

  /**
   * False when this person has decided this plan, or given this sign-off, already. A voided one is
   * given anew, and who approved may still reject.
   */
  async add(decision: DecisionRecord): Promise<boolean> {
    const inserted = await this.knex('decisions')
      .insert(mapping.toRow(decision))
      .onConflict(['operation_id', 'actor', 'plan_hash', 'gate'])
      .merge()
      .where(query =>
        query
          .whereNotNull('decisions.voided')
          .orWhereRaw("excluded.decision = 'reject'"),
      )
      .returning('operation_id');
    return inserted.length > 0;
  }

  async ofOperation(operationId: string): Promise<DecisionRecord[]> {
    const rows = await this.knex('decisions')
      .where({ operation_id: operationId })
      .orderBy('number');
    return rows.map(mapping.fromRow);
  }

  async ofOperations(ids: string[]): Promise<DecisionRecord[]> {
    if (ids.length === 0) return [];
    const rows = await this.knex('decisions')
      .whereIn('operation_id', ids)
      .orderBy('number');
    return rows.map(mapping.fromRow);
  }

  async voidAll(operationId: string, reason: string): Promise<void> {
    await this.knex('decisions')
      .where({ operation_id: operationId })
      .whereNull('voided')
      .update({ voided: reason });
  }
}
