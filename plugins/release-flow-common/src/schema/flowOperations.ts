import { z } from 'zod';
import { entityRefSchema, slugSchema } from './primitives';
import { typedConfigSchema } from './flowEnvironment';
import {
  durationSchema,
  inputsSchema,
  patternSchema,
  templateSchema,
  workflowCallSchema,
  workflowFileSchema,
} from './flowPrimitives';

/** How infrastructure is planned and applied, independently of releases. @public */
export const infrastructureSpecSchema = z.strictObject({
  workflow: workflowFileSchema,
  path: z.string().max(200),
  /** Run name of the workflow; groups `command` and `environment` classify a run. */
  runName: patternSchema.default(
    '^terraform (?<command>plan|apply) (?<environment>[\\w-]+)',
  ),
  /** Name of a job, for runs whose name says nothing; the same groups. */
  jobName: patternSchema.optional(),
  /** Our environment → the one of the workflow, such as `prd: production`. */
  environments: z.record(slugSchema, z.string().max(100)),
  /** Inputs of a dispatched run, by what they carry. */
  inputs: z
    .strictObject({
      command: z.string().max(100).default('command'),
      environment: z.string().max(100).default('environment'),
    })
    .optional(),
  correlationInput: z
    .string()
    .regex(/^\w[\w-]{0,99}$/)
    .optional(),
  /** Environment that plans run for by themselves on a push. */
  plannedFor: slugSchema.optional(),
});

/** How the documentation site is built and published. @public */
export const docsSpecSchema = z.strictObject({
  workflow: workflowFileSchema,
  site: templateSchema,
  inputs: inputsSchema.optional(),
  correlationInput: z
    .string()
    .regex(/^\w[\w-]{0,99}$/)
    .optional(),
});

/** A value that a person gives to a runbook. @public */
export const runbookInputSchema = z.strictObject({
  title: z.string().max(100),
  description: z.string().max(500).optional(),
  /** The allowed values, or what a value must match in full. */
  values: z.array(z.string().max(200)).min(1).max(50).optional(),
  pattern: patternSchema.optional(),
});

/** What a runbook does; without one it only guides. @public */
export const runbookRunSchema = z.discriminatedUnion('by', [
  workflowCallSchema.extend({ by: z.literal('workflow') }),
  z.strictObject({
    by: z.literal('task'),
    /** Component whose definition the task runs with. */
    component: slugSchema,
    /** Command and its arguments; never given to a shell. */
    command: z.array(templateSchema).min(1).max(30),
    within: durationSchema.default('PT15M'),
  }),
]);

/** A guided way out of a known situation. @public */
export const runbookSpecSchema = z.strictObject({
  id: slugSchema,
  title: z.string().max(100),
  /** When it helps. */
  when: z.string().max(500).optional(),
  /** Markdown, one entry for each step that a person does. */
  steps: z.array(z.string().max(2000)).max(20).default([]),
  environments: z.array(slugSchema).min(1).max(30),
  inputs: z.record(slugSchema, runbookInputSchema).optional(),
  run: runbookRunSchema.optional(),
  /** Gates of the run, such as approvals. */
  gates: z.array(typedConfigSchema).max(10).default([]),
  /** Offer to deploy again what runs, once it is done. */
  then: z.enum(['redeploy']).optional(),
  /** Offered only when migrations were applied since the last deployment. */
  onlyWithMigrations: z.boolean().optional(),
});

/** What a branch or the branches of a pattern should be protected by. @public */
export const branchProtectionSchema = z.strictObject({
  branch: z.string().max(200),
  reviews: z.number().int().min(0).max(6).optional(),
  checks: z.array(z.string().max(200)).max(50).optional(),
  forcePushes: z.boolean().default(false),
  directPushes: z.boolean().default(false),
});

/** Who hears of deployments, beside those who are asked. @public */
export const announceSpecSchema = z.strictObject({
  /** The team's group; the owner when absent. */
  team: z.array(entityRefSchema).max(20).optional(),
  /** Who hears of major versions too. */
  stakeholders: z.array(entityRefSchema).max(20).optional(),
  on: z
    .array(z.enum(['started', 'succeeded', 'failed', 'rolled-back']))
    .min(1)
    .default(['started', 'succeeded', 'failed', 'rolled-back']),
  environments: z.array(slugSchema).max(30).optional(),
});

/** What to look at when something goes wrong. @public */
export const troubleshootingSchema = z.strictObject({
  title: z.string().max(100),
  steps: z.array(z.string().max(500)).min(1).max(20),
});

/** A fact about how the service runs, for its runtime page. @public */
export const runtimeNoteSchema = z.strictObject({
  title: z.string().max(100),
  text: z.string().max(2000),
});
