// @ts-check

/**
 * What GitHub is told of promotions that Release Flow carries out by itself.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('github_deployments', table => {
    table.string('operation_id', 36).primary();
    table.string('service_ref', 300).notNullable();
    table.string('environment', 100).notNullable();
    table.string('created_at', 24).notNullable();
    table
      .string('sent_at', 24)
      .nullable()
      .comment('Committed before it is made');
    table.string('host_id', 40).nullable();
    table
      .string('said', 20)
      .nullable()
      .comment('Its newest state, or elsewhere where a job of GitHub tells it');
    table.integer('failures').notNullable().defaultTo(0);
    table.text('error').nullable();
    table.string('due_at', 24).nullable().index();
    table.string('lease_token', 36).nullable();
    table.string('lease_until', 24).nullable();
    table.index(['service_ref', 'environment', 'created_at']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('github_deployments');
};
