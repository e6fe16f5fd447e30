import { z } from 'zod';
import {
  durationSchema,
  inputsSchema,
  patternSchema,
  templateSchema,
  workflowFileSchema,
} from './flowPrimitives';

const correlationInputSchema = z.string().regex(/^\w[\w-]{0,99}$/);

/** Workflows that a tag or a push starts by itself, followed until they are done. */
const startedWorkflows = {
  workflows: z.array(workflowFileSchema).min(1).max(10).optional(),
  /** How long GitHub's own reviewers may take before the pause expires. */
  reviewWithin: durationSchema.optional(),
};

/** Who gives the change its start, and what carries it out. @public */
export const deployerSchema = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('target'),
    concurrencyKey: templateSchema.optional(),
  }),
  z.strictObject({
    by: z.literal('workflow'),
    file: workflowFileSchema,
    inputs: inputsSchema.optional(),
    ref: templateSchema.optional(),
    correlationInput: correlationInputSchema.optional(),
    concurrencyKey: templateSchema.optional(),
    /** How long GitHub's own reviewers may take before the pause expires. */
    reviewWithin: durationSchema.optional(),
  }),
  z.strictObject({
    by: z.literal('tag'),
    /** Annotated, made on the artifact's commit; an existing one elsewhere is refused. */
    tag: templateSchema,
    message: templateSchema.optional(),
    ...startedWorkflows,
    concurrencyKey: templateSchema.optional(),
  }),
  z.strictObject({
    by: z.literal('branch'),
    branch: templateSchema,
    method: z.enum(['merge', 'cherry-pick']).default('merge'),
    /** By a pull request, which waits for its reviews and checks, rather than at once. */
    pullRequest: z.boolean().default(false),
    ...startedWorkflows,
    concurrencyKey: templateSchema.optional(),
  }),
  z.strictObject({
    by: z.literal('module'),
    /** Name of a deployer that a module brings; it checks `config`. */
    deployer: z
      .string()
      .max(60)
      .regex(/^[a-z][a-z0-9-]*$/),
    config: z.record(z.string(), z.unknown()).default({}),
    concurrencyKey: templateSchema.optional(),
  }),
  z.strictObject({ by: z.literal('external') }),
]);

/** Events of the source that start a deployment by themselves. @public */
export const triggerSchema = z.enum([
  'release-drafted',
  'release-published',
  'push',
  'tag',
]);

/** What moves an environment forward by itself. @public */
export const automaticDeploySchema = z.strictObject({
  on: triggerSchema,
  by: z.enum(['external', 'workflow', 'target']),
  workflow: workflowFileSchema.optional(),
  /** Further workflows that the same event starts, such as the one of the web part. */
  alsoWorkflows: z.array(workflowFileSchema).max(10).optional(),
  inputs: inputsSchema.optional(),
  /** Input that carries our correlation id; the file's `run-name` must show it. */
  correlationInput: correlationInputSchema.optional(),
  /** `push`: branches whose commits start it, fully matched; the source's branch when absent. */
  branch: patternSchema.optional(),
  /** `tag`: tags that start it, fully matched; every tag of the source when absent. */
  tag: patternSchema.optional(),
  within: durationSchema.default('PT20M'),
});
