import type { AuditCheckpoint } from 'backstage-plugin-release-flow-common';
import type { Knex } from 'knex';
import { sortBy } from 'lodash';
import { nextCheckpoint } from '../policy/auditCheckpoint';
import { createMapping } from './mapping';

type CheckpointRecord = AuditCheckpoint & { announced: boolean };

const mapping = createMapping<CheckpointRecord>({
  json: ['heads'],
  boolean: ['announced'],
});

/** Checkpoints until they are announced, and the last one, which the next follows on. */
export class AuditCheckpointStore {
  constructor(private readonly knex: Knex) {}

  /**
   * Inside a transaction: a checkpoint over chains that grew since theirs, or whose last one is
   * older than `renewBefore`; undefined when there is none. A chain that grows meanwhile comes again.
   */
  async make(
    at: string,
    renewBefore: string,
    limit: number,
  ): Promise<AuditCheckpoint | undefined> {
    const due = await this.knex('audit_heads')
      .where('seq', '>', 0)
      .where(stale =>
        stale
          .whereNull('checkpointed_at')
          .orWhere('checkpointed_at', '<', renewBefore),
      )
      .limit(limit)
      .select('chain', 'seq', 'hash');
    if (due.length === 0) return undefined;
    const checkpoint = nextCheckpoint(await this.last(), at, due);
    await this.knex('audit_checkpoints').insert(
      mapping.toRow({ ...checkpoint, announced: false }),
    );
    for (const { chain, seq } of sortBy(due, 'chain')) {
      await this.knex('audit_heads')
        .where({ chain, seq })
        .update({ checkpointed_at: at });
    }
    return checkpoint;
  }

  async unannounced(): Promise<AuditCheckpoint[]> {
    const rows = await this.knex('audit_checkpoints')
      .where({ announced: false })
      .orderBy('seq');
    return rows.map(checkpointOf);
  }

  /** Forgets the announced ones before: what counts of them is outside. */
  async markAnnounced(seq: number): Promise<void> {
    await this.knex('audit_checkpoints')
      .where({ seq })
      .update({ announced: true });
    await this.knex('audit_checkpoints')
      .where('seq', '<', seq)
      .where({ announced: true })
      .delete();
  }

  private async last(): Promise<AuditCheckpoint | undefined> {
    const row = await this.knex('audit_checkpoints')
      .orderBy('seq', 'desc')
      .first();
    return row && checkpointOf(row);
  }
}

function checkpointOf(row: Record<string, unknown>): AuditCheckpoint {
  const { announced: _announced, ...checkpoint } = mapping.fromRow(row);
  return checkpoint;
}
