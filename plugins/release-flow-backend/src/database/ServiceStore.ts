import type { Knex } from 'knex';
import { createMapping } from './mapping';
import { onlyReadable, type Readable } from './readable';
import type { ServiceRecord } from './records';

const mapping = createMapping<ServiceRecord>({
  json: ['tags', 'binding', 'error'],
});

export interface ServiceQuery {
  owner?: string;
  system?: string;
  flow?: string;
  environment?: string;
  status?: string;
  text?: string;
  after?: { title: string; ref: string };
  limit: number;
  /** Narrows to what the reader may see. */
  restrict?: (query: Knex.QueryBuilder) => void;
  /** Narrows `status` to what the reader may see of its environments. */
  readable?: Readable;
}

const OPEN = [
  'requested',
  'waiting',
  'deploying',
  'waiting-in-github',
  'verifying',
  'rolling-back',
  'attention',
];

export class ServiceStore {
  constructor(private readonly knex: Knex) {}

  async put(service: ServiceRecord): Promise<void> {
    await this.knex('services')
      .insert(mapping.toRow(service))
      .onConflict('ref')
      .merge();
  }

  async get(ref: string): Promise<ServiceRecord | undefined> {
    const row = await this.knex('services').where({ ref }).first();
    return row && mapping.fromRow(row);
  }

  async byRefs(refs: string[]): Promise<ServiceRecord[]> {
    if (refs.length === 0) return [];
    const rows = await this.knex('services').whereIn('ref', refs);
    return rows.map(mapping.fromRow);
  }

  async ofRepository(repository: string): Promise<ServiceRecord[]> {
    const rows = await this.knex('services')
      .where({ repository })
      .whereNull('removed_at');
    return rows.map(mapping.fromRow);
  }

  async countByFlow(
    restrict?: ServiceQuery['restrict'],
  ): Promise<Map<string, number>> {
    const rows: Array<Record<string, unknown>> = await this.filtered({
      restrict,
    })
      .whereNotNull('flow_ref')
      .groupBy('flow_ref')
      .select('flow_ref')
      .count({ count: '*' });
    return new Map(rows.map(row => [String(row.flow_ref), Number(row.count)]));
  }

  /** What the binding sync compares with, without reading bindings. */
  async summaries(): Promise<
    Array<Pick<ServiceRecord, 'ref' | 'fingerprint' | 'removedAt'>>
  > {
    const rows = await this.knex('services').select(
      'ref',
      'fingerprint',
      'removed_at',
    );
    return rows.map(row => ({
      ref: row.ref,
      fingerprint: row.fingerprint,
      removedAt: row.removed_at,
    }));
  }

  async setFingerprint(ref: string, fingerprint: string): Promise<void> {
    await this.knex('services').where({ ref }).update({ fingerprint });
  }

  async markRemoved(refs: string[], at: string): Promise<void> {
    if (refs.length === 0) return;
    await this.knex('services').whereIn('ref', refs).update({ removed_at: at });
  }

  async list(query: ServiceQuery): Promise<ServiceRecord[]> {
    const select = this.filtered(query)
      .orderBy('title')
      .orderBy('ref')
      .limit(query.limit);
    if (query.after) {
      const { title, ref } = query.after;
      select.where(page =>
        page
          .where('title', '>', title)
          .orWhere(same => same.where({ title }).where('ref', '>', ref)),
      );
    }
    return (await select).map(mapping.fromRow);
  }

  async count(query: Omit<ServiceQuery, 'limit' | 'after'>): Promise<number> {
    const row = await this.filtered(query).count({ count: '*' }).first();
    return Number((row as { count?: unknown } | undefined)?.count ?? 0);
  }

  private filtered(query: Omit<ServiceQuery, 'limit' | 'after'>) {
    const select = this.knex('services').whereNull('removed_at');
    const { readable } = query;
    if (query.owner) select.where({ owner: query.owner });
    if (query.system) select.where({ system: query.system });
    if (query.flow) select.where({ flow_ref: query.flow });
    if (query.text) {
      const text = `%${query.text.toLowerCase().replace(/[%_\\]/g, '')}%`;
      select.where(match =>
        match
          .whereRaw('lower(title) like ?', [text])
          .orWhereRaw('lower(ref) like ?', [text]),
      );
    }
    if (query.environment) {
      const id = query.environment;
      select.whereExists(exists =>
        exists
          .from('environments')
          .whereRaw('environments.service_ref = services.ref')
          .where('environments.id', id),
      );
    }
    if (query.status === 'error') select.whereNotNull('error');
    if (query.status === 'behind') {
      select.whereExists(exists => {
        exists
          .from('environments as here')
          .join('deployments as live', 'live.id', 'here.deployment_id')
          .join('environments as before', join =>
            join
              .on('before.service_ref', 'here.service_ref')
              .andOn('before.rank', '<', 'here.rank'),
          )
          .join('deployments as ahead', 'ahead.id', 'before.deployment_id')
          .whereRaw('here.service_ref = services.ref')
          .where('here.tier', 'production')
          .where('before.tier', 'staging')
          .whereRaw('ahead.artifact_key <> live.artifact_key');
        onlyReadable(exists, readable, 'here', 'id');
        onlyReadable(exists, readable, 'before', 'id');
      });
    }
    if (query.status === 'drift') {
      select.whereExists(exists => drifted(exists, readable));
    }
    if (query.status === 'waiting' || query.status === 'attention') {
      const states = query.status === 'waiting' ? OPEN : ['attention'];
      select.where(match => {
        match.whereExists(exists => {
          exists
            .from('operations')
            .whereRaw('operations.service_ref = services.ref')
            .where('operations.kind', 'promotion')
            .whereIn('operations.state', states);
          onlyReadable(exists, readable, 'operations');
        });
        if (query.status === 'attention') {
          match
            .orWhereNotNull('services.error')
            .orWhereExists(exists => drifted(exists, readable));
        }
      });
    }
    query.restrict?.(select);
    return select;
  }
}

function drifted(
  exists: Knex.QueryBuilder,
  readable: Readable | undefined,
): void {
  exists
    .from('environments as drifting')
    .whereRaw('drifting.service_ref = services.ref')
    .whereNotNull('drifting.drift_since');
  onlyReadable(exists, readable, 'drifting', 'id');
}
