import type { Drill } from 'backstage-plugin-release-flow-common';
import type { Knex } from 'knex';
import { claimDue, type Lease } from './leases';
import { createMapping } from './mapping';
import type { EnvironmentRecord } from './records';

const mapping = createMapping<EnvironmentRecord>({
  json: [
    ...(['observation', 'declared', 'hold', 'foreignReads'] as const),
    ...(['access', 'deciders', 'lastDrill'] as const),
  ],
});

export class EnvironmentStore {
  constructor(private readonly knex: Knex) {}

  async ensure(
    environment: Pick<
      EnvironmentRecord,
      'serviceRef' | 'id' | 'tier' | 'rank' | 'dueAt'
    > &
      Partial<Pick<EnvironmentRecord, 'access' | 'deciders'>>,
  ): Promise<void> {
    const { tier, rank, access = [], deciders = [] } = environment;
    await this.knex('environments')
      .insert(mapping.toRow({ ...environment, access, deciders, failures: 0 }))
      .onConflict(['service_ref', 'id'])
      .merge({ tier, rank, ...mapping.toRow({ access, deciders }) });
  }

  async removeExcept(serviceRef: string, ids: string[]): Promise<void> {
    await this.knex('environments')
      .where({ service_ref: serviceRef })
      .whereNotIn('id', ids)
      .delete();
  }

  async get(
    serviceRef: string,
    id: string,
  ): Promise<EnvironmentRecord | undefined> {
    const row = await this.knex('environments')
      .where({ service_ref: serviceRef, id })
      .first();
    return row && mapping.fromRow(row);
  }

  async ofServices(serviceRefs: string[]): Promise<EnvironmentRecord[]> {
    if (serviceRefs.length === 0) return [];
    const rows = await this.knex('environments')
      .whereIn('service_ref', serviceRefs)
      .orderBy('rank');
    return rows.map(mapping.fromRow);
  }

  async markDue(serviceRef: string, id: string, dueAt: string): Promise<void> {
    await this.knex('environments')
      .where({ service_ref: serviceRef, id })
      .update({ due_at: dueAt });
  }

  async update(
    serviceRef: string,
    id: string,
    change: Partial<EnvironmentRecord>,
  ): Promise<void> {
    await this.knex('environments')
      .where({ service_ref: serviceRef, id })
      .update(mapping.toRow(change));
  }

  /** False when another drill began since the record was read. */
  async beginDrill(
    { serviceRef, id, lastDrill }: EnvironmentRecord,
    drill: Drill,
  ): Promise<boolean> {
    const begun = await this.knex('environments')
      .where({ service_ref: serviceRef, id })
      .where(mapping.toRow({ lastDrill: lastDrill ?? null }))
      .update(mapping.toRow({ lastDrill: drill }));
    return begun === 1;
  }

  async claimDue(lease: Lease): Promise<EnvironmentRecord[]> {
    const rows = await claimDue(
      this.knex,
      'environments',
      ['service_ref', 'id'],
      lease,
    );
    return rows.map(mapping.fromRow);
  }

  async finish(
    record: EnvironmentRecord,
    token: string,
    change: Partial<EnvironmentRecord> & { dueAt: string },
  ): Promise<void> {
    const { dueAt, ...rest } = change;
    await this.knex('environments')
      .where({
        service_ref: record.serviceRef,
        id: record.id,
        lease_token: token,
      })
      .update({
        ...mapping.toRow(rest),
        due_at: this.knex.raw('case when due_at = ? then ? else due_at end', [
          record.dueAt,
          dueAt,
        ]),
        lease_token: null,
        lease_until: null,
      });
  }
}
