// @ts-check

/**
 * Whom the gates of an environment ask, for policies that let them read.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('environments', table => {
    table.text('deciders').nullable().comment('Refs of those whom gates ask');
  });
  // Every service is bound again, so that it is known of each.
  await knex('services').update({ fingerprint: null });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('environments', table => {
    table.dropColumn('deciders');
  });
};
