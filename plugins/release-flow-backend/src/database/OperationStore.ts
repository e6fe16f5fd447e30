import type { Knex } from 'knex';
import { TERMINAL_STATES } from 'backstage-plugin-release-flow-common';
import { claimDue, type Lease } from './leases';
import { createMapping } from './mapping';
import { onlySeen, type Seen } from './readable';
import type { OperationRecord } from './records';

const mapping = createMapping<OperationRecord>({
  json: ['artifact', 'plan', 'base', 'gates', 'steps', 'memory', 'result'],
  boolean: ['emergency'],
});

export type NewOperation = Omit<OperationRecord, 'number' | 'version'>;

export interface OperationQuery {
  service?: string;
  kind?: string;
  kinds?: string[];
  state?: string;
  open?: boolean;
  ids?: string[];
  before?: number;
  limit: number;
  restrict?: (query: Knex.QueryBuilder) => void;
}

/** The queue of durable acts, and their memory. */
export class OperationStore {
  constructor(private readonly knex: Knex) {}

  /** Undefined when the same request, or the same trigger, was stored before. */
  async create(operation: NewOperation): Promise<OperationRecord | undefined> {
    const rows = await this.knex('operations')
      .insert({ ...mapping.toRow(operation), version: 1 })
      .onConflict()
      .ignore()
      .returning('*');
    return rows[0] && mapping.fromRow(rows[0]);
  }

  async get(id: string): Promise<OperationRecord | undefined> {
    const row = await this.knex('operations').where({ id }).first();
    return row && mapping.fromRow(row);
  }

  async byIds(ids: string[]): Promise<OperationRecord[]> {
    if (ids.length === 0) return [];
    const rows = await this.knex('operations').whereIn('id', ids);
    return rows.map(mapping.fromRow);
  }

  async byIdempotencyKey(
    serviceRef: string,
    requestedBy: string,
    key: string,
  ): Promise<OperationRecord | undefined> {
    const row = await this.knex('operations')
      .where({
        service_ref: serviceRef,
        requested_by: requestedBy,
        idempotency_key: key,
      })
      .first();
    return row && mapping.fromRow(row);
  }

  async byTrigger(triggerKey: string): Promise<OperationRecord | undefined> {
    const row = await this.knex('operations')
      .where({ trigger_key: triggerKey })
      .first();
    return row && mapping.fromRow(row);
  }

  async openOfService(serviceRef: string): Promise<OperationRecord[]> {
    return this.list({ service: serviceRef, open: true, limit: 200 });
  }

  async openOfServices(serviceRefs: string[]): Promise<OperationRecord[]> {
    if (serviceRefs.length === 0) return [];
    const rows = await this.knex('operations')
      .whereIn('service_ref', serviceRefs)
      .whereNotIn('state', [...TERMINAL_STATES])
      .orderBy('number', 'desc');
    return rows.map(mapping.fromRow);
  }

  async list(query: OperationQuery): Promise<OperationRecord[]> {
    const select = this.knex('operations')
      .orderBy('number', 'desc')
      .limit(query.limit);
    if (query.service) select.where({ service_ref: query.service });
    if (query.kind) select.where({ kind: query.kind });
    if (query.kinds) select.whereIn('kind', query.kinds);
    if (query.state) select.where({ state: query.state });
    if (query.open) select.whereNotIn('state', [...TERMINAL_STATES]);
    if (query.ids) select.whereIn('id', query.ids);
    if (query.before) select.where('number', '<', query.before);
    query.restrict?.(select);
    return (await select).map(mapping.fromRow);
  }

  /** Every promotion of an artifact into an environment, newest first. */
  async promotionsOf(
    serviceRef: string,
    environment: string,
    artifactKey: string,
  ): Promise<OperationRecord[]> {
    const rows = await this.knex('operations')
      .where({
        service_ref: serviceRef,
        kind: 'promotion',
        environment,
        artifact_key: artifactKey,
      })
      .orderBy('number', 'desc')
      .limit(50);
    return rows.map(mapping.fromRow);
  }

  /** The newest promotion whose change reached an environment, however it ended, and when it was sent. */
  async lastSent(
    serviceRef: string,
    environment: string,
  ): Promise<{ operation: OperationRecord; at: string } | undefined> {
    const row = await this.knex('operations')
      .join('effects', 'effects.operation_id', 'operations.id')
      .where({
        'operations.service_ref': serviceRef,
        'operations.kind': 'promotion',
        'operations.environment': environment,
        'effects.step': 'deploy',
        'effects.outcome': 'happened',
      })
      .orderBy('operations.number', 'desc')
      .select('operations.*', { sent_at: 'effects.committed_at' })
      .first();
    if (!row) return undefined;
    const { sent_at: at, ...operation } = row;
    return { operation: mapping.fromRow(operation), at };
  }

