import type { ReactElement } from 'react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { releaseFlowApiRef, type ReleaseFlowApi } from '../src/api';
import { promotionRouteRef, rootRouteRef } from '../src/routes';
import { entityOf } from './entity';
import { mockApi } from './mockApi';

/** Renders with the fixtures' API, some of whose answers a test replaces. */
export function renderWith(
  element: ReactElement,
  options: {
    api?: Partial<ReleaseFlowApi>;
    entity?: string;
    route?: string;
  } = {},
) {
  const api = { ...mockApi, ...options.api };
  const { entity } = options;
  return renderInTestApp(
    entity ? (
      <EntityProvider entity={entityOf(entity)}>{element}</EntityProvider>
    ) : (
      element
    ),
    {
      apis: [[releaseFlowApiRef, api]],
      initialRouteEntries: [options.route ?? '/'],
      mountedRoutes: {
        '/release-flow': rootRouteRef,
        '/release-flow/promotions/:id': promotionRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}
