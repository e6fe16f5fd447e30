import {
  compareQuerySchema,
  compareSchema,
  docsSchema,
  historyQuerySchema,
  historySchema,
  infrastructureSchema,
  overviewQuerySchema,
  overviewSchema,
  serviceStateSchema,
} from 'backstage-plugin-release-flow-common';
import { get, refOf, S, type Route } from './route';

/** Reading services. */
export const serviceRoutes: Route[] = [
  get(
    '/services',
    'Rows of the catalog-wide overview',
    overviewSchema,
    ({ overview }, caller, { query }) => overview.overview(caller, query),
    overviewQuerySchema,
  ),
  get(
    S,
    'Full state of one service',
    serviceStateSchema,
    ({ read }, caller, { params }) => read.service(caller, refOf(params)),
  ),
  get(
    `${S}/history`,
    'What happened, newest first',
    historySchema,
    ({ read }, caller, { params, query }) =>
      read.history(caller, refOf(params), query),
    historyQuerySchema,
  ),
  get(
    `${S}/compare`,
    'Commits between two commits or releases',
    compareSchema,
    ({ read }, caller, { params, query }) =>
      read.compare(caller, refOf(params), query),
    compareQuerySchema,
  ),
  get(
    `${S}/docs`,
    'Where the release docs are published, and for which release',
    docsSchema,
    ({ docs }, caller, { params }) => docs.view(caller, refOf(params)),
  ),
  get(
    `${S}/infrastructure`,
    'Infrastructure runs per environment',
    infrastructureSchema,
    ({ infrastructure }, caller, { params }) =>
      infrastructure.view(caller, refOf(params)),
  ),
];