  /** What ended, newest end first. */
  async ended(
    serviceRef: string,
    query: {
      environment?: string;
      /** Of these environments, and of none. */
      readable?: string[];
      before?: string;
      limit: number;
    },
  ): Promise<OperationRecord[]> {
    const { readable } = query;
    const select = this.knex('operations')
      .where({ service_ref: serviceRef })
      .whereNotNull('finished_at')
      .where(shown =>
        shown
          .whereNot({ kind: 'promotion' })
          .orWhereNot({ state: 'succeeded' }),
      )
      .orderBy('finished_at', 'desc')
      .limit(query.limit);
    if (query.environment) select.where({ environment: query.environment });
    if (readable) {
      select.where(shown =>
        shown.whereIn('environment', readable).orWhereNull('environment'),
      );
    }
    if (query.before) select.where('finished_at', '<', query.before);
    return (await select).map(mapping.fromRow);
  }

  /** Finished promotions of an environment, newest first: how long steps usually take. */
  async recent(
    serviceRef: string,
    environment: string,
    limit: number,
  ): Promise<OperationRecord[]> {
    const rows = await this.knex('operations')
      .where({
        service_ref: serviceRef,
        environment,
        state: 'succeeded',
        kind: 'promotion',
      })
      .orderBy('number', 'desc')
      .limit(limit);
    return rows.map(mapping.fromRow);
  }

  async claimDue(lease: Lease): Promise<OperationRecord[]> {
    const rows = await claimDue(this.knex, 'operations', ['id'], lease);
    if (rows.length === 0) return [];
    // What is read from here on is newer than what called for it.
    await this.knex('operations')
      .whereIn(
        'id',
        rows.map(({ id }) => String(id)),
      )
      .update({ woken_at: null });
    return rows.map(mapping.fromRow);
  }

  /** True while the worker's lease still stands. */
  async holdsLease(id: string, token: string, now: string): Promise<boolean> {
    const row = await this.knex('operations')
      .where({ id, lease_token: token })
      .where('lease_until', '>', now)
      .first('id');
    return Boolean(row);
  }

  async extendLease(
    id: string,
    token: string,
    until: string,
  ): Promise<boolean> {
    const count = await this.knex('operations')
      .where({ id, lease_token: token })
      .update({ lease_until: until, woken_at: null });
    return count === 1;
  }

  /**
   * Compare and set: writes only over the version that was read; undefined when somebody was
   * faster. `due_at` and the lease are not part of the version.
   */
  async advance(
    from: OperationRecord,
    change: Partial<OperationRecord>,
  ): Promise<OperationRecord | undefined> {
    const rows = await this.knex('operations')
      .where({ id: from.id, version: from.version })
      .update({ ...mapping.toRow(change), version: from.version + 1 })
      .returning('*');
    return rows[0] && mapping.fromRow(rows[0]);
  }

  async countFailedSince(finishedAt: string, seen: Seen): Promise<number> {
    const select = this.knex('operations')
      .where({ kind: 'promotion' })
      .whereIn('state', ['failed', 'errored', 'rolled-back'])
      .where('finished_at', '>=', finishedAt);
    onlySeen(select, seen, 'operations');
    const row = await select.count({ count: '*' }).first();
    return Number(row?.count ?? 0);
  }

  /** What called for it while it was looked at is looked at next, whatever the worker put off. */
  async releaseLease(id: string, token: string): Promise<void> {
    const { knex } = this;
    await knex('operations')
      .where({ id, lease_token: token })
      .update({
        lease_token: null,
        lease_until: null,
        due_at: knex.raw(
          'case when finished_at is null then coalesce(woken_at, due_at) else due_at end',
        ),
      });
  }

  async markDue(ids: string[], dueAt: string): Promise<void> {
    if (ids.length === 0) return;
    await this.knex('operations')
      .whereIn('id', ids)
      .whereNotIn('state', [...TERMINAL_STATES])
      .update({ due_at: dueAt, woken_at: dueAt });
  }

  async markServiceDue(serviceRef: string, dueAt: string): Promise<void> {
    await this.knex('operations')
      .where({ service_ref: serviceRef })
      .whereNotIn('state', [...TERMINAL_STATES])
      .update({ due_at: dueAt, woken_at: dueAt });
  }
}
