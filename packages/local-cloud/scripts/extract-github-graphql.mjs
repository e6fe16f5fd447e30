// Extracts what the local GitHub answers to queries from GitHub's published GraphQL schema.
//
//   node extract-github-graphql.mjs
//
// Types keep only the fields that are named here, so a query for another one is refused, as GitHub
// refuses what it does not have. The conformance tests hold the result to the whole schema.
import { readFileSync, writeFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import path from 'node:path';
import { parse, print, visit } from 'graphql';

const OUTPUT = path.join(
  import.meta.dirname,
  '../src/github/graphql/github.schema.json',
);

const KEPT = {
  Query: ['id', 'nodes', 'rateLimit'],
  Node: ['id'],
  Deployment: [
    'id',
    'databaseId',
    'environment',
    'state',
    'commitOid',
    'createdAt',
    'updatedAt',
    'latestStatus',
  ],
  DeploymentStatus: [
    'id',
    'state',
    'logUrl',
    'environmentUrl',
    'description',
    'createdAt',
  ],
  RateLimit: ['cost', 'limit', 'remaining', 'resetAt', 'used'],
};
const WHOLE = ['DeploymentState', 'DeploymentStatusState', 'DateTime', 'URI'];

const manifest = findPackageJSON('@octokit/graphql-schema', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
const source = readFileSync(
  path.join(path.dirname(manifest), 'schema.graphql'),
  'utf8',
);

const definitions = parse(source)
  .definitions.filter(
    ({ name }) => name && (name.value in KEPT || WHOLE.includes(name.value)),
  )
  .map(definition => {
    const bare = visit(definition, {
      enter: node => ({
        ...node,
        ...('description' in node && { description: undefined }),
        ...('directives' in node && { directives: [] }),
      }),
    });
    const fields = KEPT[bare.name.value];
    return fields
      ? {
          ...bare,
          interfaces: bare.interfaces.filter(({ name }) => name.value in KEPT),
          fields: bare.fields.filter(({ name }) => fields.includes(name.value)),
        }
      : bare;
  });

const sdl = definitions.map(print).join('\n\n');
writeFileSync(OUTPUT, `${JSON.stringify({ version, sdl }, null, 2)}\n`);
