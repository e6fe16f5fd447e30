import type { Knex } from 'knex';
import { createMapping } from './mapping';
import { onlySeen, type Seen } from './readable';
import type { DeploymentRecord } from './records';

const mapping = createMapping<DeploymentRecord>({
  json: ['artifact'],
  boolean: ['verified'],
});

export class DeploymentStore {
  constructor(private readonly knex: Knex) {}

  /** Returns false when the imported fact is known already. */
  async add(deployment: DeploymentRecord): Promise<boolean> {
    const inserted = await this.knex('deployments')
      .insert(mapping.toRow(deployment))
      .onConflict(['service_ref', 'source_key'])
      .ignore()
      .returning('id');
    return inserted.length > 0;
  }

  async get(id: string): Promise<DeploymentRecord | undefined> {
    const row = await this.knex('deployments').where({ id }).first();
    return row && mapping.fromRow(row);
  }

  async byIds(ids: string[]): Promise<DeploymentRecord[]> {
    if (ids.length === 0) return [];
    const rows = await this.knex('deployments').whereIn('id', ids);
    return rows.map(mapping.fromRow);
  }

  async ofService(
    serviceRef: string,
    options: {
      environment?: string;
      /** Of these environments alone. */
      readable?: string[];
      before?: string;
      limit: number;
    },
  ): Promise<DeploymentRecord[]> {
    const query = this.knex('deployments')
      .where({ service_ref: serviceRef })
      .orderBy('happened_at', 'desc')
      .limit(options.limit);
    if (options.environment) query.where({ environment: options.environment });
    if (options.readable) query.whereIn('environment', options.readable);
    if (options.before) query.where('happened_at', '<', options.before);
    return (await query).map(mapping.fromRow);
  }

  /** Every time this artifact went live somewhere, newest first. */
  async ofArtifact(
    serviceRef: string,
    artifactKey: string,
  ): Promise<DeploymentRecord[]> {
    const rows = await this.knex('deployments')
      .where({ service_ref: serviceRef, artifact_key: artifactKey })
      .orderBy('happened_at', 'desc')
      .limit(200);
    return rows.map(mapping.fromRow);
  }

  /** When each environment of a service was last taken back and came up again. */
  async lastRollbacks(serviceRef: string): Promise<Record<string, string>> {
    const rows: Array<{ environment: string; at: string }> = await this.knex(
      'deployments',
    )
      .where({ service_ref: serviceRef, verified: true })
      .whereIn('intent', ['rollback', 'restore'])
      .groupBy('environment')
      .select('environment')
      .max({ at: 'happened_at' });
    return Object.fromEntries(rows.map(row => [row.environment, row.at]));
  }

  async countSince(happenedAt: string, seen: Seen): Promise<number> {
    const select = this.knex('deployments')
      .where({ kind: 'recorded' })
      .where('happened_at', '>=', happenedAt);
    onlySeen(select, seen, 'deployments');
    const row = await select.count({ count: '*' }).first();
    return Number(row?.count ?? 0);
  }
}
