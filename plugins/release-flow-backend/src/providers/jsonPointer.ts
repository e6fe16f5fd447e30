import { z } from 'zod';

/** RFC 6901, without the pointer to the whole document. */
export const pointerSchema = z
  .string()
  .max(200)
  .regex(/^(?:\/(?:[^~/]|~[01])*)+$/, 'must be a JSON pointer');

/** Value at a JSON pointer. */
export function valueAt(document: unknown, pointer: string): unknown {
  return pointer
    .slice(1)
    .split('/')
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, part) =>
        typeof value === 'object' &&
        value !== null &&
        Object.hasOwn(value, part)
          ? (value as Record<string, unknown>)[part]
          : undefined,
      document,
    );
}

/** What a text holds as JSON; `undefined` when it holds none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
