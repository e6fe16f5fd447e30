import type { ValidateFunction } from 'ajv';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import type { WireRequest } from '../http/wire';
import { jsonBody } from '../http/wire';
import description from './render.openapi.json';

/** One documented operation of Render, as the extracted description holds it. */
interface DocumentedOperation {
  id: string;
  query: Record<string, object>;
  body?: object;
  responses: Record<string, object | null>;
}

const options = { strict: false, allErrors: true, logger: false } as const;
const ajv = addFormats(new Ajv(options));
const coercing = addFormats(new Ajv({ ...options, coerceTypes: 'array' }));
const compiled = new Map<object, ValidateFunction>();

const operations = Object.entries(description.operations).map(
  ([name, operation]) => {
    const [method, template] = name.split(' ');
    return {
      name,
      method: method.toUpperCase(),
      pattern: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`),
      operation: operation as DocumentedOperation,
    };
  },
);

export function renderOperations(): string[] {
  return operations.map(({ name }) => name);
}

function find(method: string, path: string) {
  return operations.find(
    it => it.method === method && it.pattern.test(path.replace(/\/$/, '')),
  );
}

/** What of a request Render does not document; the path is without `/v1`. */
export function problemsWithRenderRequest(request: WireRequest): string[] {
  const found = find(request.method, request.path);
  if (!found) return ['no documented operation (or not extracted)'];
  const { query, body } = found.operation;
  const problems = [...request.url.searchParams].flatMap(([name, value]) =>
    name in query
      ? problemsOf(query[name], value, coercing).map(it => `${name}: ${it}`)
      : [`query parameter '${name}'`],
  );
  if (request.body.length === 0) {
    return body ? [...problems, 'no body, where one is documented'] : problems;
  }
  if (!body) return [...problems, 'a body, where none is documented'];
  const sent = jsonBody(request);
  if (!sent) return [...problems, 'the body is not JSON'];
  const known = Object.keys(propertiesOf(body));
  const odd = Object.keys(sent).filter(name => !known.includes(name));
  return [
    ...problems,
    ...odd.map(name => `body field '${name}'`),
    ...problemsOf(body, sent),
  ];
}

/** What of an answer is not as Render documents it. */
export function problemsWithRenderAnswer(
  method: string,
  path: string,
  { status, body }: { status: number; body: unknown },
): string[] {
  const found = find(method, path);
  if (!found) return ['no documented operation (or not extracted)'];
  if (status >= 400) {
    return problemsOf({ $ref: '#/definitions/error' }, body);
  }
  const { responses } = found.operation;
  if (!(status in responses)) return [`no documented answer ${status}`];
  const schema = responses[status];
  return schema ? problemsOf(schema, body) : [];
}

function propertiesOf(schema: object): object {
  const reference = (schema as { $ref?: string }).$ref;
  const name = reference?.split('/').at(-1);
  const named = name
    ? (description.definitions as Record<string, object>)[name]
    : schema;
  return (named as { properties?: object }).properties ?? {};
}

function problemsOf(schema: object, value: unknown, compiler = ajv): string[] {
  let validate = compiled.get(schema);
  if (!validate) {
    const { definitions } = description;
    validate = compiler.compile({
      type: 'object',
      properties: { value: schema },
      definitions,
    });
    compiled.set(schema, validate);
  }
  // Wrapped, since only what lies in something can be coerced.
  if (validate({ value })) return [];
  return (validate.errors ?? []).map(
    error =>
      `${error.instancePath.replace('/value', '') || '/'} ${error.message}`,
  );
}
