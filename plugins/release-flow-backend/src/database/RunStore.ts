import type { Knex } from 'knex';
import { createMapping } from './mapping';
import type { RunRecord } from './records';

const mapping = createMapping<RunRecord>({ json: ['jobs'] });

export class RunStore {
  constructor(private readonly knex: Knex) {}

  async put(runs: RunRecord[]): Promise<void> {
    for (const run of runs) {
      await this.knex('workflow_runs')
        .insert(mapping.toRow(run))
        .onConflict(['repository', 'id'])
        .merge();
    }
  }

  /** What a run did, for one whose name doesn't say it. */
  async describe(
    { repository, id }: Pick<RunRecord, 'repository' | 'id'>,
    jobs: NonNullable<RunRecord['jobs']>,
  ): Promise<void> {
    await this.knex('workflow_runs')
      .where({ repository, id })
      .update(mapping.toRow({ jobs }));
  }

  /** The newest commit that was pushed to a branch, as far as its runs tell. */
  async newestPush(
    repository: string,
    branch: string,
  ): Promise<string | undefined> {
    const row = await this.knex('workflow_runs')
      .where({ repository, branch, event: 'push' })
      .orderBy('created_at', 'desc')
      .first('sha');
    return row?.sha;
  }

  async list(
    repository: string,
    query: { workflow?: string; limit: number },
  ): Promise<RunRecord[]> {
    const select = this.knex('workflow_runs')
      .where({ repository })
      .orderBy('created_at', 'desc')
      .limit(query.limit);
    if (query.workflow) select.where({ workflow: query.workflow });
    return (await select).map(mapping.fromRow);
  }
}
