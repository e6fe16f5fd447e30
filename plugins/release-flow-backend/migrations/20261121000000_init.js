// @ts-check

/**
 * Instants are ISO 8601 UTC text of fixed width, so they sort the same on both engines.
 * JSON documents are text.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('flows', table => {
    table.string('ref', 300).primary();
    table.string('title', 200).notNullable();
    table.string('revision', 64).notNullable();
    table.string('mode', 20).notNullable();
    table.text('spec').nullable().comment('Parsed ReleaseFlow spec');
    table.text('error').nullable().comment('Field and message');
    table.string('seen_at', 24).notNullable();
  });

  await knex.schema.createTable('services', table => {
    table.string('ref', 300).primary();
    table.string('uid', 64).notNullable();
    table.string('title', 200).notNullable();
    table.string('namespace', 100).notNullable();
    table.string('owner', 300).nullable();
    table.string('system', 300).nullable();
    table.text('tags').notNullable();
    table.string('flow_ref', 300).nullable().index();
    table.string('flow_revision', 64).nullable();
    table.string('repository', 300).nullable().index();
    table.text('binding').nullable().comment('Resolved binding');
    table.text('error').nullable().comment('Field and message');
    table
      .string('fingerprint', 64)
      .nullable()
      .comment('Of the entity and flow this was resolved from');
    table.string('bound_at', 24).notNullable();
    table.string('seen_at', 24).notNullable();
    table.string('removed_at', 24).nullable();
    table.index(['owner']);
    table.index(['system']);
  });

  await knex.schema.createTable('target_claims', table => {
    table.string('target_key', 500).primary();
    table.string('service_ref', 300).notNullable().index();
    table.string('environment', 63).notNullable();
    table.string('claimed_at', 24).notNullable();
  });

  await knex.schema.createTable('repositories', table => {
    table.string('key', 300).primary().comment('host/owner/name');
    table.string('due_at', 24).notNullable().index();
    table.string('read_at', 24).nullable();
    table.text('error').nullable();
    table.integer('failures').notNullable().defaultTo(0);
    table.string('lease_token', 64).nullable();
    table.string('lease_until', 24).nullable();
  });

  await knex.schema.createTable('environments', table => {
    table.string('service_ref', 300).notNullable();
    table.string('id', 63).notNullable();
    table.string('tier', 20).notNullable();
    table.integer('rank').notNullable();
    table.string('deployment_id', 64).nullable();
    table.text('observation').nullable();
    table.string('observed_at', 24).nullable();
    table.text('observation_error').nullable();
    table.integer('failures').notNullable().defaultTo(0);
    table.text('declared').nullable();
    table.string('drift_since', 24).nullable();
    table.text('drift').nullable();
    table.text('hold').nullable();
    table.text('foreign_reads').nullable();
    table.string('due_at', 24).notNullable().index();
    table.string('lease_token', 64).nullable();
    table.string('lease_until', 24).nullable();
    table.primary(['service_ref', 'id']);
  });

  await knex.schema.createTable('releases', table => {
    table.string('id', 120).primary();
    table.string('service_ref', 300).notNullable();
    table.string('host_id', 64).notNullable();
    table.string('tag', 200).notNullable();
    table.string('version', 200).notNullable();
    table.string('name', 300).nullable();
    table.string('state', 20).notNullable();
    table.string('commit', 40).nullable().comment('Pinned at first sight');
    table.text('artifact').nullable().comment('Pinned at first sight');
    table.string('artifact_key', 500).nullable();
    table.text('problem').nullable();
    table.text('rejected').nullable();
    table.text('notes').notNullable();
    table.string('author', 200).nullable();
    table.string('published_by', 300).nullable();
    table.string('created_at', 24).notNullable();
    table.string('published_at', 24).nullable();
    table.string('url', 500).notNullable();
    table.string('first_seen_at', 24).notNullable();
    table.string('seen_at', 24).notNullable();
    table.unique(['service_ref', 'host_id']);
    table.index(['service_ref', 'artifact_key']);
  });

  await knex.schema.createTable('builds', table => {
    table.string('id', 64).primary();
    table.string('service_ref', 300).notNullable();
    table.string('intent', 20).notNullable();
    table.string('ref', 200).notNullable();
    table.string('commit', 40).notNullable();
    table.text('artifact').notNullable();
    table.string('artifact_key', 500).notNullable();
    table.string('built_by', 300).notNullable();
    table.string('built_at', 24).notNullable();
    table.string('expires_at', 24).nullable();
    table.index(['service_ref', 'artifact_key']);
  });

  await knex.schema.createTable('deployments', table => {
    table.string('id', 64).primary();
    table.string('service_ref', 300).notNullable();
    table.string('environment', 63).notNullable();
    table.string('kind', 20).notNullable();
    table.text('artifact').notNullable();
    table.string('artifact_key', 500).notNullable();
    table.string('label', 300).notNullable();
    table.string('commit', 40).nullable();
    table.string('release_id', 120).nullable();
    table.string('build_id', 64).nullable();
    table.string('operation_id', 64).nullable();
    table.string('intent', 20).nullable();
    table.boolean('verified').notNullable();
    table.string('actor', 300).nullable();
    table.text('reason').nullable();
    table.string('source_key', 200).nullable().comment('Imported fact, once');
    table.string('happened_at', 24).notNullable();
    table.string('recorded_at', 24).notNullable();
    table.unique(['service_ref', 'source_key']);
    table.index(['service_ref', 'happened_at']);
    table.index(['service_ref', 'environment', 'happened_at']);
    table.index(['service_ref', 'environment', 'artifact_key']);
  });

  await knex.schema.createTable('operations', table => {
    table.increments('number');
    table.string('id', 64).notNullable().unique();
    table.string('kind', 30).notNullable();
    table.string('service_ref', 300).notNullable();
    table.string('service_uid', 64).notNullable();
    table.string('environment', 63).nullable();
    table.string('tier', 20).nullable();
    table.string('intent', 20).nullable();
    table.string('origin', 20).notNullable();
    table.string('via', 20).notNullable();
    table.string('state', 30).notNullable();
    table.string('state_since', 24).notNullable();
    table.text('message').notNullable();
    table.string('code', 60).nullable();
    table.text('trouble').nullable();
    table.integer('failures').notNullable().defaultTo(0);
    table.string('label', 300).notNullable();
    table.string('release_id', 120).nullable();
    table.string('build_id', 64).nullable();
    table.string('deployment_id', 64).nullable();
    table.text('artifact').nullable();
    table.string('artifact_key', 500).nullable();
    table.string('commit', 40).nullable();
    table.string('git_ref', 200).nullable();
    table.string('from_environment', 63).nullable();
    table.text('reason').nullable();
    table.string('requested_by', 300).notNullable();
    table.string('requested_at', 24).notNullable();
    table.string('idempotency_key', 200).nullable();
    table.string('trigger_key', 500).nullable().unique();
    table.text('plan').nullable();
    table.string('plan_hash', 64).nullable();
    table.text('base').nullable();
    table.text('gates').notNullable();
    table.string('gates_at', 24).nullable();
    table.text('steps').notNullable();
    table.text('memory').notNullable();
    table.text('result').notNullable();
    table.string('expires_at', 24).nullable();
    table.string('finished_at', 24).nullable();
    table.integer('version').notNullable().defaultTo(1);
    table.string('due_at', 24).nullable();
    table.string('lease_token', 64).nullable();
    table.string('lease_until', 24).nullable();
    table.unique(['service_ref', 'requested_by', 'idempotency_key']);
    table.index(['due_at']);
    table.index(['service_ref', 'requested_at']);
    table.index(['service_ref', 'environment', 'state']);
    table.index(['state', 'requested_at']);
  });

  await knex.schema.createTable('locks', table => {
    table.string('key', 500).primary();
    table.string('operation_id', 64).notNullable().index();
    table.string('taken_at', 24).notNullable();
  });

  await knex.schema.createTable('decisions', table => {
    table.increments('number');
    table.string('operation_id', 64).notNullable().index();
    table.string('actor', 300).notNullable();
    table.string('decision', 20).notNullable();
    table.text('comment').notNullable();
    table.string('plan_hash', 64).notNullable();
    table.string('at', 24).notNullable();
    table.text('voided').nullable();
    table.unique(['operation_id', 'actor', 'plan_hash']);
  });

  await knex.schema.createTable('effects', table => {
    table.string('id', 64).primary();
    table.string('operation_id', 64).notNullable();
    table.string('step', 60).notNullable();
    table.string('kind', 30).notNullable();
    table.text('intent').notNullable();
    table.string('lease_token', 64).notNullable();
    table.string('committed_at', 24).notNullable();
    table.string('not_after', 24).notNullable();
    table.string('outcome', 20).nullable();
    table.text('result').nullable();
    table.string('settled_at', 24).nullable();
    table.unique(['operation_id', 'step']);
  });

  await knex.schema.createTable('workflow_runs', table => {
    table.string('repository', 300).notNullable();
    table.string('id', 64).notNullable();
    table.integer('attempt').notNullable();
    table.string('workflow', 200).notNullable();
    table.string('title', 500).notNullable();
    table.string('event', 60).notNullable();
    table.string('branch', 300).nullable();
    table.string('sha', 40).notNullable();
    table.string('status', 30).notNullable();
    table.string('conclusion', 30).nullable();
    table.string('actor', 200).nullable();
    table.string('url', 500).notNullable();
    table.string('created_at', 24).notNullable();
    table.string('updated_at', 24).notNullable();
    table.primary(['repository', 'id']);
    table.index(['repository', 'workflow', 'created_at']);
  });

  await knex.schema.createTable('comparisons', table => {
    table.string('repository', 300).notNullable();
    table.string('base', 40).notNullable();
    table.string('head', 40).notNullable();
    table.text('comparison').notNullable();
    table.string('read_at', 24).notNullable();
    table.primary(['repository', 'base', 'head']);
  });

  await knex.schema.createTable('audit_events', table => {
    table.string('chain', 300).notNullable();
    table.integer('seq').notNullable();
    table.string('at', 24).notNullable();
    table.string('actor', 300).notNullable();
    table.string('type', 60).notNullable();
    table.string('operation_id', 64).nullable().index();
    table.text('data').notNullable();
    table.string('prev_hash', 64).notNullable();
    table.string('hash', 64).notNullable();
    table.primary(['chain', 'seq']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'audit_events',
    'comparisons',
    'workflow_runs',
    'effects',
    'decisions',
    'locks',
    'operations',
    'deployments',
    'builds',
    'releases',
    'environments',
    'repositories',
    'target_claims',
    'services',
    'flows',
  ]) {
    await knex.schema.dropTable(table);
  }
};
