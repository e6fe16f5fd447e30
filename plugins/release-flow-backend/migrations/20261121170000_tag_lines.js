// @ts-check

/**
 * What kind of release the notes are of, and the branch that the commit of a tag was seen on.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('releases', table => {
    table.string('notes_of', 20).nullable();
    table.text('place').nullable();
  });
  // Until they are read again, notes are taken to be of what they were shown for.
  await knex('releases')
    .whereNot({ state: 'build' })
    .whereNot({ notes: '' })
    .update({ notes_of: knex.ref('state') });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('releases', table => {
    table.dropColumn('notes_of');
    table.dropColumn('place');
  });
};
