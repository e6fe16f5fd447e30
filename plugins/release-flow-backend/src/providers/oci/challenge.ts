/** What a registry asks for in `WWW-Authenticate`. */
export type Challenge =
  | { scheme: 'bearer'; realm: string; service?: string; scope?: string }
  | { scheme: 'basic' };

export function parseChallenge(header: string | null): Challenge | undefined {
  const [, scheme, rest] = /^\s*(\w+)\s*(.*)$/s.exec(header ?? '') ?? [];
  switch (scheme?.toLowerCase()) {
    case 'basic':
      return { scheme: 'basic' };
    case 'bearer': {
      const fields = Object.fromEntries(
        [...rest.matchAll(/(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/g)].map(
          ([, name, quoted, plain]) => [name.toLowerCase(), quoted ?? plain],
        ),
      );
      return fields.realm
        ? {
            scheme: 'bearer',
            realm: fields.realm,
            service: fields.service,
            scope: fields.scope,
          }
        : undefined;
    }
    default:
      return undefined;
  }
}
