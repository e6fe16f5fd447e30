// @ts-check

/**
 * What people do about a promotion besides approving it, and when nothing may be deployed.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('releases', table => {
    table.text('critical').nullable().comment('By whom, when, why');
  });
  await knex.schema.alterTable('operations', table => {
    table.boolean('emergency').notNullable().defaultTo(false);
  });
  await knex.schema.alterTable('decisions', table => {
    table.string('gate', 63).notNullable().defaultTo('');
    table.boolean('emergency').notNullable().defaultTo(false);
    table.dropUnique(['operation_id', 'actor', 'plan_hash']);
  });
  await knex.schema.alterTable('decisions', table => {
    table.unique(['operation_id', 'actor', 'plan_hash', 'gate']);
  });

  await knex.schema.createTable('overrides', table => {
    table.increments('number');
    table.string('operation_id', 64).notNullable().index();
    table.string('gate', 130).notNullable();
    table.string('about', 500).notNullable();
    table.string('plan_hash', 64).notNullable();
    table.string('actor', 300).notNullable();
    table.text('reason').notNullable();
    table.string('at', 24).notNullable();
  });

  await knex.schema.createTable('checklist_items', table => {
    table.increments('number');
    table.string('operation_id', 64).notNullable().index();
    table.string('service_ref', 300).notNullable();
    table.string('artifact_key', 500).nullable();
    table.string('checklist', 63).notNullable();
    table.string('item', 63).notNullable();
    table.text('text').notNullable().comment('As it read when it was ticked');
    table.string('state', 20).notNullable();
    table.text('evidence').nullable();
    table.string('actor', 300).notNullable();
    table.string('at', 24).notNullable();
    table.index(['service_ref', 'artifact_key', 'checklist']);
  });

  await knex.schema.createTable('freezes', table => {
    table.string('id', 64).primary();
    table.string('kind', 20).notNullable();
    table.string('title', 100).notNullable();
    table.text('reason').notNullable();
    table.text('scope').notNullable();
    table.string('from', 24).notNullable();
    table.string('until', 24).nullable();
    table.text('recurrence').nullable();
    table.string('by', 300).notNullable();
    table.string('at', 24).notNullable();
    table.text('ended').nullable();
    table.index(['until']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('freezes');
  await knex.schema.dropTable('checklist_items');
  await knex.schema.dropTable('overrides');
  await knex.schema.alterTable('decisions', table => {
    table.dropUnique(['operation_id', 'actor', 'plan_hash', 'gate']);
  });
  await knex.schema.alterTable('decisions', table => {
    table.dropColumn('gate');
    table.dropColumn('emergency');
    table.unique(['operation_id', 'actor', 'plan_hash']);
  });
  await knex.schema.alterTable('operations', table => {
    table.dropColumn('emergency');
  });
  await knex.schema.alterTable('releases', table => {
    table.dropColumn('critical');
  });
};
