import { z } from 'zod';

const name = (what: string, max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\w-]+$/, `must be the name of ${what}`);

/** Name of an AWS region, such as `eu-west-1`. */
export const regionSchema = z
  .string()
  .max(30)
  .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'must be a region such as eu-west-1');

/** Number of an AWS account. */
export const accountSchema = z
  .string()
  .regex(/^\d{12}$/, 'must be the 12 digits of an AWS account');

/** Where an ECS service is, and which container of it runs which component. */
export const ecsSchema = z.strictObject({
  type: z.literal('aws-ecs'),
  region: regionSchema,
  /** The configured account when absent. */
  account: accountSchema.optional(),
  cluster: name('a cluster', 255),
  service: name('a service', 255),
  /** Family of its task definitions; that of the one it is set to when absent. */
  family: name('a family of task definitions', 255).optional(),
  /** Component of the flow → name of its container. */
  containers: z
    .record(z.string().max(60), name('a container', 255))
    .refine(containers => Object.keys(containers).length > 0, {
      message: 'must name at least one component and its container',
    })
    .refine(
      containers =>
        new Set(Object.values(containers)).size ===
        Object.keys(containers).length,
      { message: 'must name each container once' },
    ),
  /** Group of its logs; the one its task definition names when absent. */
  logGroup: z
    .string()
    .max(512)
    .regex(/^[\w./#-]+$/, 'must be the name of a log group')
    .optional(),
});

export type EcsConfig = z.infer<typeof ecsSchema>;
