import {
  durationSchema,
  templateSchema,
  workflowCallSchema,
} from 'backstage-plugin-release-flow-common';
import { z } from 'zod';

/** A workflow run that has to succeed, such as a smoke test. */
export const workflowVerificationSchema = workflowCallSchema
  .omit({ workflow: true })
  .extend({
    type: z.literal('workflow'),
    file: workflowCallSchema.shape.workflow,
    title: templateSchema.max(80).optional(),
    within: durationSchema.default('PT20M'),
  });

/** Configuration of the verifications that come with the plugin, by `type`; others come from providers. */
export const builtInVerifications: ReadonlyMap<string, z.ZodType> = new Map<
  string,
  z.ZodType
>([['workflow', workflowVerificationSchema]]);
