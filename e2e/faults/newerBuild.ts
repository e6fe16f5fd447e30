import { cp, rm, writeFile } from 'node:fs/promises';
import { inData, inRoot } from '../../scripts/lib/paths.mjs';
import type { Build } from '../support/Replica';

const MIGRATION = `
exports.up = async knex => {
  await knex.schema.alterTable('operations', table => {
    table.string('of_a_newer_build', 20).nullable();
  });
  await knex.schema.createTable('of_a_newer_build', table => {
    table.string('key', 20).primary();
  });
};
exports.down = async knex => {
  await knex.schema.dropTable('of_a_newer_build');
  await knex.schema.alterTable('operations', table => {
    table.dropColumn('of_a_newer_build');
  });
};
`;

/** This repository's backend with one more migration, as a folder of its own. */
export async function makeNewerBuild(): Promise<Build> {
  const folder = inData('newer');
  await rm(folder, { recursive: true, force: true });
  await cp(inRoot('plugins/release-flow-backend'), folder, {
    recursive: true,
    filter: path => !/(node_modules|dist)$/.test(path),
  });
  const file = `${folder}/migrations/99991231000000_newer_build.js`;
  await writeFile(file, MIGRATION);
  return { name: 'newer', preload: inRoot('e2e/faults/newerBuild.cjs') };
}
