import { z } from 'zod';

/** Full entity reference, `kind:namespace/name`, lower case as the catalog writes it. @public */
export const entityRefSchema = z
  .string()
  .max(300)
  .regex(
    /^[a-z0-9]+:[a-z0-9._-]+\/[A-Za-z0-9._-]+$/,
    'must be a full entity ref such as component:default/name',
  );

/** Stable id of an environment or component inside a flow. @public */
export const slugSchema = z
  .string()
  .min(1)
  .max(63)
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    'must be lower case letters, digits and dashes',
  );

/** OCI content digest. @public */
export const digestSchema = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256: followed by 64 hex digits');

/** Full git commit SHA. @public */
export const commitSchema = z
  .string()
  .regex(/^[0-9a-f]{40}$/, 'must be a full 40 digit commit SHA');

/**
 * Git ref a person may name. No character that a shell or a workflow
 * expression could read as code reaches a workflow.
 * @public
 */
export const gitRefSchema = z
  .string()
  .regex(
    /^\w[\w./-]{0,199}$/,
    'must start with a letter or digit and hold only letters, digits, dots, slashes, dashes and underscores',
  )
  .refine(ref => !ref.includes('..') && !ref.endsWith('.lock'), {
    message: 'must be a valid git ref name',
  });

/** A sentence typed by a person. @public */
export const reasonSchema = z.string().trim().min(3).max(1000);

/** ISO 8601 instant, UTC. @public */
export const instantSchema = z.string().max(40);

/** Cursor of a paged list; opaque to callers. @public */
export const cursorSchema = z.string().max(500);

/** Key that makes a request safe to repeat. @public */
export const idempotencyKeySchema = z
  .string()
  .min(8)
  .max(100)
  .regex(/^[\w.:/-]+$/, 'must hold only letters, digits and . : / - _');

/** Id, tag, version or label of an operation, release, build or deployment. @public */
export const idSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w][\w.:/@-]*$/, 'must hold only letters, digits and . : / @ - _');
