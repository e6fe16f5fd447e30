import {
  durationSchema,
  entityRefSchema,
} from 'backstage-plugin-release-flow-common';
import { z } from 'zod';

const plain = <T extends string>(type: T) =>
  z.strictObject({ type: z.literal(type) });

/** N different people out of the named groups or users. */
export const approvalsSchema = z.strictObject({
  type: z.literal('approvals'),
  required: z.number().int().min(1).max(20).default(1),
  from: z.array(entityRefSchema).min(1).max(50),
  preventSelfApproval: z.boolean().default(true),
  /** How long a request waits for its approvals. */
  expiresIn: durationSchema.optional(),
});

/** Configuration of the gates that come with the plugin, by `type`. */
export const builtInGates: ReadonlyMap<string, z.ZodType> = new Map<
  string,
  z.ZodType
>([
  ['source', plain('source')],
  ['proven-upstream', plain('proven-upstream')],
  ['artifact-available', plain('artifact-available')],
  ['configuration-resolved', plain('configuration-resolved')],
  ['infrastructure-applied', plain('infrastructure-applied')],
  ['approvals', approvalsSchema],
]);
