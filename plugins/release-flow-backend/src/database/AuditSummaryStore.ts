import type { AuditSummary } from 'backstage-plugin-release-flow-common';
import type { Knex } from 'knex';
import { createMapping } from './mapping';

const mapping = createMapping<AuditSummary>({ json: ['counts'] });

/** Signed summaries of what retention removed, one per chain and key. */
export class AuditSummaryStore {
  constructor(private readonly knex: Knex) {}

  async put(summary: AuditSummary): Promise<void> {
    await this.knex('audit_summaries')
      .insert(mapping.toRow(summary))
      .onConflict(['chain', 'from_seq'])
      .merge();
  }

  async ofChains(chains: string[]): Promise<AuditSummary[]> {
    if (chains.length === 0) return [];
    const rows = await this.knex('audit_summaries')
      .whereIn('chain', chains)
      .orderBy('chain')
      .orderBy('from_seq');
    return rows.map(mapping.fromRow);
  }

  /** Of chains that have no events left. */
  async ofEmptyChains(
    after: Pick<AuditSummary, 'chain' | 'fromSeq'> | undefined,
    filter: {
      chain?: string;
      limit: number;
      restrict?: (query: Knex.QueryBuilder) => void;
    },
  ): Promise<AuditSummary[]> {
    const select = this.knex('audit_summaries')
      .whereNotExists(
        this.knex('audit_events')
          .select(this.knex.raw('1'))
          .whereRaw('audit_events.chain = audit_summaries.chain'),
      )
      .orderBy('chain')
      .orderBy('from_seq')
      .limit(filter.limit);
    if (filter.chain) select.where({ chain: filter.chain });
    if (after) {
      select.whereRaw('(chain, from_seq) > (?, ?)', [
        after.chain,
        after.fromSeq,
      ]);
    }
    filter.restrict?.(select);
    return (await select).map(mapping.fromRow);
  }
}
