import type { ReactElement } from 'react';
import { githubAuthApiRef } from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { releaseFlowApiRef, type ReleaseFlowApi } from '../src/api';
import { promotionRouteRef, rootRouteRef } from '../src/routes';
import { entityOf } from './entity';
import { mockApi } from './mockApi';

/** A stand-in that gives tokens and nothing else. */
const githubAuth = (getAccessToken: () => Promise<string>) =>
  [githubAuthApiRef, { getAccessToken }] as const;

/** Renders with the fixtures' API, some of whose answers a test replaces. */
export function renderWith(
  element: ReactElement,
  options: {
    api?: Partial<ReleaseFlowApi>;
    entity?: string;
    route?: string;
    /** Answers of GitHub's sign-in; without it there is none. */
    githubToken?: () => Promise<string>;
    config?: NonNullable<Parameters<typeof renderInTestApp>[1]>['config'];
  } = {},
) {
  const api = { ...mockApi, ...options.api };
  const { entity, githubToken } = options;
  return renderInTestApp(
    entity ? (
      <EntityProvider entity={entityOf(entity)}>{element}</EntityProvider>
    ) : (
      element
    ),
    {
      apis: [
        [releaseFlowApiRef, api],
        ...(githubToken ? [githubAuth(githubToken)] : []),
      ],
      config: options.config,
      initialRouteEntries: [options.route ?? '/'],
      mountedRoutes: {
        '/release-flow': rootRouteRef,
        '/release-flow/promotions/:id': promotionRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}
