import type { z as zodV3 } from 'zod/v3';

/** What a promotion is asked for with; the registry hands in its own zod. */
export const wishFields = (z: typeof zodV3) =>
  z.object({
    service: z
      .string()
      .describe('Entity ref, such as component:default/qfa-backend'),
    environment: z.string().describe('Id of the environment, such as prd'),
    release: z
      .string()
      .optional()
      .describe('Tag, version or id of the release that should run there'),
    deployment: z
      .string()
      .optional()
      .describe('Id of the deployment to go back to, instead of a release'),
    from: z
      .string()
      .optional()
      .describe('Environment it comes from, where several lead there'),
    intent: z
      .enum(['promote', 'rollback', 'restore', 'redeploy'])
      .default('promote'),
    reason: z
      .string()
      .optional()
      .describe('One sentence for the record; a rollback needs it'),
  });
