import type { Knex } from 'knex';
import { createMapping } from './mapping';
import type { ReleaseRecord } from './records';

const mapping = createMapping<ReleaseRecord>({
  json: ['artifact', 'problem', 'rejected', 'critical'],
});

const newestFirst = 'coalesce(published_at, created_at) desc, id desc';

export class ReleaseStore {
  constructor(private readonly knex: Knex) {}

  /** What was read of a release. What was pinned at first sight stays, and what people said of it. */
  async put(release: ReleaseRecord): Promise<void> {
    const row = mapping.toRow(release);
    const { rejected, critical, ...read } = row;
    const first = (column: string) =>
      this.knex.raw('coalesce(releases.??, excluded.??)', [column, column]);
    await this.knex('releases')
      .insert(row)
      .onConflict('id')
      .merge({
        ...read,
        commit: first('commit'),
        artifact: first('artifact'),
        artifact_key: first('artifact_key'),
      });
  }

  async update(id: string, change: Partial<ReleaseRecord>): Promise<void> {
    await this.knex('releases').where({ id }).update(mapping.toRow(change));
  }

  async remove(ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.knex('releases').whereIn('id', ids).delete();
  }

  async get(id: string): Promise<ReleaseRecord | undefined> {
    const row = await this.knex('releases').where({ id }).first();
    return row && mapping.fromRow(row);
  }

  /** By id, tag or version; the newest when several drafts share a tag. */
  async find(
    serviceRef: string,
    name: string,
  ): Promise<ReleaseRecord | undefined> {
    const row = await this.knex('releases')
      .where({ service_ref: serviceRef })
      .where(query =>
        query
          .where({ id: name })
          .orWhere({ tag: name })
          .orWhere({ version: name }),
      )
      .orderByRaw(newestFirst)
      .first();
    return row && mapping.fromRow(row);
  }

  async ofService(
    serviceRef: string,
    options: { limit: number; before?: { at: string; id: string } },
  ): Promise<ReleaseRecord[]> {
    const query = this.knex('releases')
      .where({ service_ref: serviceRef })
      .orderByRaw(newestFirst)
      .limit(options.limit);
    if (options.before) {
      query.whereRaw(
        '(coalesce(published_at, created_at) < ? or (coalesce(published_at, created_at) = ? and id < ?))',
        [options.before.at, options.before.at, options.before.id],
      );
    }
    return (await query).map(mapping.fromRow);
  }

  async byArtifact(
    serviceRef: string,
    artifactKey: string,
  ): Promise<ReleaseRecord[]> {
    const rows = await this.knex('releases')
      .where({ service_ref: serviceRef, artifact_key: artifactKey })
      .orderByRaw(newestFirst);
    return rows.map(mapping.fromRow);
  }
}
