import {
  freezeEndRequestSchema,
  freezeRequestSchema,
  freezesQuerySchema,
  freezesSchema,
  freezeViewSchema,
} from 'backstage-plugin-release-flow-common';
import { act, get, type Route } from './route';

/** Times in which nothing is deployed. */
export const freezeRoutes: Route[] = [
  get(
    '/freezes',
    'Freezes, active ones first',
    freezesSchema,
    ({ freezes }, caller, { query }) =>
      freezes.list(caller, query.open === 'true'),
    freezesQuerySchema,
  ),
  {
    ...act(
      '/freezes',
      'Declare a freeze, or stop the line',
      freezeRequestSchema,
      ({ freezes }, caller, { body }) => freezes.declare(caller, body),
    ),
    response: freezeViewSchema,
    status: 200,
  },
  {
    method: 'delete',
    path: '/freezes/{id}',
    summary: 'End a freeze, with a reason',
    body: freezeEndRequestSchema,
    response: freezeViewSchema,
    status: 200,
    handle: ({ freezes }, caller, { params, body }) =>
      freezes.end(caller, params.id, body.reason),
  },
];
