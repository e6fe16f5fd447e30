import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { ReleaseFlowClient } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from './api';
import { entityReleasesRouteRef, rootRouteRef } from './routes';

/** @public */
export const releaseFlowPlugin = createPlugin({
  id: 'release-flow',
  apis: [
    createApiFactory({
      api: releaseFlowApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) =>
        new ReleaseFlowClient(fetchApi.fetch, 'plugin://release-flow'),
    }),
  ],
  routes: { root: rootRouteRef, entityReleases: entityReleasesRouteRef },
});

/** The catalog-wide page and the pages of promotions. @public */
export const ReleaseFlowPage = releaseFlowPlugin.provide(
  createRoutableExtension({
    name: 'ReleaseFlowPage',
    mountPoint: rootRouteRef,
    component: () =>
      import('./components/LegacyPage').then(m => m.LegacyReleaseFlowPage),
  }),
);

/** The Releases tab of an entity. @public */
export const EntityReleaseFlowContent = releaseFlowPlugin.provide(
  createRoutableExtension({
    name: 'EntityReleaseFlowContent',
    mountPoint: entityReleasesRouteRef,
    component: () =>
      import('./components/EntityReleases').then(m => m.EntityReleases),
  }),
);

/** An entity's environments in one line. @public */
export const EntityReleaseFlowCard = releaseFlowPlugin.provide(
  createComponentExtension({
    name: 'EntityReleaseFlowCard',
    component: {
      lazy: () =>
        import('./components/EntityCard').then(
          m => m.EntityReleaseFlowCardBody,
        ),
    },
  }),
);
