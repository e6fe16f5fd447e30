import {
  auditPermission,
  type AuditExportLine,
  type AuditExportQuery,
  type AuditPage,
  type AuditQuery,
} from 'backstage-plugin-release-flow-common';
import type { Knex } from 'knex';
import type { Stores } from '../database';
import type { AuditFilter, AuditPosition } from '../database/AuditStore';
import { SYSTEM_CHAIN } from '../policy/audit';
import { canonicalJson } from '../policy/canonical';
import type { Access, Caller } from './Access';
import { decodeCursor, encodeCursor } from './cursor';
import { visibleServices } from './visibility';

const EXPORT_PAGE = 500;

type Position = NonNullable<AuditFilter['before']>;
const POSITION = { at: 'string', chain: 'string', seq: 'number' } as const;

type Restrict = ((query: Knex.QueryBuilder) => void) | undefined;

/** Reading the audit: a permission of its own, and only of services that the reader may see. */
export class AuditService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
  ) {}

  async list(caller: Caller, query: AuditQuery): Promise<AuditPage> {
    const { service: chain, limit, cursor, ...filter } = query;
    return this.access.audited(caller, 'read-audit', meta(query), async () => {
      const events = await this.stores.audit.list({
        ...filter,
        chain,
        before: decodeCursor<Position>(cursor, POSITION),
        limit: limit + 1,
        restrict: await this.restriction(caller),
      });
      const shown = events.slice(0, limit);
      const last = shown[shown.length - 1];
      return {
        items: shown,
        nextCursor:
          events.length > limit
            ? encodeCursor({ at: last.at, chain: last.chain, seq: last.seq })
            : null,
      };
    });
  }

  /**
   * Every stored event as one line of canonical JSON, chain by chain, oldest first. Permission is
   * asked before the first line; lines are read as they are taken.
   */
  async export(
    caller: Caller,
    query: AuditExportQuery,
  ): Promise<AsyncIterable<string>> {
    const restrict = await this.access.audited(
      caller,
      'export-audit',
      meta(query),
      () => this.restriction(caller),
    );
    return this.lines(query.service, restrict);
  }

  private async *lines(
    chain: string | undefined,
    restrict: Restrict,
  ): AsyncGenerator<string> {
    const filter = { chain, restrict, limit: EXPORT_PAGE };
    let after: AuditPosition | undefined;
    do {
      const page = await this.stores.audit.exportPage(after, filter);
      for (const summary of page.summaries) yield lineOf({ summary });
      for (const event of page.events) yield lineOf(event);
      after = page.events[page.events.length - 1];
    } while (after);
    yield* this.emptyChains(filter);
  }

  /** Chains of which nothing but the summary is left. */
  private async *emptyChains(filter: {
    chain: string | undefined;
    restrict: Restrict;
    limit: number;
  }): AsyncGenerator<string> {
    let after: { chain: string; fromSeq: number } | undefined;
    do {
      const page = await this.stores.auditSummaries.ofEmptyChains(
        after,
        filter,
      );
      for (const summary of page) yield lineOf({ summary });
      after = page[page.length - 1];
    } while (after);
  }

  private async restriction(caller: Caller): Promise<Restrict> {
    await this.access.requireBasic(
      caller,
      auditPermission,
      'You may not read the audit.',
    );
    const visible = visibleServices(await this.access.readFilter(caller));
    if (visible === 'all') return undefined;
    return query =>
      query.where(of =>
        of
          .where('chain', SYSTEM_CHAIN)
          .orWhereIn('chain', allowed =>
            visible(allowed.select('ref').from('services')),
          ),
      );
  }
}

function lineOf(line: AuditExportLine): string {
  return `${canonicalJson(line)}\n`;
}

/** What was asked for, for the auditor. */
function meta(query: Partial<AuditQuery>): Record<string, string | undefined> {
  const { service, from, to, actor: of, type } = query;
  return { service, from, to, of, type };
}
