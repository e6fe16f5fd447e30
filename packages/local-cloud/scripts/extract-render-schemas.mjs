// Extracts what the local Render implements from the types that Render generates of its OpenAPI
// description and publishes, MIT licensed, in its TypeScript SDK.
//
//   git clone --depth 1 https://github.com/render-oss/sdk
//   node extract-render-schemas.mjs sdk/typescript/src/generated/schema.ts
//
// This writes names, types and allowed values of the operations used, as plain JSON Schema.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const OUTPUT = path.join(
  import.meta.dirname,
  '../src/conformance/render.openapi.json',
);

const SERVICE = '/services/{serviceId}';
const OPERATIONS = [
  'get /services',
  `get ${SERVICE}`,
  `patch ${SERVICE}`,
  `get ${SERVICE}/deploys`,
  `post ${SERVICE}/deploys`,
  `get ${SERVICE}/deploys/{deployId}`,
  `post ${SERVICE}/deploys/{deployId}/cancel`,
  `post ${SERVICE}/rollback`,
  `get ${SERVICE}/instances`,
  `get ${SERVICE}/env-vars`,
  `get ${SERVICE}/custom-domains`,
  `post ${SERVICE}/custom-domains`,
  `get ${SERVICE}/custom-domains/{customDomainNameOrID}`,
  `delete ${SERVICE}/custom-domains/{customDomainNameOrID}`,
];

/** Details of what the local cloud has no services of. */
const LEFT_OUT = /^(?:privateService|backgroundWorker|cronJob)Details/;

const file = ts.createSourceFile(
  'schema.ts',
  readFileSync(process.argv[2], 'utf8'),
  ts.ScriptTarget.Latest,
  true,
);
const roots = new Map(
  file.statements
    .filter(ts.isInterfaceDeclaration)
    .map(node => [node.name.text, node]),
);
const definitions = {};

/** Member of a type by name, such as `/services` of `paths`. */
function member(node, ...names) {
  return names.reduce((owner, name) => {
    const found = owner?.members?.find(it => textOf(it.name) === String(name));
    return found?.type;
  }, node);
}

function textOf(name) {
  return name && 'text' in name ? name.text : undefined;
}

/** `components["schemas"]["deploy"]` as the list of its names. */
function namesOf(node) {
  if (!ts.isIndexedAccessTypeNode(node)) return [];
  const { indexType, objectType } = node;
  return [...namesOf(objectType), indexType.literal.text];
}

function schema(node) {
  if (ts.isParenthesizedTypeNode(node)) return schema(node.type);
  if (ts.isArrayTypeNode(node)) {
    return { type: 'array', items: schema(node.elementType) };
  }
  if (ts.isUnionTypeNode(node)) return union(node.types);
  if (ts.isIntersectionTypeNode(node)) {
    return { allOf: node.types.map(schema) };
  }
  if (ts.isTypeLiteralNode(node)) return object(node);
  if (ts.isIndexedAccessTypeNode(node)) return reference(namesOf(node));
  if (ts.isLiteralTypeNode(node)) return literal(node);
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { type: 'string' };
    case ts.SyntaxKind.NumberKeyword:
      return { type: 'number' };
    case ts.SyntaxKind.BooleanKeyword:
      return { type: 'boolean' };
    default:
      return {};
  }
}

function literal({ literal: value }) {
  if (value.kind === ts.SyntaxKind.NullKeyword) return { type: 'null' };
  if (value.kind === ts.SyntaxKind.TrueKeyword) return { const: true };
  if (value.kind === ts.SyntaxKind.FalseKeyword) return { const: false };
  return {
    const: ts.isNumericLiteral(value) ? Number(value.text) : value.text,
  };
}

function union(types) {
  const kept = types.filter(it => !LEFT_OUT.test(namesOf(it).at(-1) ?? ''));
  const schemas = kept.map(schema);
  if (schemas.length === 1) return schemas[0];
  return schemas.every(it => 'const' in it)
    ? { enum: schemas.map(it => it.const) }
    : { anyOf: schemas };
}

/** Fields that hold a moment say so in a comment. */
function isMoment(node) {
  const text = node.getFullText();
  return text
    .slice(0, node.getLeadingTriviaWidth())
    .includes('Format: date-time');
}

function object(node) {
  const named = node.members.filter(ts.isPropertySignature);
  const fields = named.filter(
    it => it.type.kind !== ts.SyntaxKind.NeverKeyword,
  );
  const required = fields.filter(it => !it.questionToken);
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map(it => [
        textOf(it.name),
        { ...schema(it.type), ...(isMoment(it) && { format: 'date-time' }) },
      ]),
    ),
    ...(required.length > 0 && {
      required: required.map(it => textOf(it.name)),
    }),
  };
}

function reference(names) {
  const name = names.at(-1);
  if (!(name in definitions)) {
    definitions[name] = {};
    definitions[name] = schema(
      member(roots.get('components'), ...names.slice(-2)),
    );
  }
  return { $ref: `#/definitions/${name}` };
}

function operationOf(wanted) {
  const [method, template] = wanted.split(' ');
  const named = member(roots.get('paths'), template, method);
  if (!named) throw new Error(`Render documents no ${wanted}`);
  const id = named.indexType.literal.text;
  const node = member(roots.get('operations'), id);
  const query = member(node, 'parameters', 'query');
  const body = member(node, 'requestBody', 'content', 'application/json');
  const answers = member(node, 'responses').members;
  const good = answers.filter(it => /^2\d\d$/.test(textOf(it.name)));
  return {
    id,
    query: query?.members ? object(query).properties : {},
    body: body && schema(body),
    responses: Object.fromEntries(
      good.map(it => {
        const content = member(it.type, 'content', 'application/json');
        return [textOf(it.name), content ? schema(content) : null];
      }),
    ),
  };
}

const operations = Object.fromEntries(
  OPERATIONS.map(wanted => [wanted, operationOf(wanted)]),
);
reference(['schemas', 'error']);
const sorted = Object.fromEntries(
  Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)),
);
writeFileSync(
  OUTPUT,
  `${JSON.stringify({ source: 'render-oss/sdk, MIT', operations, definitions: sorted }, undefined, 2)}\n`,
);
