import type { Knex } from 'knex';
import { claimDue, type Lease } from './leases';
import { createMapping } from './mapping';

/** What GitHub was told of one promotion. */
export interface GithubDeploymentRecord {
  operationId: string;
  serviceRef: string;
  environment: string;
  createdAt: string;
  /** Committed before it is made: nobody makes it again before its fate is known. */
  sentAt: string | null;
  hostId: string | null;
  said: string | null;
  failures: number;
  error: string | null;
  dueAt: string | null;
}

const mapping = createMapping<GithubDeploymentRecord>({ json: [] });
const TABLE = 'github_deployments';

/** Deployments that GitHub is told of, one for each promotion that we carry out. */
export class GithubDeploymentStore {
  constructor(private readonly knex: Knex) {}

  /** Once for a promotion, however often its change is begun. */
  async expect(
    record: Pick<
      GithubDeploymentRecord,
      'operationId' | 'serviceRef' | 'environment' | 'createdAt'
    >,
  ): Promise<void> {
    await this.knex(TABLE)
      .insert(
        mapping.toRow({ ...record, failures: 0, dueAt: record.createdAt }),
      )
      .onConflict('operation_id')
      .ignore();
  }

  async get(operationId: string): Promise<GithubDeploymentRecord | undefined> {
    const row = await this.knex(TABLE)
      .where({ operation_id: operationId })
      .first();
    return row && mapping.fromRow(row);
  }

  async claimDue(lease: Lease): Promise<GithubDeploymentRecord[]> {
    const rows = await claimDue(this.knex, TABLE, ['operation_id'], lease);
    return rows.map(mapping.fromRow);
  }

  /** False when somebody else has it by now. */
  async note(
    { operationId }: GithubDeploymentRecord,
    token: string,
    change: Partial<GithubDeploymentRecord>,
  ): Promise<boolean> {
    const count = await this.knex(TABLE)
      .where({ operation_id: operationId, lease_token: token })
      .update(mapping.toRow(change));
    return count > 0;
  }

  async release(
    { operationId }: GithubDeploymentRecord,
    token: string,
  ): Promise<void> {
    await this.knex(TABLE)
      .where({ operation_id: operationId, lease_token: token })
      .update({ lease_token: null, lease_until: null });
  }

  /** Whether a later promotion of the environment was told as a success. */
  async isSuperseded(record: GithubDeploymentRecord): Promise<boolean> {
    const row = await this.knex(TABLE)
      .where({
        service_ref: record.serviceRef,
        environment: record.environment,
        said: 'success',
      })
      .where('created_at', '>', record.createdAt)
      .first('operation_id');
    return row !== undefined;
  }

  /** Those that were told as a success before this one. */
  async markEarlierDue(
    record: GithubDeploymentRecord,
    dueAt: string,
  ): Promise<void> {
    await this.knex(TABLE)
      .where({
        service_ref: record.serviceRef,
        environment: record.environment,
        said: 'success',
      })
      .where('created_at', '<', record.createdAt)
      .update({ due_at: dueAt });
  }
}
