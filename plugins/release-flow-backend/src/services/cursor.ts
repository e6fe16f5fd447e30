import { badField } from './refuse';

/** Opaque to callers, so that what pages are cut by may change. */
export function encodeCursor(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export function decodeCursor<T>(cursor: string | undefined): T | undefined {
  if (!cursor) return undefined;
  try {
    const value = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (value && typeof value === 'object') return value as T;
  } catch {
    // Falls through to the same answer as any other broken cursor.
  }
  throw badField('cursor', 'take it from the page before, unchanged');
}
