import type { Knex } from 'knex';
import { createMapping } from './mapping';
import type { EffectRecord } from './records';

const mapping = createMapping<EffectRecord>({ json: ['intent', 'result'] });

/** What was about to be sent, committed before it was. One row per operation and step. */
export class EffectStore {
  constructor(private readonly knex: Knex) {}

  async get(
    operationId: string,
    step: string,
  ): Promise<EffectRecord | undefined> {
    const row = await this.knex('effects')
      .where({ operation_id: operationId, step })
      .first();
    return row && mapping.fromRow(row);
  }

  async ofOperation(operationId: string): Promise<EffectRecord[]> {
    const rows = await this.knex('effects')
      .where({ operation_id: operationId })
      .orderBy('committed_at');
    return rows.map(mapping.fromRow);
  }

  /** False when another worker has committed this step's intent. */
  async commit(effect: EffectRecord): Promise<boolean> {
    const inserted = await this.knex('effects')
      .insert(mapping.toRow(effect))
      .onConflict(['operation_id', 'step'])
      .ignore()
      .returning('id');
    return inserted.length > 0;
  }

  /** Takes over an intent whose sender can't send any more; false when it was settled or taken. */
  async renew(
    effect: EffectRecord,
    next: { leaseToken: string; committedAt: string; notAfter: string },
  ): Promise<boolean> {
    const count = await this.knex('effects')
      .where({ id: effect.id, lease_token: effect.leaseToken })
      .where(query => query.whereNull('outcome').orWhere({ outcome: 'absent' }))
      .update({ ...mapping.toRow(next), outcome: null, settled_at: null });
    return count === 1;
  }

  /** False when it was settled, or taken over, since it was read: a late worker changes nothing. */
  async settle(
    { id, leaseToken }: EffectRecord,
    outcome: NonNullable<EffectRecord['outcome']>,
    result: Record<string, unknown>,
    settledAt: string,
  ): Promise<boolean> {
    const count = await this.knex('effects')
      .where({ id, lease_token: leaseToken })
      .whereNull('outcome')
      .update(mapping.toRow({ outcome, result, settledAt }));
    return count === 1;
  }
}
