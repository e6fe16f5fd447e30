import type { Knex } from 'knex';

/** Narrows a query over `environments` and their `services` to what a reader may look into. */
export type Readable = (query: Knex.QueryBuilder) => void;

/**
 * Only rows about such an environment, or about none. The table has a `service_ref`, and a name other
 * than `environments`.
 */
export function onlyReadable(
  select: Knex.QueryBuilder,
  readable: Readable | undefined,
  table: string,
  column: 'environment' | 'id' = 'environment',
): void {
  if (!readable) return;
  const environment = `${table}.${column}`;
  select.where(rows =>
    rows.whereNull(environment).orWhereExists(exists =>
      readable(
        exists
          .from('environments')
          .join('services', 'services.ref', 'environments.service_ref')
          .whereRaw('environments.service_ref = ??', [`${table}.service_ref`])
          .whereRaw('environments.id = ??', [environment]),
      ),
    ),
  );
}
