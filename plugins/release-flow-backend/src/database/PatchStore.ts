import type { Knex } from 'knex';
import type { HostChange } from '../providers/types';

/** What commits changed, as ids: it never changes, so it is read once. */
export class PatchStore {
  constructor(private readonly knex: Knex) {}

  async of(
    repository: string,
    shas: string[],
  ): Promise<Map<string, HostChange>> {
    if (shas.length === 0) return new Map();
    const rows = await this.knex('commit_patches')
      .where({ repository })
      .whereIn('sha', shas);
    return new Map(
      rows.map(({ sha, parents, patch }) => [sha, { parents, patch }]),
    );
  }

  async put(
    repository: string,
    sha: string,
    { parents, patch }: HostChange,
  ): Promise<void> {
    await this.knex('commit_patches')
      .insert({ repository, sha, parents, patch })
      .onConflict(['repository', 'sha'])
      .ignore();
  }
}
