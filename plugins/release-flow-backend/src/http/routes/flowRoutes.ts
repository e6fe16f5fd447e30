import {
  flowCheckRequestSchema,
  flowCheckSchema,
  flowsSchema,
} from 'backstage-plugin-release-flow-common';
import { act, get, type Route } from './route';

/** Flows. */
export const flowRoutes: Route[] = [
  get('/flows', 'The declared flows', flowsSchema, ({ read }, caller) =>
    read.flows(caller),
  ),
  {
    ...act(
      '/flows/check',
      'What a changed flow would break, before it is merged; without any effect',
      flowCheckRequestSchema,
      ({ flowChecks }, caller, { body }) => flowChecks.check(caller, body),
    ),
    response: flowCheckSchema,
    status: 200,
  },
];
