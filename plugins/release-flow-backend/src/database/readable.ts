import type { Knex } from 'knex';

/** Narrows a query over `environments` and their `services` to what a reader may look into. */
export type Readable = (query: Knex.QueryBuilder) => void;

/** What a reader may see: of services, and of their environments. */
export interface Seen {
  restrict?: (query: Knex.QueryBuilder) => void;
  readable?: Readable;
}

/** Only rows about services and environments that a reader may see. */
export function onlySeen(
  select: Knex.QueryBuilder,
  { restrict, readable }: Seen,
  table: string,
): void {
  if (restrict) {
    select.whereIn(`${table}.service_ref`, visible =>
      restrict(visible.select('ref').from('services')),
    );
  }
  onlyReadable(select, readable, table);
}

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
