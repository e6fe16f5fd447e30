import { z } from 'zod';
import { idempotencyKeySchema, reasonSchema, slugSchema } from './primitives';
import { promotionStateSchema } from './promotion';
import { healthSchema } from './state';

const instant = z.string();
const ref = z.string();

/** A run of the infrastructure or docs workflow. @public */
export const workflowRunViewSchema = z.object({
  /** `running`, `waiting` for a review in GitHub, or how it ended. */
  status: z.enum(['running', 'waiting', 'succeeded', 'failed']),
  /** Event that started it, such as `push` or `workflow_dispatch`. */
  event: z.string(),
  commit: z.string(),
  /** Who asked for it here, else the login in GitHub. */
  by: ref.nullable(),
  at: instant,
  url: z.string(),
});

/** An operation in few words, where something lists it. @public */
export const operationLineSchema = z.object({
  id: z.string(),
  state: promotionStateSchema,
  message: z.string(),
  requestedBy: ref,
  at: instant,
});

const actSchema = z.object({
  possible: z.boolean(),
  /** Why not. */
  message: z.string().nullable(),
});

/** Infrastructure of one environment. @public */
export const environmentInfrastructureSchema = z.object({
  environment: z.string(),
  title: z.string(),
  tier: z.string(),
  /** What the workflow calls the environment. */
  name: z.string(),
  status: z.enum([
    'applied',
    'behind',
    'failed',
    'running',
    'waiting',
    'unknown',
  ]),
  message: z.string(),
  /** The newest apply that succeeded: what the environment is at. */
  applied: workflowRunViewSchema.nullable(),
  /** The newest apply, however it ended. */
  apply: workflowRunViewSchema.nullable(),
  /** How the environment was when it was looked at after the newest apply; `null` while it was not. */
  health: healthSchema.extend({ at: instant }).nullable(),
  /** The newest plan. */
  plan: workflowRunViewSchema.nullable(),
  /** Plans run here by themselves on a push. */
  plansByItself: z.boolean(),
  /** Infrastructure commits of the branch that are not applied; `null` where that was not read yet. */
  missing: z
    .object({
      count: z.number(),
      /** Of these, those that the release which runs there has. */
      running: z.number(),
      commits: z.array(
        z.object({ sha: z.string(), message: z.string(), url: z.string() }),
      ),
    })
    .nullable(),
  /** Where one usually goes on; a hint, not an order. */
  isNext: z.boolean(),
  /** What was asked for here and is not over. */
  open: operationLineSchema.nullable(),
  can: actSchema,
});

/** Infrastructure per environment. @public */
export const infrastructureSchema = z.object({
  workflow: z.string().nullable(),
  path: z.string().nullable(),
  /** How applies and plans come about here. */
  message: z.string(),
  environments: z.array(environmentInfrastructureSchema),
  /** Runs that do not say what they did where; never guessed. */
  unclassified: z.object({
    count: z.number(),
    runs: z.array(
      z.object({ title: z.string(), at: instant, url: z.string() }),
    ),
  }),
});

/** `POST S/infrastructure/{environment}` @public */
export const infrastructureRequestSchema = z.strictObject({
  command: z.enum(['plan', 'apply']),
  reason: reasonSchema.optional(),
  idempotencyKey: idempotencyKeySchema.optional(),
});

/** Where release docs are published and for which release. @public */
export const docsSchema = z.object({
  site: z.string().nullable(),
  workflow: z.string().nullable(),
  /** What the site reflects. */
  published: workflowRunViewSchema
    .extend({
      label: z.string(),
      /** Set when a release put it there. */
      release: z.string().nullable(),
    })
    .nullable(),
  /** The newest build, whatever started it. */
  lastBuild: workflowRunViewSchema.nullable(),
  /** The newest publication, however it ended. */
  lastPublication: workflowRunViewSchema.nullable(),
  /** The newest build of the main branch, when it is red. */
  redOnMain: workflowRunViewSchema.nullable(),
  /** What is wrong, and what mends it. */
  problem: z
    .object({ code: z.string(), message: z.string(), url: z.string() })
    .nullable(),
  message: z.string(),
  open: operationLineSchema.nullable(),
  can: actSchema,
});

/** `POST S/docs/publish` @public */
export const docsPublishRequestSchema = z.strictObject({
  reason: reasonSchema.optional(),
  idempotencyKey: idempotencyKeySchema.optional(),
});

/** A runbook in one of its environments. @public */
export const runbookEnvironmentSchema = z.object({
  id: z.string(),
  title: z.string(),
  tier: z.string(),
  can: actSchema,
  /** Migrations between the last two deployments, where the runbook is about them. */
  migrations: z.array(z.string()).nullable(),
  open: operationLineSchema.nullable(),
  /** How it ended the last time. */
  last: operationLineSchema.nullable(),
  /** What may be deployed again, now that it is done. */
  redeploy: z.object({ deployment: z.string(), label: z.string() }).nullable(),
});

/** A guided way out of a known situation. @public */
export const runbookViewSchema = z.object({
  id: z.string(),
  title: z.string(),
  when: z.string().nullable(),
  /** Markdown, one for each step that a person does. */
  steps: z.array(z.string()),
  inputs: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      description: z.string().nullable(),
      values: z.array(z.string()).nullable(),
      pattern: z.string().nullable(),
    }),
  ),
  /** What it runs; `null` when it only guides. */
  run: z
    .object({ by: z.enum(['workflow', 'task']), what: z.string() })
    .nullable(),
  /** Types of the gates in front of it. */
  gates: z.array(z.string()),
  thenRedeploy: z.boolean(),
  environments: z.array(runbookEnvironmentSchema),
});

/** The runbooks of a service. @public */
export const runbooksSchema = z.object({ items: z.array(runbookViewSchema) });

/** `POST S/runbooks/{runbook}` @public */
export const runbookRequestSchema = z.strictObject({
  environment: slugSchema,
  inputs: z
    .record(slugSchema, z.string().max(200))
    .refine(inputs => Object.keys(inputs).length <= 25)
    .default({}),
  reason: reasonSchema,
  idempotencyKey: idempotencyKeySchema.optional(),
});

/** A run of the infrastructure or docs workflow. @public */
export type WorkflowRunView = z.infer<typeof workflowRunViewSchema>;
/** An operation in few words. @public */
export type OperationLine = z.infer<typeof operationLineSchema>;
/** Infrastructure of one environment. @public */
export type EnvironmentInfrastructure = z.infer<
  typeof environmentInfrastructureSchema
>;
/** Infrastructure per environment. @public */
export type Infrastructure = z.infer<typeof infrastructureSchema>;
/** Body of `POST S/infrastructure/{environment}`. @public */
export type InfrastructureRequest = z.infer<typeof infrastructureRequestSchema>;
/** Where release docs are published, and for which release. @public */
export type Docs = z.infer<typeof docsSchema>;
/** Body of `POST S/docs/publish`. @public */
export type DocsPublishRequest = z.infer<typeof docsPublishRequestSchema>;
/** A runbook in one of its environments. @public */
export type RunbookEnvironment = z.infer<typeof runbookEnvironmentSchema>;
/** A guided way out of a known situation. @public */
export type RunbookView = z.infer<typeof runbookViewSchema>;
/** The runbooks of a service. @public */
export type Runbooks = z.infer<typeof runbooksSchema>;
/** Body of `POST S/runbooks/{runbook}`. @public */
export type RunbookRequest = z.infer<typeof runbookRequestSchema>;
