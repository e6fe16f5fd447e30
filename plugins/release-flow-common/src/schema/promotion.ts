import { z } from 'zod';
import { artifactSchema } from './artifact';
import { checklistViewSchema, planChangeSchema } from './people';
import { compareSchema } from './releases';
import { gateResultSchema } from './state';

const instant = z.string();
const ref = z.string();

/** Why an artifact is brought into an environment. @public */
export const intentSchema = z.enum([
  'promote',
  'rollback',
  'restore',
  'redeploy',
  'ephemeral',
]);

/** States of a promotion; see the state table in ARCHITECTURE.md. @public */
export const promotionStateSchema = z.enum([
  'requested',
  'waiting',
  'deploying',
  'waiting-in-github',
  'verifying',
  'rolling-back',
  'attention',
  'succeeded',
  'rolled-back',
  'failed',
  'errored',
  'rejected',
  'cancelled',
  'expired',
  'superseded',
]);

/** Kinds of durable act. @public */
export const operationKindSchema = z.enum([
  'promotion',
  'ephemeral-build',
  'release-run',
  'publish',
  'infrastructure-apply',
  'docs-publish',
  'tag-move',
  'runbook',
  'branch',
  'release-notes',
  'changelog',
]);

/** One line of what will happen, happens or has happened. @public */
export const stepSchema = z.object({
  id: z.string(),
  title: z.string(),
  detail: z.string(),
  state: z.enum(['pending', 'running', 'done', 'failed', 'skipped']),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  /** Median of earlier runs of this step here, milliseconds. */
  usuallyMs: z.number().nullable(),
  url: z.string().nullable(),
});

/** A person's decision. @public */
export const decisionViewSchema = z.object({
  actor: ref,
  decision: z.enum(['approve', 'reject', 'sign-off']),
  /** Name of the sign-off. */
  gate: z.string().nullable(),
  /** Given by the emergency group for an emergency. */
  emergency: z.boolean(),
  comment: z.string(),
  at: instant,
  /** Set when the decision no longer counts, with the reason. */
  voided: z.string().nullable(),
});

/** What exactly will happen. The plan hash binds approvals to it. @public */
export const planSchema = z.object({
  promotionId: z.string(),
  serviceUid: z.string(),
  environment: z.string(),
  intent: intentSchema,
  /** Asked for as an emergency: the emergency groups decide. */
  emergency: z.boolean(),
  from: z.string().nullable(),
  artifact: artifactSchema.nullable(),
  /** Pinned source commit when the artifact is not built yet. */
  commit: z.string().nullable(),
  target: z.record(z.string(), z.unknown()),
  deployer: z.record(z.string(), z.unknown()),
  gates: z.array(z.record(z.string(), z.unknown())),
  verifications: z.array(z.record(z.string(), z.unknown())),
  onFailure: z.object({
    action: z.enum(['stop', 'rollback']),
    to: artifactSchema.nullable(),
  }),
  /** Last recorded deployment when the plan was made. */
  base: artifactSchema.nullable(),
});

/** A promotion, or another operation that passes gates, as its page shows it. @public */
export const promotionViewSchema = z.object({
  id: z.string(),
  /** A promotion, or another operation that passes gates: a runbook, an apply. */
  kind: operationKindSchema,
  number: z.number(),
  service: z.object({ ref, title: z.string() }),
  environment: z.object({
    id: z.string(),
    title: z.string(),
    tier: z.string(),
  }),
  from: z.string().nullable(),
  intent: intentSchema,
  origin: z.enum(['person', 'automation', 'external']),
  emergency: z.boolean(),
  state: promotionStateSchema,
  /** One sentence: what it is waiting for or how it ended. */
  message: z.string(),
  /** Set while an outage keeps it from going on. */
  trouble: z.string().nullable(),
  code: z.string().nullable(),
  label: z.string(),
  releaseId: z.string().nullable(),
  artifact: artifactSchema.nullable(),
  commit: z.string().nullable(),
  gitRef: z.string().nullable(),
  base: z.object({ label: z.string(), artifact: artifactSchema }).nullable(),
  requestedBy: ref,
  requestedAt: instant,
  reason: z.string().nullable(),
  /** Which way of a drill it is. */
  drill: z.enum(['back', 'forward']).optional(),
  via: z.string(),
  finishedAt: instant.nullable(),
  expiresAt: instant.nullable(),
  planHash: z.string(),
  flow: z.object({ ref, title: z.string(), revision: z.string() }),
  gates: z.array(gateResultSchema),
  gatesCheckedAt: instant.nullable(),
  steps: z.array(stepSchema),
  onFailure: z.object({
    action: z.enum(['stop', 'rollback']),
    label: z.string().nullable(),
  }),
  decisions: z.array(decisionViewSchema),
  checklists: z.array(checklistViewSchema),
  /** The newest change of the plan; it voided what had been decided before. */
  planChange: planChangeSchema.nullable(),
  links: z.array(z.object({ title: z.string(), url: z.string() })),
  compare: compareSchema.nullable(),
  events: z.array(z.object({ at: instant, actor: ref, message: z.string() })),
  can: z.object({
    approve: z.boolean(),
    /** Why the reader can't approve. */
    approveMessage: z.string().nullable(),
    reject: z.boolean(),
    cancel: z.boolean(),
    retry: z.boolean(),
    resolve: z.boolean(),
    /** Names of the sign-offs that the reader may give. */
    signOff: z.array(z.string()),
    /** Whether the reader may let overridable gates pass. */
    override: z.boolean(),
  }),
  now: instant,
});

