import {
  ApiBlueprint,
  createFrontendPlugin,
  fetchApiRef,
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { RiGitMergeLine } from '@remixicon/react';
import {
  RELEASE_FLOW_ANNOTATION,
  ReleaseFlowClient,
} from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from './api';
import {
  entityReleasesRouteRef,
  promotionRouteRef,
  rootRouteRef,
} from './routes';

const hasFlow = {
  [`metadata.annotations.${RELEASE_FLOW_ANNOTATION}`]: { $exists: true },
};

const client = ApiBlueprint.make({
  params: define =>
    define({
      api: releaseFlowApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) =>
        new ReleaseFlowClient(fetchApi.fetch, 'plugin://release-flow'),
    }),
});

/** Without a loader the sub pages below become its tabs. */
const page = PageBlueprint.make({
  params: { path: '/release-flow', routeRef: rootRouteRef },
});

const environmentsTab = SubPageBlueprint.make({
  name: 'environments',
  params: {
    path: 'environments',
    title: 'Environments',
    loader: () =>
      import('./components/OverviewPage').then(m => <m.EnvironmentsPage />),
  },
});

const decisionsTab = SubPageBlueprint.make({
  name: 'decisions',
  params: {
    path: 'decisions',
    title: 'My decisions',
    loader: () =>
      import('./components/OverviewPage').then(m => <m.DecisionsPage />),
  },
});

const freezesTab = SubPageBlueprint.make({
  name: 'freezes',
  params: {
    path: 'freezes',
    title: 'Freezes',
    loader: () => import('./components/Freezes').then(m => <m.FreezesPage />),
  },
});

const promotionPage = PageBlueprint.make({
  name: 'promotion',
  params: {
    path: '/release-flow/promotions/:id',
    routeRef: promotionRouteRef,
    loader: () =>
      import('./components/PromotionPage').then(m => <m.PromotionPage />),
  },
});

const releasesTab = EntityContentBlueprint.make({
  name: 'releases',
  params: {
    path: 'releases',
    title: 'Releases',
    group: 'deployment',
    routeRef: entityReleasesRouteRef,
    filter: hasFlow,
    loader: () =>
      import('./components/EntityReleases').then(m => <m.EntityReleases />),
  },
});

const environmentsCard = EntityCardBlueprint.make({
  name: 'environments',
  params: {
    type: 'content',
    filter: hasFlow,
    loader: () =>
      import('./components/EntityCard').then(m => (
        <m.EntityReleaseFlowCardBody />
      )),
  },
});

/**
 * Release Flow: what runs where, what may move next, and the move itself.
 *
 * @public
 */
export const releaseFlowPlugin = createFrontendPlugin({
  pluginId: 'release-flow',
  title: 'Release flow',
  icon: <RiGitMergeLine />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: rootRouteRef,
    promotion: promotionRouteRef,
    entityReleases: entityReleasesRouteRef,
  },
  extensions: [
    client,
    page,
    environmentsTab,
    decisionsTab,
    freezesTab,
    promotionPage,
    releasesTab,
    environmentsCard,
  ],
});
