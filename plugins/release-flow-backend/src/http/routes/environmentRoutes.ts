import {
  adoptRequestSchema,
  drillRequestSchema,
  drillSchema,
  environmentAnswerSchema,
  extendRequestSchema,
  holdRequestSchema,
  repairRequestSchema,
} from 'backstage-plugin-release-flow-common';
import { act, E, refOf, type Route } from './route';

/** A service's environments. */
export const environmentRoutes: Route[] = [
  {
    method: 'put',
    path: `${E}/hold`,
    summary: 'Hold automation in an environment',
    body: holdRequestSchema,
    response: environmentAnswerSchema,
    status: 200,
    handle: ({ environments }, caller, { params, body }) =>
      environments.hold(caller, refOf(params), params.environment, body.reason),
  },
  {
    method: 'delete',
    path: `${E}/hold`,
    summary: 'Take a hold away',
    response: environmentAnswerSchema,
    status: 200,
    handle: ({ environments }, caller, { params }) =>
      environments.hold(caller, refOf(params), params.environment, undefined),
  },
  {
    method: 'post',
    path: `${E}/adopt`,
    summary: 'Record what runs there now as what should run there',
    body: adoptRequestSchema,
    response: environmentAnswerSchema,
    status: 200,
    handle: ({ environments }, caller, { params, body }) =>
      environments.adopt(
        caller,
        refOf(params),
        params.environment,
        body.reason,
      ),
  },
  act(
    `${E}/repair`,
    'Put back what was recorded, where something else runs',
    repairRequestSchema,
    ({ environments }, caller, { params, body }) =>
      environments.repair(caller, refOf(params), params.environment, body),
  ),
  {
    method: 'post',
    path: `${E}/drill`,
    summary: 'Try the way back: to an earlier artifact and forward again',
    body: drillRequestSchema,
    response: drillSchema,
    status: 202,
    handle: ({ drills }, caller, { params, body }) =>
      drills.drill(caller, refOf(params), params.environment, body),
  },
  {
    method: 'post',
    path: `${E}/extend`,
    summary: 'Let an ephemeral build stay longer',
    body: extendRequestSchema,
    response: environmentAnswerSchema,
    status: 200,
    handle: ({ environments }, caller, { params, body }) =>
      environments.extend(caller, refOf(params), params.environment, body),
  },
];
