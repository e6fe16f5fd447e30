// @ts-check

/**
 * Releases get beside them the builds of branches, and every tag of a version; what changed in a
 * commit is kept as one id, so that a commit is known again after a cherry-pick or a squash.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('releases', table => {
    table.string('branch', 200).nullable();
    table.text('tags').notNullable().defaultTo('[]').comment('JSON');
    table.text('backport').nullable().comment('Where an urgent fix must get');
    table.index(['service_ref', 'commit']);
  });
  // SQLite knows no width of a text.
  if (knex.client.config.client === 'pg') {
    await knex.raw(
      'alter table releases alter column host_id type varchar(300)',
    );
  }
  await knex.schema.createTable('commit_patches', table => {
    table.string('repository', 300).notNullable();
    table.string('sha', 40).notNullable();
    table.string('patch', 64).nullable().comment('Absent where not knowable');
    table.integer('parents').notNullable();
    table.primary(['repository', 'sha']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('commit_patches');
  await knex('releases').where({ state: 'build' }).delete();
  await knex.schema.alterTable('releases', table => {
    table.dropIndex(['service_ref', 'commit']);
    table.dropColumn('branch');
    table.dropColumn('tags');
    table.dropColumn('backport');
  });
};
