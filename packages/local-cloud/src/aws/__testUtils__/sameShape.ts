/* Of the schemas that the SDK was generated with from the published models. */
const LIST = 1;
const MAP = 2;
const LISTS = 64;
const MAPS = 128;

const KINDS: Record<number, [word: string, test: (value: unknown) => boolean]> =
  {
    0: ['a text', value => typeof value === 'string'],
    1: ['a number', value => typeof value === 'number'],
    2: ['a boolean', value => typeof value === 'boolean'],
    4: ['a time', value => typeof value === 'number'],
  };

/** Where a JSON answer is not what the model of an AWS service says; nothing when it is. */
export function sameShape(schema: unknown, value: unknown, at = ''): string[] {
  if (value === undefined || value === null) return [];
  const known = unwrapped(schema);
  if (typeof known === 'number') return sameKind(known, value, at);
  const [kind, , , , first, second] = known;
  if (kind === LIST) return sameList(first, value, at);
  if (kind === MAP) return sameMap(second, value, at);
  if (!Array.isArray(first)) return [];
  if (typeof value !== 'object') return [`${at} is no structure`];
  return Object.entries(value).flatMap(([name, member]) => {
    const index = first.indexOf(name);
    return index < 0
      ? [`${at}.${name} is not in the model`]
      : sameShape((second as unknown[])[index], member, `${at}.${name}`);
  });
}

/** Schemas come lazily, with traits, or as references to others. */
function unwrapped(schema: unknown): number | unknown[] {
  if (typeof schema === 'function') return unwrapped(schema());
  if (typeof schema === 'number') return schema;
  const list = schema as unknown[];
  return list.length === 2 ? unwrapped(list[0]) : list;
}

function sameKind(schema: number, value: unknown, at: string): string[] {
  if (schema >= MAPS) return sameMap(schema - MAPS, value, at);
  if (schema >= LISTS) return sameList(schema - LISTS, value, at);
  const [word, test] = KINDS[schema] ?? ['anything', () => true];
  return test(value) ? [] : [`${at} is no${word.replace(/^an?/, '')}`];
}

function sameList(schema: unknown, value: unknown, at: string): string[] {
  if (!Array.isArray(value)) return [`${at} is no list`];
  return value.flatMap((item, index) =>
    sameShape(schema, item, `${at}[${index}]`),
  );
}

function sameMap(schema: unknown, value: unknown, at: string): string[] {
  if (typeof value !== 'object') return [`${at} is no map`];
  return Object.entries(value!).flatMap(([key, item]) =>
    sameShape(schema, item, `${at}.${key}`),
  );
}
