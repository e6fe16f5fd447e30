import type { Knex } from 'knex';
import { createMapping } from './mapping';
import type { BuildRecord } from './records';

const mapping = createMapping<BuildRecord>({ json: ['artifact'] });

export class BuildStore {
  constructor(private readonly knex: Knex) {}

  async add(build: BuildRecord): Promise<void> {
    await this.knex('builds')
      .insert(mapping.toRow(build))
      .onConflict('id')
      .ignore();
  }

  async extend(id: string, expiresAt: string): Promise<void> {
    await this.knex('builds').where({ id }).update({ expires_at: expiresAt });
  }

  async get(id: string): Promise<BuildRecord | undefined> {
    const row = await this.knex('builds').where({ id }).first();
    return row && mapping.fromRow(row);
  }

  async byIds(ids: string[]): Promise<BuildRecord[]> {
    if (ids.length === 0) return [];
    const rows = await this.knex('builds').whereIn('id', ids);
    return rows.map(mapping.fromRow);
  }

  async ofService(serviceRef: string): Promise<BuildRecord[]> {
    const rows = await this.knex('builds')
      .where({ service_ref: serviceRef })
      .orderBy('built_at', 'desc')
      .limit(100);
    return rows.map(mapping.fromRow);
  }

  async byArtifact(
    serviceRef: string,
    artifactKey: string,
  ): Promise<BuildRecord | undefined> {
    const row = await this.knex('builds')
      .where({ service_ref: serviceRef, artifact_key: artifactKey })
      .orderBy('built_at', 'desc')
      .first();
    return row && mapping.fromRow(row);
  }
}
