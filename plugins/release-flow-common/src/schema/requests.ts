import { z } from 'zod';
import {
  commitSchema,
  cursorSchema,
  entityRefSchema,
  gitRefSchema,
  idempotencyKeySchema,
  idSchema,
  reasonSchema,
  slugSchema,
} from './primitives';
import { intentSchema, promotionStateSchema } from './promotion';

const limit = z.coerce.number().int().min(1).max(200);

/** Version that a build gets by being deployed by one. */
const versionSchema = z
  .string()
  .max(60)
  .regex(/^v?\d[\w.+-]*$/, 'must be a semantic version such as 1.2.3');

/** `POST S/preflight` @public */
export const preflightRequestSchema = z.strictObject({
  environment: slugSchema,
  release: idSchema.optional(),
  /** Deployment to roll back to. */
  deployment: idSchema.optional(),
  commit: commitSchema.optional(),
  ref: gitRefSchema.optional(),
  from: slugSchema.optional(),
  intent: intentSchema.default('promote'),
  emergency: z.boolean().optional(),
  version: versionSchema.optional(),
});

/** `POST S/promotions` @public */
export const promotionRequestSchema = z
  .strictObject({
    environment: slugSchema,
    /** Id, tag, version or commit of a release, or of a build of a branch. */
    release: idSchema.optional(),
    /** Deployment to roll back to, instead of a release. */
    deployment: idSchema.optional(),
    from: slugSchema.optional(),
    intent: z.enum(['promote', 'rollback', 'restore', 'redeploy']),
    reason: reasonSchema.optional(),
    /** The emergency groups decide instead of the usual ones; needs a reason. */
    emergency: z.boolean().optional(),
    version: versionSchema.optional(),
    idempotencyKey: idempotencyKeySchema.optional(),
  })
  .refine(request => Boolean(request.release || request.deployment), {
    path: ['release'],
    message: 'name the release, or the deployment to go back to',
  })
  .refine(request => !request.emergency || request.reason, {
    path: ['reason'],
    message: 'an emergency needs a reason',
  });

/** `POST S/ephemeral-builds` @public */
export const ephemeralBuildRequestSchema = z.strictObject({
  ref: gitRefSchema,
  environment: slugSchema.optional(),
  reason: reasonSchema.optional(),
  idempotencyKey: idempotencyKeySchema.optional(),
});

/** `POST S/releases`: run the release workflow. @public */
export const releaseRunRequestSchema = z.strictObject({
  inputs: z
    .record(z.string().regex(/^\w[\w-]{0,99}$/), z.string().max(200))
    .refine(inputs => Object.keys(inputs).length <= 25)
    .optional(),
  idempotencyKey: idempotencyKeySchema.optional(),
});

/** `POST S/branches` @public */
export const branchRequestSchema = z.strictObject({
  /** Such as `release/v1.2.3`; one of the branches that the flow makes builds of. */
  name: gitRefSchema,
  /** Branch, tag or commit that it starts at. */
  from: gitRefSchema,
  reason: reasonSchema.optional(),
  idempotencyKey: idempotencyKeySchema.optional(),
});

/** `POST S/releases/{id}/publish` @public */
export const publishRequestSchema = z.strictObject({
  reason: reasonSchema.optional(),
  idempotencyKey: idempotencyKeySchema.optional(),
});

/** `PUT S/releases/{id}/rejection` @public */
export const rejectionRequestSchema = z.strictObject({ reason: reasonSchema });

/** `POST S/changelog` @public */
export const changelogRequestSchema = z.strictObject({
  /** With or without a leading `v`. */
  version: z
    .string()
    .max(60)
    .regex(/^v?\d+\.\d+\.\d+(-[\w.]+)?$/, 'must be a version such as v1.2.3'),
  /** Markdown below the heading. */
  entry: z.string().trim().min(3).max(20_000),
  idempotencyKey: idempotencyKeySchema.optional(),
});

/** `POST S/releases/{id}/notes` @public */
export const releaseNotesRequestSchema = z.strictObject({
  /** Markdown; where digests are read from it, it must go on naming the same ones. */
  notes: z.string().trim().min(1).max(60_000),
  idempotencyKey: idempotencyKeySchema.optional(),
});

/** `PUT S/environments/{id}/hold` @public */
export const holdRequestSchema = z.strictObject({ reason: reasonSchema });

/** `POST S/environments/{id}/adopt` @public */
export const adoptRequestSchema = z.strictObject({ reason: reasonSchema });

