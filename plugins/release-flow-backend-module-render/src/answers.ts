import { z } from 'zod';

/** The parts of Render's answers that are read; whatever else comes with them is left alone. */
const scalingSchema = z.object({
  enabled: z.boolean(),
  min: z.number(),
  max: z.number(),
  criteria: z.object({
    cpu: z.object({ enabled: z.boolean(), percentage: z.number() }),
    memory: z.object({ enabled: z.boolean(), percentage: z.number() }),
  }),
});

export const serviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  ownerId: z.string(),
  autoDeploy: z.enum(['yes', 'no']),
  branch: z.string().optional(),
  imagePath: z.string().optional(),
  suspended: z.enum(['suspended', 'not_suspended']),
  suspenders: z.array(z.string()).default([]),
  dashboardUrl: z.string(),
  updatedAt: z.string(),
  serviceDetails: z.object({
    url: z.string().optional(),
    // Of a web service.
    healthCheckPath: z.string().optional(),
    numInstances: z.number().optional(),
    autoscaling: scalingSchema.optional(),
    plan: z.string().optional(),
    region: z.string().optional(),
    runtime: z.string().optional(),
    // Of a static site.
    publishPath: z.string().optional(),
  }),
});

export const deploySchema = z.object({
  id: z.string(),
  status: z.string().default('created'),
  trigger: z.string().optional(),
  commit: z.object({ id: z.string().optional() }).optional(),
  image: z
    .object({ ref: z.string().optional(), sha: z.string().optional() })
    .optional(),
  createdAt: z.string().optional(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
});

export const servicePageSchema = z.array(
  z.object({ service: serviceSchema, cursor: z.string() }),
);
export const deployPageSchema = z.array(z.object({ deploy: deploySchema }));
export const instancesSchema = z.array(
  z.object({ id: z.string(), createdAt: z.string() }),
);
export const envVarPageSchema = z.array(
  z.object({
    envVar: z.object({ key: z.string(), value: z.string() }),
    cursor: z.string(),
  }),
);

export type RenderService = z.infer<typeof serviceSchema>;
export type RenderDeploy = z.infer<typeof deploySchema>;
