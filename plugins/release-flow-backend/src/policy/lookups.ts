import { RE2JS } from 're2js';

/** What the resolved text is used as; each kind has a pattern for the whole text. */
export type LookupKind = 'name' | 'url' | 'image' | 'input' | 'tag' | 'path';

/** Values by name: `service.name` is found as `{ service: { name } }`. */
export interface LookupScope {
  readonly [name: string]: unknown;
}

/** A look-up that has no value, or whose value may not be used there. */
export class LookupError extends Error {
  override readonly name = 'LookupError';

  constructor(
    /** Dotted name of the look-up; empty when the text as a whole is at fault. */
    readonly lookup: string,
    message: string,
    /** Where in a nested value the text stands. */
    readonly path: string[] = [],
  ) {
    super(message);
  }
}

const LOOKUP = /\$\{\{\s*([^{}]*?)\s*\}\}/g;
const DOTTED_NAME = /^[A-Za-z][\w-]*(\.[A-Za-z0-9_][\w-]*){0,3}$/;

interface Kind {
  pattern: RegExp;
  max: number;
  says: string;
  /** How a looked-up value is written into the text. */
  write(value: string): string;
}

const asIs = (value: string) => value;

/** In a URL a value is one segment or part of a host: it can't end the host or start a query. */
const asSegment = (value: string) =>
  encodeURIComponent(value).replace(/%3A/g, ':');

const KINDS: Record<LookupKind, Kind> = {
  name: {
    pattern: /^\w[\w.-]*$/,
    max: 128,
    says: 'a name of letters, digits, dots, dashes and underscores',
    write: asIs,
  },
  url: {
    pattern:
      /^https?:\/\/[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?(\/[\w.~%!,;:@=+/-]*)?(\?[\w.~%!,;:@=+/&-]*)?(#[\w.~%=/:$-]*)?$/,
    max: 500,
    says: 'an http or https URL',
    write: asSegment,
  },
  image: {
    pattern:
      /^[a-z0-9]+([.-][a-z0-9]+)*(:\d{1,5})?(\/[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*)+$/,
    max: 300,
    says: 'a registry and a lower case repository, without tag or digest',
    write: asIs,
  },
  input: {
    pattern: /^[\w/.:@+,=~][\w /.:@+,=~-]*$/,
    max: 500,
    says: 'a workflow input without quotes, shell characters or a leading dash',
    write: asIs,
  },
  tag: {
    pattern: /^\w[\w./-]*$/,
    max: 200,
    says: 'a tag or branch name of letters, digits, dots, slashes, dashes and underscores',
    write: asIs,
  },
  path: {
    pattern: /^[\w.*?@+{},-]+(\/[\w.*?@+{},-]+)*\/?$/,
    max: 200,
    says: 'a path or glob inside the repository',
    write: asIs,
  },
};

/** Names of the look-ups in a text, in order. Throws `LookupError` for anything but a dotted name. */
export function lookupsIn(template: string): string[] {
  const names = [...template.matchAll(LOOKUP)].map(([, name]) => name);
  for (const name of names) {
    if (!DOTTED_NAME.test(name)) {
      throw new LookupError(
        name,
        `'${name}' is not a look-up. Write a dotted name such as service.name; code is not run.`,
      );
    }
  }
  if (template.replace(LOOKUP, '').includes('${{')) {
    throw new LookupError(
      '',
      `'${template}' opens a look-up and never ends it`,
    );
  }
  return names;
}

function valueOf(scope: LookupScope, name: string): string {
  let value: unknown = scope;
  for (const part of name.split('.')) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string, unknown>)[part]
        : undefined;
  }
  if (value === undefined || value === null || value === '') {
    throw new LookupError(name, `'${name}' has no value here`);
  }
  if (typeof value === 'object' || typeof value === 'function') {
    throw new LookupError(name, `'${name}' is not a single value`);
  }
  return String(value);
}

function substitute(
  template: string,
  scope: LookupScope,
  write: (value: string) => string,
): string {
  lookupsIn(template);
  return template.replace(LOOKUP, (_all, name: string) =>
    write(valueOf(scope, name)),
  );
}

function isAllowed(text: string, kind: Kind): boolean {
  return (
    text.length <= kind.max &&
    kind.pattern.test(text) &&
    !text.split(/[/?#]/).some(part => part === '.' || part === '..')
  );
}

/**
 * A text with its look-ups replaced, full-matched against the pattern of its kind afterwards.
 * Throws `LookupError`.
 */
export function resolveText(
  template: string,
  scope: LookupScope,
  kind: LookupKind,
): string {
  const rules = KINDS[kind];
  const text = substitute(template, scope, rules.write);
  if (!isAllowed(text, rules)) {
    throw new LookupError(
      lookupsIn(template)[0] ?? '',
      `${JSON.stringify(text.slice(0, 120))} is not ${rules.says}`,
    );
  }
  return text;
}

/** A pattern with its look-ups replaced; values stand for themselves, not for patterns. */
export function resolvePattern(template: string, scope: LookupScope): string {
  return substitute(template, scope, value => RE2JS.quote(value));
}

/**
 * A nested value with the look-ups in its texts replaced. A text without look-ups is left as it
 * is: the schema of what it configures judges it.
 */
export function resolveDeep(value: unknown, scope: LookupScope): unknown {
  return resolveAt(value, scope, []);
}

function resolveAt(
  value: unknown,
  scope: LookupScope,
  path: string[],
): unknown {
  if (typeof value === 'string') {
    if (!value.includes('${{')) return value;
    try {
      const kind = /^https?:\/\//.test(value) ? 'url' : 'input';
      return resolveText(value, scope, kind);
    } catch (error) {
      if (!(error instanceof LookupError)) throw error;
      throw new LookupError(error.lookup, error.message, path);
    }
  }
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      resolveAt(item, scope, [...path, String(index)]),
    );
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        resolveAt(item, scope, [...path, key]),
      ]),
    );
  }
  return value;
}
