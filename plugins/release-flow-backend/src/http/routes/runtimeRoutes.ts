import {
  parityQuerySchema,
  parityViewSchema,
  runtimeRefreshRequestSchema,
  runtimeRefreshSchema,
  runtimeViewSchema,
} from 'backstage-plugin-release-flow-common';
import { get, refOf, S, type Route } from './route';

/** How a service runs. */
export const runtimeRoutes: Route[] = [
  get(
    `${S}/runtime`,
    'How every environment runs, as read last',
    runtimeViewSchema,
    ({ runtime }, caller, { params }) => runtime.view(caller, refOf(params)),
  ),
  get(
    `${S}/runtime/parity`,
    'In what two environments differ; never values',
    parityViewSchema,
    ({ runtime }, caller, { params, query }) =>
      runtime.parity(caller, refOf(params), query),
    parityQuerySchema,
  ),
  {
    method: 'post',
    path: `${S}/runtime/refresh`,
    summary: 'Have how it runs read again',
    body: runtimeRefreshRequestSchema,
    response: runtimeRefreshSchema,
    status: 200,
    handle: ({ runtime }, caller, { params, body }) =>
      runtime.refresh(caller, refOf(params), body),
  },
];
