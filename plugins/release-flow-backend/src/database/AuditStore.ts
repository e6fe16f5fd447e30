import type { Knex } from 'knex';
import { chainEvent, type AuditInput, GENESIS_HASH } from '../policy/audit';
import { isPostgres } from './dialect';
import { createMapping } from './mapping';
import type { AuditRecord } from './records';

const mapping = createMapping<AuditRecord>({ json: ['data'] });

/** One hash chain per service, and `system`. Append only. */
export class AuditStore {
  constructor(private readonly knex: Knex) {}

  /** Appends inside the caller's transaction; writers of one chain wait for one another. */
  async append(input: AuditInput): Promise<AuditRecord> {
    if (isPostgres(this.knex)) {
      await this.knex.raw('select pg_advisory_xact_lock(hashtext(?))', [
        `release-flow-audit:${input.chain}`,
      ]);
    }
    const query = this.knex('audit_events')
      .where({ chain: input.chain })
      .orderBy('seq', 'desc')
      .first();
    const row = await query;
    const last = row ? mapping.fromRow(row) : undefined;
    const event = chainEvent(input, {
      seq: last?.seq ?? 0,
      hash: last?.hash ?? GENESIS_HASH,
    });
    await this.knex('audit_events').insert(mapping.toRow(event));
    return event;
  }

  async ofOperation(operationId: string): Promise<AuditRecord[]> {
    const rows = await this.knex('audit_events')
      .where({ operation_id: operationId })
      .orderBy('seq');
    return rows.map(mapping.fromRow);
  }

  async ofChain(chain: string): Promise<AuditRecord[]> {
    const rows = await this.knex('audit_events')
      .where({ chain })
      .orderBy('seq');
    return rows.map(mapping.fromRow);
  }
}
