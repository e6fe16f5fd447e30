import { z } from 'zod';
import { artifactSchema } from './artifact';
import {
  commitSchema,
  digestSchema,
  entityRefSchema,
  idempotencyKeySchema,
  slugSchema,
} from './primitives';

/**
 * `POST /deployments`: what CI says it deployed. It is declared truth: it causes a look at the
 * environment, and proves nothing.
 * @public
 */
export const deploymentReportSchema = z
  .strictObject({
    service: entityRefSchema,
    environment: slugSchema,
    artifact: artifactSchema.optional(),
    /** Instead of an artifact, where a service has one component. */
    digest: digestSchema.optional(),
    /** Instead of an artifact: the release or build of that commit. */
    commit: commitSchema.optional(),
    status: z.enum(['in_progress', 'success', 'failure']),
    /** Where people can read more, such as the job. */
    url: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .optional(),
    /** When it happened; now when absent. */
    at: z.iso.datetime({ offset: true }).optional(),
    /** Makes a report safe to repeat; unique for its sender. */
    sourceKey: idempotencyKeySchema,
  })
  .refine(
    ({ artifact, digest, commit }) =>
      [artifact, digest, commit].filter(it => it !== undefined).length === 1,
    {
      path: ['artifact'],
      message: 'say what was deployed, by one of artifact, digest and commit',
    },
  );

/** Answer to a report. @public */
export const reportAnswerSchema = z.object({
  service: z.string(),
  environment: z.string(),
  /** False when the same report was told before. */
  isNew: z.boolean(),
  message: z.string(),
});

/** Body of `POST /deployments`. @public */
export type DeploymentReport = z.infer<typeof deploymentReportSchema>;
/** Answer to a report. @public */
export type ReportAnswer = z.infer<typeof reportAnswerSchema>;
