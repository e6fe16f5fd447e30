import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { isPostgres } from './dialect';

const LOCK = 'release-flow-migrations';

/**
 * Brings the tables to what this build needs. Replicas that start at the same moment wait for one
 * another, and one that is killed meanwhile leaves nothing behind: all of it is one transaction.
 * Migrations only add, so those of a newer build, which this one has no files of, are no obstacle.
 */
export async function migrate(
  knex: Knex,
  directory: string = resolvePackagePath(
    'backstage-plugin-release-flow-backend',
    'migrations',
  ),
): Promise<void> {
  const config = { directory, disableMigrationsListValidation: true };
  if (!isPostgres(knex)) {
    await knex.migrate.latest(config);
    return;
  }
  await knex.transaction(async trx => {
    await trx.raw('select pg_advisory_xact_lock(hashtext(?))', [LOCK]);
    await trx.migrate.latest(config);
  });
}
