import type { Knex } from 'knex';
import { createMapping } from './mapping';
import type { RunRecord } from './records';

const mapping = createMapping<RunRecord>({});

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
