import { useMemo } from 'react';
import { parseEntityRef } from '@backstage/catalog-model';
import { useRouteRef, type RouteRef } from '@backstage/core-plugin-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { promotionRouteRef, rootRouteRef } from '../routes';

/** A route that may not be mounted: a portal can leave any of our pages out. */
export function useMountedRoute<P extends Record<string, string> | undefined>(
  ref: RouteRef<P>,
): ((params: P) => string) | undefined {
  try {
    return useRouteRef(ref) as unknown as (params: P) => string;
  } catch {
    return undefined;
  }
}

/** Addresses inside the portal; `undefined` where the page is not mounted. */
export function useLinks() {
  const root = useMountedRoute(rootRouteRef);
  const promotion = useMountedRoute(promotionRouteRef);
  const entity = useMountedRoute(entityRouteRef);
  return useMemo(() => {
    const overview = root?.(undefined);
    return {
      overview,
      freezes: overview && `${overview}/freezes`,
      promotion: (id: string) =>
        promotion?.({ id }) ??
        (overview && `${overview}/promotions/${encodeURIComponent(id)}`),
      service: (ref: string) => {
        const { kind, namespace, name } = parseEntityRef(ref);
        const page = entity?.({
          kind: kind.toLocaleLowerCase('en-US'),
          namespace: namespace.toLocaleLowerCase('en-US'),
          name,
        });
        return page && `${page}/releases`;
      },
    };
  }, [root, promotion, entity]);
}
