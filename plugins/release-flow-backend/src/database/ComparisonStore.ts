import type { Knex } from 'knex';
import type { HostComparison } from '../providers/types';

/** A comparison of two commits never changes, so it is read once. */
export interface StoredComparison extends HostComparison {
  /** Files per commit, for marks; absent where not read. */
  commitFiles?: Record<string, string[]>;
}

export class ComparisonStore {
  constructor(private readonly knex: Knex) {}

  async get(
    repository: string,
    base: string,
    head: string,
  ): Promise<StoredComparison | undefined> {
    const row = await this.knex('comparisons')
      .where({ repository, base, head })
      .first();
    return row && JSON.parse(row.comparison);
  }

  async put(
    repository: string,
    base: string,
    head: string,
    comparison: StoredComparison,
    readAt: string,
  ): Promise<void> {
    await this.knex('comparisons')
      .insert({
        repository,
        base,
        head,
        comparison: JSON.stringify(comparison),
        read_at: readAt,
      })
      .onConflict(['repository', 'base', 'head'])
      .merge();
  }

  /** Comparisons whose base or head is one of the commits. */
  async among(
    repository: string,
    commits: string[],
  ): Promise<Map<string, StoredComparison>> {
    if (commits.length === 0) return new Map();
    const rows = await this.knex('comparisons')
      .where({ repository })
      .whereIn('base', commits)
      .whereIn('head', commits);
    return new Map(
      rows.map(row => [
        `${row.base}...${row.head}`,
        JSON.parse(row.comparison),
      ]),
    );
  }
}
