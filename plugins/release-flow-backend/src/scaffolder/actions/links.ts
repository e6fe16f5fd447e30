import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

/** Full ref of what a picker or a person named. */
export function serviceRef(text: string): string {
  return stringifyEntityRef(
    parseEntityRef(text, {
      defaultKind: 'Component',
      defaultNamespace: 'default',
    }),
  );
}

/** The Releases tab of a service. */
export function serviceUrl(appUrl: string, ref: string): string {
  const { kind, namespace, name } = parseEntityRef(ref);
  return `${appUrl}/catalog/${namespace}/${kind}/${name}/releases`;
}

/** The page of an operation; the service's tab when it has none of its own. */
export function operationUrl(
  appUrl: string,
  operation: { id: string; kind: string },
  ref: string,
): string {
  return operation.kind === 'promotion'
    ? `${appUrl}/release-flow/promotions/${encodeURIComponent(operation.id)}`
    : serviceUrl(appUrl, ref);
}
