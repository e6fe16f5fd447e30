import {
  earlierSchema,
  logsQuerySchema,
  logsSchema,
  parityQuerySchema,
  parityViewSchema,
  promotionGuideSchema,
  runtimeRefreshRequestSchema,
  runtimeRefreshSchema,
  runtimeViewSchema,
} from 'backstage-plugin-release-flow-common';
import { E, get, P, refOf, S, type Route } from './route';

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
  get(
    `${E}/logs`,
    'The newest log lines, read now and without secrets',
    logsSchema,
    ({ targetReads }, caller, { params, query }) =>
      targetReads.logs(caller, refOf(params), params.environment, query),
    logsQuerySchema,
  ),
  get(
    `${E}/earlier`,
    'What the target could run again, read now',
    earlierSchema,
    ({ targetReads }, caller, { params }) =>
      targetReads.earlier(caller, refOf(params), params.environment),
  ),
  get(
    `${P}/guide`,
    'What to run by hand, and what to check when it went wrong',
    promotionGuideSchema,
    ({ targetReads }, caller, { params }) =>
      targetReads.guide(caller, params.id),
  ),
];
