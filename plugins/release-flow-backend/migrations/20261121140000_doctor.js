// @ts-check

/**
 * What the doctor saw when it looked last at a service or a flow, and the kinds of what it found, to
 * be counted over services.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('doctor_looks', table => {
    table.string('subject_ref', 300).primary();
    table.string('kind', 10).notNullable().comment('service or flow');
    table.string('asked_at', 24).nullable().comment('Null once it was done');
    table.string('looked_at', 24).nullable();
    table.text('findings').notNullable().comment('Worst first');
    table.text('looked').notNullable().comment('What was looked at');
    table.text('unread').notNullable().comment('What could not be, and why');
    table.integer('failures').notNullable();
    table.string('due_at', 24).notNullable().index();
    table.string('lease_token', 36).nullable();
    table.string('lease_until', 24).nullable();
  });
  await knex.schema.createTable('doctor_findings', table => {
    table.string('subject_ref', 300).notNullable();
    table.string('code', 80).notNullable();
    table.string('severity', 10).notNullable();
    table.primary(['subject_ref', 'code', 'severity']);
  });
  await knex.schema.alterTable('environments', table => {
    table.text('access').nullable().comment('Refs of who has access');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('environments', table => {
    table.dropColumn('access');
  });
  await knex.schema.dropTable('doctor_findings');
  await knex.schema.dropTable('doctor_looks');
};
