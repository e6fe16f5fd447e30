import type { ValidateFunction } from 'ajv';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import description from './github.openapi.json';

/** One documented operation, as the extracted description holds it. */
export interface DocumentedOperation {
  /** `get /repos/{owner}/{repo}/releases` */
  name: string;
  id: string;
  query: Record<string, object>;
  body: object | undefined;
  /** The 200 to a request that accepts `application/vnd.github.object+json`. */
  objectResponse?: object;
  responses: Record<string, object | null>;
}

interface Matcher extends DocumentedOperation {
  pattern: RegExp;
  literals: number;
}

/** Parameters that may hold slashes. */
const DEEP = ['path', 'ref', 'basehead', 'tag', 'branch'];

const ajv = addFormats(
  new Ajv({
    strict: false,
    allErrors: true,
    logger: false,
    coerceTypes: false,
  }),
);
const coercing = addFormats(
  new Ajv({ strict: false, allErrors: true, logger: false, coerceTypes: true }),
);
const compiled = new Map<object, ValidateFunction>();

const operations: Matcher[] = Object.entries(description.operations)
  .map(([name, operation]) => {
    const template = name.split(' ')[1];
    return {
      name,
      ...(operation as Omit<DocumentedOperation, 'name'>),
      pattern: patternOf(template),
      literals: template.replace(/\{\w+\}/g, '').length,
    };
  })
  .sort((a, b) => b.literals - a.literals);

/** The documented operation that a call is; paths without `/api/v3`. */
export function documentedOperation(
  method: string,
  path: string,
): DocumentedOperation | undefined {
  return operations.find(
    operation =>
      operation.name.startsWith(`${method.toLowerCase()} `) &&
      operation.pattern.test(path),
  );
}

export function documentedOperations(): string[] {
  return operations.map(operation => operation.name);
}

/** What is wrong with a value, by a schema of the description. */
export function problemsWith(
  schema: object,
  value: unknown,
  options: { coerce?: boolean } = {},
): string[] {
  let validate = compiled.get(schema);
  if (!validate) {
    const { definitions } = description;
    const compiler = options.coerce ? coercing : ajv;
    validate = compiler.compile({ ...schema, definitions });
    compiled.set(schema, validate);
  }
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    error => `${error.instancePath || '/'} ${error.message}`,
  );
}

/** A named schema of the description, such as `release`. */
export function reference(name: string): object {
  return { $ref: `#/definitions/${name}` };
}

function patternOf(template: string): RegExp {
  const source = template
    .replace(/[.+]/g, '\\$&')
    .replace(/\{(\w+)\}/g, (_, name) =>
      DEEP.includes(name) ? '(.+)' : '([^/]+)',
    );
  return new RegExp(`^${source}/?$`);
}
