import type { Knex } from 'knex';
import { createMapping } from './mapping';
import type { ChecklistItemRecord } from './records';

const mapping = createMapping<ChecklistItemRecord>({});

/** What people ticked; every tick is a row, the newest of an item counts. */
export class ChecklistStore {
  constructor(private readonly knex: Knex) {}

  async add(item: ChecklistItemRecord): Promise<void> {
    await this.knex('checklist_items').insert(mapping.toRow(item));
  }

  /** Of the operation itself. */
  async ofOperation(operationId: string): Promise<ChecklistItemRecord[]> {
    const rows = await this.knex('checklist_items')
      .where({ operation_id: operationId })
      .orderBy('number');
    return rows.map(mapping.fromRow);
  }

  /** Of an artifact, under the checklists named, in any promotion of the service. */
  async ofArtifact(
    serviceRef: string,
    artifactKey: string,
    checklists: string[],
  ): Promise<ChecklistItemRecord[]> {
    if (checklists.length === 0) return [];
    const rows = await this.knex('checklist_items')
      .where({ service_ref: serviceRef, artifact_key: artifactKey })
      .whereIn('checklist', checklists)
      .orderBy('number');
    return rows.map(mapping.fromRow);
  }
}
