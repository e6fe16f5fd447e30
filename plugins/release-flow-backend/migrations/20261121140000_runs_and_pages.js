// @ts-check

/**
 * What the runs of infrastructure and docs do, where their names don't say it; how Pages are set up.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('workflow_runs', table => {
    table
      .text('jobs')
      .nullable()
      .comment('Read where the run itself is not enough');
  });
  await knex.schema.alterTable('repositories', table => {
    table.text('pages').nullable().comment('How the docs site is published');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('repositories', table => {
    table.dropColumn('pages');
  });
  await knex.schema.alterTable('workflow_runs', table => {
    table.dropColumn('jobs');
  });
};
