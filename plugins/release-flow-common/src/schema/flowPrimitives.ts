import { z } from 'zod';

/** Text that may hold typed look-ups such as `${{ parameters.registry }}`. @public */
export const templateSchema = z.string().min(1).max(500);

/** ISO 8601 duration such as `PT20M` or `P3D`. @public */
export const durationSchema = z
  .string()
  .regex(
    /^P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$/,
    'must be an ISO 8601 duration such as PT20M',
  );

/** Name of a workflow file in `.github/workflows`. @public */
export const workflowFileSchema = z
  .string()
  .max(100)
  .regex(
    /^[\w.-]+\.ya?ml$/,
    'must be the name of a workflow file such as release.yaml',
  );
/** A regular expression, RE2. @public */
export const patternSchema = z.string().min(1).max(300);
/** Inputs of a workflow, by name. @public */
export const inputsSchema = z
  .record(z.string().regex(/^\w[\w-]{0,99}$/), templateSchema)
  .refine(inputs => Object.keys(inputs).length <= 25, {
    message: 'GitHub accepts at most 25 inputs',
  });

/** How a workflow is dispatched, and how its run is found again. @public */
export const workflowCallSchema = z.strictObject({
  workflow: workflowFileSchema,
  inputs: inputsSchema.optional(),
  /** Branch or tag to dispatch on; the repository's default branch when absent. */
  ref: templateSchema.optional(),
  /** Input that carries our correlation id; the file's `run-name` must show it. */
  correlationInput: z
    .string()
    .regex(/^\w[\w-]{0,99}$/)
    .optional(),
});
