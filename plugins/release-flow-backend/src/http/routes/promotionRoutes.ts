import {
  checklistRequestSchema,
  overrideRequestSchema,
  cancelRequestSchema,
  decisionRequestSchema,
  githubReviewRequestSchema,
  ephemeralBuildRequestSchema,
  operationViewSchema,
  preflightRequestSchema,
  preflightSchema,
  promotionRequestSchema,
  promotionsQuerySchema,
  promotionsSchema,
  promotionViewSchema,
  resolveRequestSchema,
} from 'backstage-plugin-release-flow-common';
import { act, get, P, refOf, S, type Route } from './route';

/** Promotions: asked for, decided, followed. */
export const promotionRoutes: Route[] = [
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
    `${P}/checklist`,
    'Tick an item of a checklist, or say that it does not apply',
    checklistRequestSchema,
    ({ evidence }, caller, { params, body }) =>
      evidence.tick(caller, params.id, body),
  ),
  act(
    `${P}/override`,
    'Let one gate pass, with a reason',
    overrideRequestSchema,
    ({ evidence }, caller, { params, body }) =>
      evidence.override(caller, params.id, body),
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
  {
    ...act(
      `${P}/github-review`,
      'Review in GitHub what the run waits for, with a token of your own',
      githubReviewRequestSchema,
      ({ githubReviews }, caller, { params, body, secret }) =>
        githubReviews.review(caller, params.id, body, secret),
    ),
    secretHeader: 'x-github-token',
  },
  get(
    '/operations/{id}',
    'One operation of any kind',
    operationViewSchema,
    ({ inbox }, caller, { params }) => inbox.operation(caller, params.id),
  ),
];
