// @ts-check

/**
 * How targets run, as the engine read it last; it can be read again at any time.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('runtimes', table => {
    table.string('service_ref', 300).notNullable();
    table.string('environment', 63).notNullable();
    table.text('reading').nullable().comment('Without values of settings');
    table.string('read_at', 24).nullable();
    table.text('error').nullable().comment('Of the newest attempt');
    table.string('due_at', 24).notNullable();
    table.primary(['service_ref', 'environment']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('runtimes');
};
