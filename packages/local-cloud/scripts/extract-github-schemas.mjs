// Extracts what the local GitHub implements from GitHub's OpenAPI description.
//
//   npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz
//   node extract-github-schemas.mjs package/generated/api.github.com.json
//
// The package is too large to depend on; this writes the small part that the
// conformance tests need, as plain JSON Schema.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const OUTPUT = path.join(
  import.meta.dirname,
  '../src/conformance/github.openapi.json',
);

const REPO = '/repos/{owner}/{repo}';
const OPERATIONS = [
  'get /meta',
  'get /rate_limit',
  'get /user',
  'get /user/emails',
  'get /user/orgs',
  'get /users/{username}',
  'get /orgs/{org}/repos',
  ...[
    'get ',
    'get /releases',
    'post /releases',
    'get /releases/latest',
    'get /releases/tags/{tag}',
    'get /releases/{release_id}',
    'patch /releases/{release_id}',
    'delete /releases/{release_id}',
    'post /releases/generate-notes',
    'get /git/ref/{ref}',
    'get /git/matching-refs/{ref}',
    'post /git/refs',
    'patch /git/refs/{ref}',
    'delete /git/refs/{ref}',
    'get /git/commits/{commit_sha}',
    'post /git/commits',
    'post /merges',
    'get /pulls',
    'post /pulls',
    'get /pulls/{pull_number}',
    'patch /pulls/{pull_number}',
    'put /pulls/{pull_number}/merge',
    'get /pulls/{pull_number}/reviews',
    'post /pulls/{pull_number}/reviews',
    'get /git/tags/{tag_sha}',
    'post /git/tags',
    'get /git/trees/{tree_sha}',
    'get /git/blobs/{file_sha}',
    'get /tags',
    'get /branches',
    'get /branches/{branch}',
    'get /branches/{branch}/protection',
    'get /rules/branches/{branch}',
    'get /collaborators/{username}/permission',
    'get /commits',
    'get /commits/{ref}',
    'get /commits/{ref}/check-runs',
    'get /commits/{ref}/status',
    'get /compare/{basehead}',
    'get /contents/{path}',
    'put /contents/{path}',
    'get /readme',
    'get /tarball/{ref}',
    'get /actions/workflows',
    'get /actions/workflows/{workflow_id}',
    'get /actions/workflows/{workflow_id}/runs',
    'post /actions/workflows/{workflow_id}/dispatches',
    'get /actions/runs',
    'get /actions/runs/{run_id}',
    'get /actions/runs/{run_id}/jobs',
    'get /actions/runs/{run_id}/approvals',
    'get /actions/runs/{run_id}/pending_deployments',
    'post /actions/runs/{run_id}/pending_deployments',
    'post /actions/runs/{run_id}/cancel',
    'post /actions/runs/{run_id}/rerun',
    'get /actions/jobs/{job_id}',
    'get /deployments',
    'post /deployments',
    'get /deployments/{deployment_id}',
    'delete /deployments/{deployment_id}',
    'get /deployments/{deployment_id}/statuses',
    'post /deployments/{deployment_id}/statuses',
    'get /environments',
    'get /environments/{environment_name}',
    'get /environments/{environment_name}/deployment-branch-policies',
    'get /environments/{environment_name}/secrets',
    'get /environments/{environment_name}/variables',
    'get /actions/organization-secrets',
    'get /actions/organization-variables',
    'get /actions/secrets',
    'get /actions/variables',
    'get /pages',
    'get /hooks',
    'post /hooks',
    'delete /hooks/{hook_id}',
    'get /hooks/{hook_id}/deliveries',
    'post /hooks/{hook_id}/deliveries/{delivery_id}/attempts',
  ].map(operation => operation.replace(' ', ` ${REPO}`)),
];

const NOISE = [
  'description',
  'example',
  'examples',
  'title',
  'externalDocs',
  'deprecated',
  'discriminator',
  'default',
];

const spec = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const definitions = {};

/** JSON Schema without noise; `nullable` becomes a real type. */
function schema(node) {
  if (Array.isArray(node)) return node.map(schema);
  if (typeof node !== 'object' || node === null) return node;
  if (node.$ref) return { $ref: define(node.$ref.split('/').at(-1)) };
  const { nullable, ...rest } = node;
  const out = {};
  for (const [key, value] of Object.entries(rest)) {
    if (NOISE.includes(key) || key.startsWith('x-')) continue;
    out[key] = key === 'properties' ? properties(value) : schema(value);
  }
  // GitHub answers '' where there is no URL, and says so by the default.
  if (rest.default === '' && out.format === 'uri') delete out.format;
  if (!nullable) return out;
  if (typeof out.type === 'string' && !out.oneOf && !out.anyOf && !out.allOf) {
    out.type = [out.type, 'null'];
    if (out.enum) out.enum = [...out.enum, null];
    return out;
  }
  return { anyOf: [out, { type: 'null' }] };
}

/** A property may itself be called `description` or `example`. */
function properties(node) {
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, schema(value)]),
  );
}

function define(name) {
  if (!(name in definitions)) {
    definitions[name] = {};
    definitions[name] = schema(spec.components.schemas[name]);
  }
  return `#/definitions/${name}`;
}

function resolved(node) {
  if (!node.$ref) return node;
  return node.$ref
    .slice(2)
    .split('/')
    .reduce((value, key) => value[key], spec);
}

function contentSchema(node, mediaType = 'application/json') {
  const content = node?.content?.[mediaType];
  return content?.schema ? schema(content.schema) : undefined;
}

/** Answers that have another form when asked for by `Accept`. */
function objectSchema({ 200: ok }) {
  return ok && contentSchema(resolved(ok), 'application/vnd.github.object');
}

const operations = {};
for (const wanted of OPERATIONS) {
  const [method, template] = wanted.split(' ');
  const item = spec.paths[template];
  const operation = item?.[method];
  if (!operation) throw new Error(`GitHub documents no ${wanted}`);
  const parameters = [...(item.parameters ?? []), ...operation.parameters].map(
    resolved,
  );
  const query = parameters.filter(it => it.in === 'query');
  operations[wanted] = {
    id: operation.operationId,
    query: Object.fromEntries(query.map(it => [it.name, schema(it.schema)])),
    body:
      operation.requestBody && contentSchema(resolved(operation.requestBody)),
    objectResponse: objectSchema(operation.responses),
    responses: Object.fromEntries(
      Object.entries(operation.responses)
        .filter(([status]) => status.startsWith('2'))
        .map(([status, node]) => [
          status,
          contentSchema(resolved(node)) ?? null,
        ]),
    ),
  };
}

const sorted = Object.fromEntries(
  Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)),
);
writeFileSync(
  OUTPUT,
  `${JSON.stringify({ version: spec.info.version, operations, definitions: sorted })}\n`,
);
