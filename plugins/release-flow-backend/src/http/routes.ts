import {
  acceptedSchema,
  adoptRequestSchema,
  cancelRequestSchema,
  compareQuerySchema,
  compareSchema,
  decisionRequestSchema,
  docsSchema,
  environmentAnswerSchema,
  ephemeralBuildRequestSchema,
  flowsSchema,
  historyQuerySchema,
  historySchema,
  holdRequestSchema,
  infrastructureSchema,
  operationViewSchema,
  overviewQuerySchema,
  overviewSchema,
  preflightRequestSchema,
  preflightSchema,
  promotionRequestSchema,
  promotionsQuerySchema,
  promotionsSchema,
  promotionViewSchema,
  publishRequestSchema,
  rejectionRequestSchema,
  rejectionSchema,
  releaseRunRequestSchema,
  releasesQuerySchema,
  releasesSchema,
  resolveRequestSchema,
  serviceStateSchema,
} from 'backstage-plugin-release-flow-common';
import { z } from 'zod';
import type { Caller } from '../services/Access';
import type { Services } from '../services/createServices';

export interface Route {
  method: 'get' | 'post' | 'put' | 'delete';
  path: string;
  summary: string;
  query?: z.ZodType;
  body?: z.ZodType;
  response: z.ZodType;
  status: 200 | 202;
  handle(
    services: Services,
    caller: Caller,
    input: { params: Record<string, string>; query: any; body: any },
  ): Promise<unknown>;
}

const S = '/services/{kind}/{namespace}/{name}';
const E = `${S}/environments/{environment}`;
const P = '/promotions/{id}';
const none = z.strictObject({});

const refOf = ({ kind, namespace, name }: Record<string, string>) =>
  `${kind.toLowerCase()}:${namespace.toLowerCase()}/${name}`;

const get = (
  path: string,
  summary: string,
  response: z.ZodType,
  handle: Route['handle'],
  query: z.ZodType = none,
): Route => ({
  method: 'get',
  path,
  summary,
  query,
  response,
  status: 200,
  handle,
});

const act = (
  path: string,
  summary: string,
  body: z.ZodType,
  handle: Route['handle'],
): Route => ({
  method: 'post',
  path,
  summary,
  body,
  response: acceptedSchema,
  status: 202,
  handle,
});

/** Every route, once: the router and the OpenAPI document are made from this table. */
export const routes: Route[] = [
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
    `${S}/releases`,
    'Releases, newest first',
    releasesSchema,
    ({ read }, caller, { params, query }) =>
      read.releases(caller, refOf(params), query),
    releasesQuerySchema,
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
    ({ read }, caller, { params }) => read.docs(caller, refOf(params)),
  ),
  get(
    `${S}/infrastructure`,
    'Infrastructure runs per environment',
    infrastructureSchema,
    ({ read }, caller, { params }) =>
      read.infrastructure(caller, refOf(params)),
  ),
  {
    ...act(
      `${S}/preflight`,
      'Every gate and the difference, without any effect',
      preflightRequestSchema,
      ({ promotions }, caller, { params, body }) =>
        promotions.preflight(caller, refOf(params), body),
    ),
    response: preflightSchema,
    status: 200,
  },
  act(
    `${S}/promotions`,
    'Ask for a promotion, rollback, restore or redeploy',
    promotionRequestSchema,
    ({ promotions }, caller, { params, body }) =>
      promotions.promote(caller, refOf(params), body),
  ),
  act(
    `${S}/ephemeral-builds`,
    'Build a branch, and bring it into an environment when one is named',
    ephemeralBuildRequestSchema,
    ({ ephemeral }, caller, { params, body }) =>
      ephemeral.build(caller, refOf(params), body),
  ),
  act(
    `${S}/releases`,
    'Run the release workflow',
    releaseRunRequestSchema,
    ({ releases }, caller, { params, body }) =>
      releases.run(caller, refOf(params), body),
  ),
  act(
    `${S}/releases/{release}/publish`,
    'Publish a draft release',
    publishRequestSchema,
    ({ releases }, caller, { params, body }) =>
      releases.publish(caller, refOf(params), params.release, body),
  ),
  {
    method: 'put',
    path: `${S}/releases/{release}/rejection`,
    summary:
      'Reject a release: its artifact never deploys again, under any tag',
    body: rejectionRequestSchema,
    response: rejectionSchema,
    status: 200,
    handle: ({ releases }, caller, { params, body }) =>
      releases.reject(caller, refOf(params), params.release, body.reason),
  },
  {
    method: 'delete',
    path: `${S}/releases/{release}/rejection`,
    summary: 'Take a rejection back',
    response: rejectionSchema,
    status: 200,
    handle: ({ releases }, caller, { params }) =>
      releases.reject(caller, refOf(params), params.release, undefined),
  },
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
  get(
    '/promotions',
    'Promotions, newest first',
    promotionsSchema,
    ({ inbox }, caller, { query }) => inbox.promotions(caller, query),
    promotionsQuerySchema,
  ),
  get(
    P,
    'One promotion',
    promotionViewSchema,
    ({ inbox }, caller, { params }) => inbox.promotion(caller, params.id),
  ),
  act(
    `${P}/decisions`,
    'Approve or reject the plan that was shown',
    decisionRequestSchema,
    ({ decisions }, caller, { params, body }) =>
      decisions.decide(caller, params.id, body),
  ),
  act(
    `${P}/cancel`,
    'Cancel a waiting promotion',
    cancelRequestSchema,
    ({ decisions }, caller, { params, body }) =>
      decisions.cancel(caller, params.id, body),
  ),
  act(
    `${P}/retry`,
    'Ask for the same again, without the old approvals',
    cancelRequestSchema,
    ({ promotions }, caller, { params, body }) =>
      promotions.retry(caller, params.id, body),
  ),
  act(
    `${P}/resolve`,
    'Say how an effect with unknown outcome ended',
    resolveRequestSchema,
    ({ decisions }, caller, { params, body }) =>
      decisions.resolve(caller, params.id, body),
  ),
  get(
    '/operations/{id}',
    'One operation of any kind',
    operationViewSchema,
    ({ inbox }, caller, { params }) => inbox.operation(caller, params.id),
  ),
  get('/flows', 'The declared flows', flowsSchema, ({ read }, caller) =>
    read.flows(caller),
  ),
];
