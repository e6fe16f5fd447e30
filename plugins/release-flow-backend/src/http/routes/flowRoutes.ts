import { flowsSchema } from 'backstage-plugin-release-flow-common';
import { get, type Route } from './route';

/** Flows. */
export const flowRoutes: Route[] = [
  get('/flows', 'The declared flows', flowsSchema, ({ read }, caller) =>
    read.flows(caller),
  ),
];
