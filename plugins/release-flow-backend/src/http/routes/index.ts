import { auditRoutes } from './auditRoutes';
import { environmentRoutes } from './environmentRoutes';
import { flowRoutes } from './flowRoutes';
import { freezeRoutes } from './freezeRoutes';
import { promotionRoutes } from './promotionRoutes';
import { releaseRoutes } from './releaseRoutes';
import { reportRoutes } from './reportRoutes';
import { runtimeRoutes } from './runtimeRoutes';
import { serviceRoutes } from './serviceRoutes';
import type { Route } from './route';

export type { Route };

/** Every route, once: the router and the OpenAPI document are made from this table. */
export const routes: Route[] = [
  ...serviceRoutes,
  ...releaseRoutes,
  ...environmentRoutes,
  ...promotionRoutes,
  ...freezeRoutes,
  ...flowRoutes,
  ...auditRoutes,
  ...reportRoutes,
  ...runtimeRoutes,
];
