import { z } from 'zod';
import { commitSchema, idempotencyKeySchema, reasonSchema } from './primitives';
import { acceptedSchema } from './promotion';

/** Name of a git tag. @public */
export const tagNameSchema = z
  .string()
  .max(200)
  .regex(/^\w[\w./-]*$/, 'must be the name of a tag such as v1.2.3');

/** `POST S/tags/{tag}/move`; without `confirm` it only says what would happen. @public */
export const tagMoveRequestSchema = z.strictObject({
  /** Where it is to stand; needed only where several commits were verified for its version. */
  commit: commitSchema.optional(),
  /** The version whose verified commit it is to stand on; that of the tag itself when absent. */
  version: z.string().min(1).max(100).optional(),
  /** Run again what the tag had started, rather than move it. */
  rerun: z.boolean().optional(),
  reason: reasonSchema,
  /** The commit that the tag was seen on: it is moved from there, and from nowhere else. */
  confirm: commitSchema.optional(),
  idempotencyKey: idempotencyKeySchema.optional(),
});

/** What moving a tag means; `operation` once it was confirmed. @public */
export const tagMoveSchema = z.object({
  tag: z.string(),
  version: z.string(),
  /** Where it stands now. */
  from: commitSchema.nullable(),
  /** Where it would stand. */
  to: commitSchema.nullable(),
  /** Environments that are deployed by it. */
  environments: z.array(z.object({ id: z.string(), title: z.string() })),
  /** Why it can't be moved. */
  refusals: z.array(z.object({ code: z.string(), message: z.string() })),
  /** Runs that the tag had started where it stands, which can be run again instead. */
  runs: z.array(
    z.object({ id: z.string(), workflow: z.string(), url: z.string() }),
  ),
  operation: acceptedSchema.nullable(),
});

/** What to do with a tag. @public */
export type TagMoveRequest = z.infer<typeof tagMoveRequestSchema>;
/** What moving a tag means. @public */
export type TagMove = z.infer<typeof tagMoveSchema>;