/** A line of the promotions list. @public */
export const promotionSummarySchema = promotionViewSchema
  .pick({
    id: true,
    kind: true,
    number: true,
    service: true,
    environment: true,
    intent: true,
    origin: true,
    emergency: true,
    state: true,
    message: true,
    label: true,
    requestedBy: true,
    requestedAt: true,
    reason: true,
    drill: true,
    finishedAt: true,
    expiresAt: true,
  })
  .extend({ base: z.string().nullable() });

/** A page of promotions, newest first. @public */
export const promotionsSchema = z.object({
  items: z.array(promotionSummarySchema),
  nextCursor: z.string().nullable(),
});

/** A durable act that is not a promotion. @public */
export const operationViewSchema = z.object({
  id: z.string(),
  number: z.number(),
  kind: operationKindSchema,
  service: ref,
  environment: z.string().nullable(),
  state: promotionStateSchema,
  label: z.string(),
  message: z.string(),
  reason: z.string().nullable(),
  trouble: z.string().nullable(),
  code: z.string().nullable(),
  url: z.string().nullable(),
  requestedBy: ref,
  requestedAt: instant,
  finishedAt: instant.nullable(),
  result: z.record(z.string(), z.unknown()),
});

/** What would happen, without doing it. @public */
export const preflightSchema = z.object({
  environment: z.string(),
  intent: intentSchema,
  label: z.string(),
  allowed: z.boolean(),
  /** Refusals that no waiting will mend. */
  refusals: z.array(z.object({ code: z.string(), message: z.string() })),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  gates: z.array(gateResultSchema),
  steps: z.array(stepSchema),
  base: z.object({ label: z.string(), artifact: artifactSchema }).nullable(),
  artifact: artifactSchema.nullable(),
  compare: compareSchema.nullable(),
  needsReason: z.boolean(),
  /** Whether the reader could ask for it as an emergency, and why not. */
  emergency: z.object({ possible: z.boolean(), message: z.string() }),
  onFailure: z.object({
    action: z.enum(['stop', 'rollback']),
    label: z.string().nullable(),
  }),
  planHash: z.string(),
  /** For a build that gets a version by being deployed: the next one, and why. */
  proposedVersion: z
    .object({ version: z.string(), reason: z.string() })
    .nullable(),
});

/** Answer to every act. @public */
export const acceptedSchema = z.object({
  id: z.string(),
  kind: operationKindSchema,
  state: promotionStateSchema,
  message: z.string(),
});

/** Why an artifact is brought into an environment. @public */
export type Intent = z.infer<typeof intentSchema>;
/** State of a promotion or other operation. @public */
export type PromotionState = z.infer<typeof promotionStateSchema>;
/** Kind of durable act. @public */
export type OperationKind = z.infer<typeof operationKindSchema>;
/** One line of what will happen, happens or has happened. @public */
export type Step = z.infer<typeof stepSchema>;
/** A person's decision on a promotion. @public */
export type DecisionView = z.infer<typeof decisionViewSchema>;
/** What exactly will happen; approvals are bound to its hash. @public */
export type Plan = z.infer<typeof planSchema>;
/** A promotion as its page shows it. @public */
export type PromotionView = z.infer<typeof promotionViewSchema>;
/** A line of the promotions list. @public */
export type PromotionSummary = z.infer<typeof promotionSummarySchema>;
/** A page of promotions, newest first. @public */
export type Promotions = z.infer<typeof promotionsSchema>;
/** A durable act that is not a promotion. @public */
export type OperationView = z.infer<typeof operationViewSchema>;
/** What would happen, without doing it. @public */
export type Preflight = z.infer<typeof preflightSchema>;
/** Answer to every act: what was stored, and its state. @public */
export type Accepted = z.infer<typeof acceptedSchema>;

/** States after which nothing moves any more. @public */
export const TERMINAL_STATES: readonly PromotionState[] = [
  'succeeded',
  'rolled-back',
  'failed',
  'errored',
  'rejected',
  'cancelled',
  'expired',
  'superseded',
];

/** True when nothing moves any more. @public */
export function isTerminal(state: PromotionState): boolean {
  return TERMINAL_STATES.includes(state);
}