/** `POST /promotions/{id}/decisions` @public */
export const decisionRequestSchema = z
  .strictObject({
    decision: z.enum(['approve', 'reject', 'sign-off']),
    /** Name of the sign-off that is given. */
    gate: slugSchema.optional(),
    comment: z.string().trim().max(1000).default(''),
    planHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be the plan hash shown'),
  })
  .superRefine(({ decision, gate, comment }, context) => {
    const problem = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (decision === 'sign-off' && !gate) {
      problem('gate', 'name the sign-off');
    }
    if (decision === 'sign-off' && comment.length < 3) {
      problem('comment', 'say what was looked at');
    }
    if (decision !== 'sign-off' && gate) {
      problem('gate', 'is for sign-offs only');
    }
  });

/** `POST /promotions/{id}/cancel` and `/retry` @public */
export const cancelRequestSchema = z.strictObject({
  reason: reasonSchema.optional(),
});

/** `POST /promotions/{id}/resolve` @public */
export const resolveRequestSchema = z.strictObject({
  outcome: z.enum(['happened', 'absent']),
  reason: reasonSchema,
});

/** `POST /promotions/{id}/github-review` @public */
export const githubReviewRequestSchema = z.strictObject({
  decision: z.enum(['approve', 'reject']),
  comment: z.string().trim().max(1000).default(''),
});

/** `GET /services` @public */
export const overviewQuerySchema = z.strictObject({
  owner: z.string().max(300).optional(),
  system: z.string().max(300).optional(),
  flow: z.string().max(300).optional(),
  environment: slugSchema.optional(),
  status: z
    .enum(['attention', 'drift', 'behind', 'waiting', 'error'])
    .optional(),
  text: z.string().max(100).optional(),
  cursor: cursorSchema.optional(),
  limit: limit.default(50),
});

/** `GET S/releases` @public */
export const releasesQuerySchema = z.strictObject({
  /** Releases, or builds of branches. */
  kind: z.enum(['release', 'build']).default('release'),
  /** Builds of this branch only. */
  branch: gitRefSchema.optional(),
  cursor: cursorSchema.optional(),
  limit: limit.default(20),
});

/** `GET S/history` @public */
export const historyQuerySchema = z.strictObject({
  environment: slugSchema.optional(),
  cursor: cursorSchema.optional(),
  limit: limit.default(30),
});

/** `GET S/compare` @public */
export const compareQuerySchema = z.strictObject({
  from: z.union([commitSchema, idSchema]),
  to: z.union([commitSchema, idSchema]),
});

/** `GET /promotions` @public */
export const promotionsQuerySchema = z.strictObject({
  service: entityRefSchema.optional(),
  state: z.union([promotionStateSchema, z.literal('open')]).optional(),
  awaitingMe: z.enum(['true', 'false']).optional(),
  cursor: cursorSchema.optional(),
  limit: limit.default(30),
});

/** Body of `POST S/preflight`, where `S` is `/services/{kind}/{namespace}/{name}`. @public */
export type PreflightRequest = z.infer<typeof preflightRequestSchema>;
/** Body of `POST S/promotions`. @public */
export type PromotionRequest = z.infer<typeof promotionRequestSchema>;
/** Body of `POST S/ephemeral-builds`. @public */
export type EphemeralBuildRequest = z.infer<typeof ephemeralBuildRequestSchema>;
/** Body of `POST S/releases`. @public */
export type ReleaseRunRequest = z.infer<typeof releaseRunRequestSchema>;
/** `POST S/changelog` @public */
export type ChangelogRequest = z.infer<typeof changelogRequestSchema>;
/** `POST S/releases/{id}/notes` @public */
export type ReleaseNotesRequest = z.infer<typeof releaseNotesRequestSchema>;
/** Body of `POST S/branches`. @public */
export type BranchRequest = z.infer<typeof branchRequestSchema>;
/** Body of `POST S/releases/{id}/publish`. @public */
export type PublishRequest = z.infer<typeof publishRequestSchema>;
/** Body of `POST /promotions/{id}/decisions`. @public */
export type DecisionRequest = z.infer<typeof decisionRequestSchema>;
/** Query of `GET /services`. @public */
export type OverviewQuery = z.infer<typeof overviewQuerySchema>;
/** Query of `GET S/history`. @public */
export type HistoryQuery = z.infer<typeof historyQuerySchema>;
/** Query of `GET /promotions`. @public */
export type PromotionsQuery = z.infer<typeof promotionsQuerySchema>;
/** Query of `GET S/releases`. @public */
export type ReleasesQuery = z.infer<typeof releasesQuerySchema>;
/** Query of `GET S/compare`. @public */
export type CompareQuery = z.infer<typeof compareQuerySchema>;
/** Body of `POST /promotions/{id}/cancel` and `/retry`. @public */
export type CancelRequest = z.infer<typeof cancelRequestSchema>;
/** Body of `POST /promotions/{id}/github-review`. @public */
export type GithubReviewRequest = z.infer<typeof githubReviewRequestSchema>;
/** Body of `POST /promotions/{id}/resolve`. @public */
export type ResolveRequest = z.infer<typeof resolveRequestSchema>;
