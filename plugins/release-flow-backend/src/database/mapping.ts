import { camelCase, mapKeys, snakeCase } from 'lodash';

/** Snake case and JSON text stop here; records are camel case with real values. */
export interface Mapping<T> {
  toRow(record: Partial<T>): Record<string, unknown>;
  fromRow(row: Record<string, unknown>): T;
}

export function createMapping<T extends object>(columns: {
  json?: Array<keyof T & string>;
  boolean?: Array<keyof T & string>;
}): Mapping<T> {
  const json = new Set<string>(columns.json ?? []);
  const boolean = new Set<string>(columns.boolean ?? []);
  return {
    toRow: record =>
      mapKeys(
        Object.fromEntries(
          Object.entries(record)
            .filter(([, value]) => value !== undefined)
            .map(([key, value]) => [
              key,
              json.has(key) && value !== null ? JSON.stringify(value) : value,
            ]),
        ),
        (_value, key) => snakeCase(key),
      ),
    fromRow: row =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => {
          const key = camelCase(column);
          if (json.has(key) && typeof value === 'string') {
            return [key, JSON.parse(value)];
          }
          return [key, boolean.has(key) ? Boolean(value) : value];
        }),
      ) as T,
  };
}
