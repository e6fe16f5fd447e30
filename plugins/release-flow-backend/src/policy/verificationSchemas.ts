import {
  durationSchema,
  slugSchema,
  templateSchema,
  workflowCallSchema,
} from 'backstage-plugin-release-flow-common';
import { z } from 'zod';
import { checklistSchema } from './gateSchemas';

/** A workflow run that has to succeed, such as a smoke test. */
export const workflowVerificationSchema = workflowCallSchema
  .omit({ workflow: true })
  .extend({
    type: z.literal('workflow'),
    file: workflowCallSchema.shape.workflow,
    title: templateSchema.max(80).optional(),
    within: durationSchema.default('PT20M'),
  });

/** It has to be seen healthy for a while; what was not observed does not count. */
export const bakeSchema = z.strictObject({
  type: z.literal('bake'),
  for: durationSchema,
  /** How long it may take in all; twice as long when absent. */
  within: durationSchema.optional(),
});

export type BakeConfig = z.infer<typeof bakeSchema>;

/** How long the site may be unavailable while it is deployed and verified; put it last. */
export const availabilitySchema = z.strictObject({
  type: z.literal('availability'),
  path: z
    .string()
    .max(500)
    .regex(/^\/(?![/\\])[^\s#]*$/, 'must be a path such as /health'),
  /** Which of the environment's URLs; the first one when absent. */
  url: slugSchema.optional(),
  status: z.int().min(100).max(599).default(200),
  every: durationSchema.default('PT1S'),
  maxUnavailable: durationSchema.default('PT1M'),
});

export type AvailabilityConfig = z.infer<typeof availabilitySchema>;

/** Configuration of the verifications that come with the plugin, by `type`; others come from providers. */
export const builtInVerifications: ReadonlyMap<string, z.ZodType> = new Map<
  string,
  z.ZodType
>([
  ['workflow', workflowVerificationSchema],
  ['bake', bakeSchema],
  ['availability', availabilitySchema],
  ['checklist', checklistSchema],
]);
