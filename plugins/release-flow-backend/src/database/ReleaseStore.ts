import type { Knex } from 'knex';
import { createMapping } from './mapping';
import type { ReleaseRecord } from './records';

const mapping = createMapping<ReleaseRecord>({
  json: [
    'artifact',
    'problem',
    'rejected',
    'critical',
    'tags',
    'backport',
    'place',
  ],
});

const newestFirst = 'coalesce(published_at, created_at) desc, id desc';
const releasesFirst = `case when state = 'build' then 1 else 0 end, ${newestFirst}`;

export class ReleaseStore {
  constructor(private readonly knex: Knex) {}

  /** What was read of a release. What was pinned at first sight stays, and what people said of it. */
  async put(release: ReleaseRecord): Promise<void> {
    const row = mapping.toRow(release);
    const { rejected, critical, backport, ...read } = row;
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

  /** By id, any tag, version or commit: releases before builds, the newest first. */
  async named(serviceRef: string, name: string): Promise<ReleaseRecord[]> {
    const rows = await this.knex('releases')
      .where({ service_ref: serviceRef })
      .where(query =>
        query
          .where({ id: name })
          .orWhere({ tag: name })
          .orWhere({ version: name })
          .orWhere({ commit: name })
          .orWhere('tags', 'like', `%${JSON.stringify(name)}%`),
      )
      .orderByRaw(releasesFirst)
      .limit(50);
    return rows
      .map(mapping.fromRow)
      .filter(
        ({ id, tag, version, commit, tags }) =>
          [id, tag, version, commit].includes(name) ||
          tags.some(seen => seen.name === name),
      );
  }

  /** The first of those that a name means. */
  async find(
    serviceRef: string,
    name: string,
  ): Promise<ReleaseRecord | undefined> {
    const named = await this.named(serviceRef, name);
    return named.find(({ id }) => id === name) ?? named[0];
  }

  async ofService(
    serviceRef: string,
    options: {
      limit: number;
      before?: { at: string; id: string };
      /** Both when absent. */
      kind?: 'release' | 'build';
      branch?: string;
    },
  ): Promise<ReleaseRecord[]> {
    const { kind, branch, before } = options;
    const query = this.knex('releases')
      .where({ service_ref: serviceRef })
      .orderByRaw(newestFirst)
      .limit(options.limit);
    if (kind === 'release') query.whereNot({ state: 'build' });
    if (kind === 'build') query.where({ state: 'build' });
    if (branch) query.where({ branch });
    if (before) {
      query.whereRaw(
        '(coalesce(published_at, created_at) < ? or (coalesce(published_at, created_at) = ? and id < ?))',
        [before.at, before.at, before.id],
      );
    }
    return (await query).map(mapping.fromRow);
  }

  /** What a page of a service needs: the newest releases, the newest builds, and what runs. */
  async ofPage(serviceRef: string, limit: number): Promise<ReleaseRecord[]> {
    const newest = (kind: 'release' | 'build') => {
      const query = this.knex('releases')
        .select('id')
        .where({ service_ref: serviceRef })
        .orderByRaw(newestFirst)
        .limit(limit);
      return kind === 'build'
        ? query.where({ state: 'build' })
        : query.whereNot({ state: 'build' });
    };
    const running = this.knex('deployments')
      .join('environments', 'environments.deployment_id', 'deployments.id')
      .where({ 'environments.service_ref': serviceRef })
      .select('deployments.artifact_key');
    const rows = await this.knex('releases')
      .where({ service_ref: serviceRef })
      .where(query =>
        query
          .whereIn('id', newest('release'))
          .orWhereIn('id', newest('build'))
          .orWhereIn('artifact_key', running)
          .orWhereNotNull('backport'),
      )
      .orderByRaw(newestFirst);
    return rows.map(mapping.fromRow);
  }

  /** Builds of a branch that nobody deployed, asked for or said something of, but the newest. */
  async dropOldBuilds(
    serviceRef: string,
    branch: string,
    keep: number,
  ): Promise<number> {
    const old = await this.knex('releases')
      .select('id')
      .where({ service_ref: serviceRef, state: 'build', branch })
      .orderByRaw('first_seen_at desc, created_at desc, id desc')
      .offset(keep)
      .limit(500);
    if (old.length === 0) return 0;
    const named = (table: string) =>
      this.knex(table)
        .whereRaw('??.release_id = releases.id', [table])
        .select(this.knex.raw('1'));
    return this.knex('releases')
      .whereIn(
        'id',
        old.map(({ id }) => id),
      )
      .whereNull('rejected')
      .whereNull('critical')
      .whereNull('backport')
      .whereNotExists(named('deployments'))
      .whereNotExists(named('operations'))
      .delete();
  }

  /** The newest builds whose image was not there yet. */
  async unpinnedBuilds(
    serviceRef: string,
    limit: number,
  ): Promise<ReleaseRecord[]> {
    const rows = await this.knex('releases')
      .where({ service_ref: serviceRef, state: 'build' })
      .whereNull('artifact')
      .orderByRaw('first_seen_at desc, id desc')
      .limit(limit);
    return rows.map(mapping.fromRow);
  }

  /** Builds of any branch at one of the commits. */
  async buildsAt(
    serviceRef: string,
    commits: string[],
  ): Promise<ReleaseRecord[]> {
    if (commits.length === 0) return [];
    const rows = await this.knex('releases')
      .where({ service_ref: serviceRef, state: 'build' })
      .whereIn('commit', commits);
    return rows.map(mapping.fromRow);
  }

  /** The release, else the build, of an artifact come first. */
  async byArtifact(
    serviceRef: string,
    artifactKey: string,
  ): Promise<ReleaseRecord[]> {
    const rows = await this.knex('releases')
      .where({ service_ref: serviceRef, artifact_key: artifactKey })
      .orderByRaw(releasesFirst);
    return rows.map(mapping.fromRow);
  }
}
