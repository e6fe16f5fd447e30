import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import path from 'node:path';
import {
  buildSchema,
  isObjectType,
  parse,
  validate,
  type GraphQLSchema,
} from 'graphql';
import { octokitFor, type LocalOctokit } from '../__testUtils__/wire';
import extracted from '../github/graphql/github.schema.json';
import type { LocalCloud } from '../index';
import { startLocalCloud } from '../index';

jest.setTimeout(60_000);

const REPO = { owner: 'acme', repo: 'qfa-backend' };
const QUERY = `query($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Deployment { id databaseId state latestStatus { state logUrl } }
  }
  rateLimit { cost limit remaining resetAt }
}`;

let cloud: LocalCloud;
let github: LocalOctokit;
let whole: GraphQLSchema;

beforeAll(async () => {
  cloud = await startLocalCloud();
  github = octokitFor(cloud);
  const manifest = findPackageJSON('@octokit/graphql-schema', __filename)!;
  whole = buildSchema(
    readFileSync(path.join(path.dirname(manifest), 'schema.graphql'), 'utf8'),
    // GitHub publishes two fields twice.
    { assumeValid: true, assumeValidSDL: true },
  );
});

afterAll(() => cloud.close());

async function ask(query: string, at = '/api/graphql') {
  const response = await fetch(`${cloud.urls.github}${at}`, {
    method: 'POST',
    headers: { authorization: 'Bearer local-token-release-flow' },
    body: JSON.stringify({ query }),
  });
  return { response, body: (await response.json()) as any };
}

it('answers what the published schema has, as it has it', () => {
  for (const type of Object.values(buildSchema(extracted.sdl).getTypeMap())) {
    const original = whole.getType(type.name);
    expect([type.name, original?.toString()]).toEqual([type.name, type.name]);
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const published = (original as typeof type).getFields()[field.name];
      const told = (it: typeof field) => [
        `${type.name}.${it.name}: ${it.type}`,
        it.args.map(argument => `${argument.name}: ${argument.type}`),
      ];
      expect(told(field)).toEqual(told(published));
    }
  }
});

it('tells the newest status of deployments, and null for what is not there', async () => {
  const { data: listed } = await github.rest.repos.listDeployments(REPO);
  const ids = listed.slice(0, 3).map(({ node_id }) => node_id);
  const { nodes, rateLimit } = await github.graphql<any>(QUERY, { ids });
  expect(nodes.map((node: any) => [node.id, node.databaseId])).toEqual(
    listed.slice(0, 3).map(({ node_id, id }) => [node_id, id]),
  );
  expect(nodes[0].latestStatus.state).toBe('SUCCESS');
  expect(rateLimit).toMatchObject({ cost: 1, limit: 5000 });
  await expect(
    github.graphql(QUERY, { ids: [ids[0], 'bm9uZQ=='] }),
  ).rejects.toMatchObject({
    data: { nodes: [{ id: ids[0] }, null] },
    errors: [{ path: ['nodes', 1] }],
  });
});

it('counts queries by a quota of their own', async () => {
  const { response } = await ask('{ rateLimit { used } }', '/graphql');
  const first = Number(response.headers.get('x-ratelimit-used'));
  expect(response.headers.get('x-ratelimit-resource')).toBe('graphql');
  const second = await ask('{ rateLimit { used } }');
  expect(second.response.headers.get('x-ratelimit-used')).toBe(
    String(first + 1),
  );
});

it('was asked only what the published schema has', async () => {
  const told = await fetch(`${cloud.urls.control}/conformance`);
  const { queries, violations } = (await told.json()) as any;
  expect(violations).toEqual([]);
  expect(queries.length).toBeGreaterThan(1);
  for (const query of queries) {
    expect(validate(whole, parse(query))).toEqual([]);
  }
});

it('refuses as GitHub does, and remembers that it was asked', async () => {
  const { response, body } = await ask('{ rateLimit { colour } }');
  expect(response.status).toBe(200);
  expect(body.errors).toEqual([
    expect.objectContaining({
      message: "Field 'colour' doesn't exist on type 'RateLimit'",
      extensions: {
        code: 'undefinedField',
        typeName: 'RateLimit',
        fieldName: 'colour',
      },
    }),
  ]);
  const argument = await ask('{ rateLimit { used(by: 1) } }');
  expect(argument.body.errors[0].message).toBe(
    "Field 'used' doesn't accept argument 'by'",
  );
  expect((await ask('{')).body.errors).toHaveLength(1);
  const anonymous = await fetch(`${cloud.urls.github}/graphql`, {
    method: 'POST',
    body: JSON.stringify({ query: '{ rateLimit { used } }' }),
  });
  expect(anonymous.status).toBe(401);
  const told = await fetch(`${cloud.urls.control}/conformance`);
  expect(((await told.json()) as any).violations).toHaveLength(3);
});
