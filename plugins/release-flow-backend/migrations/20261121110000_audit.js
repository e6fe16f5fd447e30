// @ts-check

/**
 * Ends of the audit chains, so that writers of a chain wait for one another and checkpoints need
 * not read events; checkpoints until they are announced; signed summaries of what was removed.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('audit_heads', table => {
    table.string('chain', 300).primary();
    table.integer('seq').notNullable();
    table.string('hash', 64).notNullable();
    table
      .string('checkpointed_at', 24)
      .nullable()
      .index()
      .comment('Null when the chain grew since');
  });
  await knex('audit_heads').insert(
    knex('audit_events as last')
      .select('last.chain', 'last.seq', 'last.hash', knex.raw('null'))
      .whereNotExists(
        knex('audit_events as later')
          .select(knex.raw('1'))
          .whereRaw('later.chain = last.chain')
          .whereRaw('later.seq > last.seq'),
      ),
  );

  await knex.schema.createTable('audit_checkpoints', table => {
    table.integer('seq').primary();
    table.string('at', 24).notNullable();
    table.text('heads').notNullable().comment('Ends of chains');
    table.string('previous', 64).notNullable();
    table.string('hash', 64).notNullable();
    table.boolean('announced').notNullable();
  });

  await knex.schema.createTable('audit_summaries', table => {
    table.string('chain', 300).notNullable();
    table.integer('from_seq').notNullable();
    table.integer('to_seq').notNullable();
    table.text('counts').notNullable().comment('Events by type');
    table.string('prev_hash', 64).notNullable();
    table.string('first_hash', 64).notNullable();
    table.string('last_hash', 64).notNullable();
    table.string('at', 24).notNullable();
    table.string('key_id', 64).notNullable();
    table.string('signature', 200).notNullable();
    table.primary(['chain', 'from_seq']);
  });

  await knex.schema.alterTable('audit_events', table => {
    table.index(['at', 'chain', 'seq'], 'audit_events_by_time');
    table.index(['chain', 'at', 'seq'], 'audit_events_by_chain');
    table.index(['actor', 'at'], 'audit_events_by_actor');
    table.index(['type', 'at'], 'audit_events_by_type');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('audit_events', table => {
    for (const by of ['time', 'chain', 'actor', 'type']) {
      table.dropIndex([], `audit_events_by_${by}`);
    }
  });
  for (const table of ['audit_summaries', 'audit_checkpoints', 'audit_heads']) {
    await knex.schema.dropTable(table);
  }
};
