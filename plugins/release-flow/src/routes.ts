import { createRouteRef } from '@backstage/core-plugin-api';

/** The catalog-wide page. */
export const rootRouteRef = createRouteRef({ id: 'release-flow' });

/** The page of one promotion. */
export const promotionRouteRef = createRouteRef({
  id: 'release-flow.promotion',
  params: ['id'],
});

/** The tab on an entity's page. */
export const entityReleasesRouteRef = createRouteRef({
  id: 'release-flow.entity-releases',
});
