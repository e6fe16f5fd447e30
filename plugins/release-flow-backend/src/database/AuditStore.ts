import type {
  AuditEvent,
  AuditSummary,
} from 'backstage-plugin-release-flow-common';
import type { Knex } from 'knex';
import { chunk, groupBy } from 'lodash';
import {
  CHAIN_START,
  chainEvents,
  type AuditInput,
  type ChainEnd,
} from '../policy/audit';
import { AuditSummaryStore } from './AuditSummaryStore';
import { isPostgres } from './dialect';
import { createMapping } from './mapping';
import type { AuditRecord } from './records';

const mapping = createMapping<AuditRecord>({ json: ['data'] });

/** Rows of one statement; SQLite takes no more than 500. */
const ROWS = 100;

export interface AuditFilter {
  chain?: string;
  from?: string;
  to?: string;
  actor?: string;
  type?: string;
  before?: Pick<AuditEvent, 'at' | 'chain' | 'seq'>;
  limit: number;
  /** Narrows to what the reader may see. */
  restrict?: (query: Knex.QueryBuilder) => void;
}

export type AuditPosition = Pick<AuditEvent, 'chain' | 'seq'>;

/** One hash chain per service, and `system`. Append only. */
export class AuditStore {
  /** @param pending - what a transaction appends just before it commits */
  constructor(
    private readonly knex: Knex,
    private readonly pending?: AuditInput[],
  ) {}

  /**
   * Inside a transaction the event is written when the transaction's other work is done, so that
   * a chain is locked last and briefly, and two transactions can't wait for each other.
   */
  async append(input: AuditInput): Promise<void> {
    if (this.pending) {
      this.pending.push(input);
      return;
    }
    await this.knex.transaction(trx => new AuditStore(trx).write([input]));
  }

  /** Chains and stores; only as the last thing of a transaction. */
  async write(inputs: AuditInput[]): Promise<void> {
    const chains = Object.entries(groupBy(inputs, ({ chain }) => chain));
    for (const [chain, ofChain] of chains.sort(([a], [b]) =>
      a < b ? -1 : 1,
    )) {
      const events = chainEvents(ofChain, await this.lockEnd(chain));
      const { seq, hash } = events[events.length - 1];
      for (const rows of chunk(events.map(mapping.toRow), ROWS)) {
        await this.knex('audit_events').insert(rows);
      }
      await this.knex('audit_heads')
        .where({ chain })
        .update({ seq, hash, checkpointed_at: null });
    }
  }

  /** The end of a chain; other writers of it wait until this transaction is over. */
  async lockEnd(chain: string): Promise<ChainEnd> {
    const read = () => {
      const query = this.knex('audit_heads').where({ chain }).first();
      return isPostgres(this.knex) ? query.forUpdate() : query;
    };
    const known = await read();
    if (known) return { seq: known.seq, hash: known.hash };
    await this.knex('audit_heads')
      .insert({ chain, ...CHAIN_START, checkpointed_at: null })
      .onConflict('chain')
      .ignore();
    const { seq, hash } = await read();
    return { seq, hash };
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

  /** Newest first. */
  async list(filter: AuditFilter): Promise<AuditRecord[]> {
    const select = this.knex('audit_events')
      .orderBy('at', 'desc')
      .orderBy('chain', 'desc')
      .orderBy('seq', 'desc')
      .limit(filter.limit);
    const { chain, actor, type, from, to, before } = filter;
    if (chain) select.where({ chain });
    if (actor) select.where({ actor });
    if (type) select.where({ type });
    if (from) select.where('at', '>=', from);
    if (to) select.where('at', '<', to);
    if (before) {
      select.whereRaw('(at, chain, seq) < (?, ?, ?)', [
        before.at,
        before.chain,
        before.seq,
      ]);
    }
    filter.restrict?.(select);
    return (await select).map(mapping.fromRow);
  }

  /**
   * The next events of an export, chain by chain, with the summaries of chains whose first
   * remaining event is among them, as of one instant.
   */
  async exportPage(
    after: AuditPosition | undefined,
    filter: Pick<AuditFilter, 'chain' | 'limit' | 'restrict'>,
  ): Promise<{ events: AuditRecord[]; summaries: AuditSummary[] }> {
    return this.knex.transaction(
      async trx => {
        const select = trx('audit_events')
          .orderBy('chain')
          .orderBy('seq')
          .limit(filter.limit);
        if (filter.chain) select.where({ chain: filter.chain });
        if (after) {
          select.whereRaw('(chain, seq) > (?, ?)', [after.chain, after.seq]);
        }
        filter.restrict?.(select);
        const events = (await select).map(mapping.fromRow);
        const begun = events.filter(
          ({ chain, seq }, index) =>
            seq > 1 &&
            chain !== (index === 0 ? after?.chain : events[index - 1].chain),
        );
        const summaries = await new AuditSummaryStore(trx).ofChains(
          begun.map(({ chain }) => chain),
        );
        return { events, summaries };
      },
      isPostgres(this.knex)
        ? { isolationLevel: 'repeatable read', readOnly: true }
        : {},
    );
  }

  /** Chains with events before an instant. */
  async chainsBefore(
    instant: string,
    after: string | undefined,
    limit: number,
  ): Promise<string[]> {
    const select = this.knex('audit_events')
      .where('at', '<', instant)
      .groupBy('chain')
      .orderBy('chain')
      .limit(limit)
      .select('chain');
    if (after) select.where('chain', '>', after);
    return (await select).map(row => row.chain);
  }

  /** The oldest events of a chain, up to the first that is not before the instant. */
  async oldest(
    chain: string,
    instant: string,
    limit: number,
  ): Promise<AuditRecord[]> {
    const rows = await this.knex('audit_events')
      .where({ chain })
      .orderBy('seq')
      .limit(limit);
    const events = rows.map(mapping.fromRow);
    const end = events.findIndex(({ at }) => at >= instant);
    return end < 0 ? events : events.slice(0, end);
  }

  /** Only what a signed summary stands for from now on. */
  async removeThrough(chain: string, seq: number): Promise<void> {
    await this.knex('audit_events')
      .where({ chain })
      .where('seq', '<=', seq)
      .delete();
  }
}
