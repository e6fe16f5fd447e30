import { auditRoutes } from './auditRoutes';
import { doctorRoutes } from './doctorRoutes';
import { environmentRoutes } from './environmentRoutes';
import { flowRoutes } from './flowRoutes';
import { freezeRoutes } from './freezeRoutes';
import { operationRoutes } from './operationRoutes';
import { promotionRoutes } from './promotionRoutes';
import { releaseRoutes } from './releaseRoutes';
import { reportRoutes } from './reportRoutes';
import { runtimeRoutes } from './runtimeRoutes';
import { serviceRoutes } from './serviceRoutes';
import { tagRoutes } from './tagRoutes';
import type { Route } from './route';

export type { Route };

/** Every route, once: the router and the OpenAPI document are made from this table. */
export const routes: Route[] = [
  ...serviceRoutes,
  ...tagRoutes,
  ...releaseRoutes,
  ...environmentRoutes,
  ...promotionRoutes,
  ...operationRoutes,
  ...freezeRoutes,
  ...flowRoutes,
  ...doctorRoutes,
  ...auditRoutes,
  ...reportRoutes,
  ...runtimeRoutes,
];
