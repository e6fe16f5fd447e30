import {
  durationSchema,
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

/** Configuration of the verifications that come with the plugin, by `type`; others come from providers. */
export const builtInVerifications: ReadonlyMap<string, z.ZodType> = new Map<
  string,
  z.ZodType
>([
  ['workflow', workflowVerificationSchema],
  ['bake', bakeSchema],
  ['checklist', checklistSchema],
]);
