import { badField } from './refuse';

/** Opaque to callers, so that what pages are cut by may change. */
export function encodeCursor(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** @param shape - what has to be in it, for one that goes into a query as it is */
export function decodeCursor<T>(
  cursor: string | undefined,
  shape: Partial<Record<keyof T, 'string' | 'number'>> = {},
): T | undefined {
  if (!cursor) return undefined;
  try {
    const value = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const fits = Object.entries(shape).every(
      ([key, type]) => typeof value[key] === type,
    );
    if (value && typeof value === 'object' && fits) return value as T;
  } catch {
    // Falls through to the same answer as any other broken cursor.
  }
  throw badField('cursor', 'take it from the page before, unchanged');
}
