import { z } from 'zod';
import { artifactSchema } from './artifact';
import { slugSchema } from './primitives';
import { readingSchema } from './state';

const instant = z.string();
const linkSchema = z.object({ title: z.string(), url: z.string() });

/** What is not as it should be, why it matters, and what mends it. @public */
export const findingSchema = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  subject: z.string(),
  message: z.string(),
  why: z.string(),
  fix: z.string(),
  url: z.string().optional(),
});

/** A setting by name; its value only where the flow calls it visible. @public */
export const settingViewSchema = z.object({
  name: z.string(),
  /** `unknown` until the target was read. */
  status: z.enum(['ok', 'missing', 'differs', 'unknown']),
  /** Whether the flow says anything of it. */
  declared: z.boolean(),
  required: z.boolean(),
  /** Whether it is meant to be another one in each environment. */
  differs: z.boolean(),
  value: z.string().nullable(),
  /** What it should be; only where it is visible. */
  expected: z.string().nullable(),
  /** Status of its secret, where it is a reference to one. */
  reference: z.string().nullable(),
});

/** How a target runs, as its platform says. @public */
export const targetRuntimeSchema = z.object({
  state: z.string(),
  image: z.string().optional(),
  instances: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      health: z.enum(['healthy', 'unhealthy', 'unknown']),
      startedAt: instant.optional(),
    }),
  ),
  scale: z
    .object({
      desired: z.number().optional(),
      min: z.number().optional(),
      max: z.number().optional(),
      cpuTarget: z.number().optional(),
      memoryTarget: z.number().optional(),
    })
    .optional(),
  instanceClass: z.string().optional(),
  healthPath: z.string().optional(),
  rollout: z
    .object({
      status: z.string(),
      message: z.string(),
      startedAt: instant.optional(),
    })
    .optional(),
  events: z.array(z.object({ at: instant, message: z.string() })),
  links: z.array(linkSchema),
});

/** How one environment runs. @public */
export const environmentRuntimeSchema = z.object({
  id: z.string(),
  title: z.string(),
  tier: z.string(),
  target: z.object({ type: z.string(), name: z.string() }),
  /** False when targets of this kind do not tell how they run. */
  supported: z.boolean(),
  reading: readingSchema,
  runtime: targetRuntimeSchema.nullable(),
  references: z.array(
    z.object({
      name: z.string(),
      resolved: z.boolean(),
      status: z.string(),
      message: z.string().optional(),
    }),
  ),
  settings: z.array(settingViewSchema),
  findings: z.array(findingSchema),
  runbooks: z.array(z.object({ id: z.string(), title: z.string() })),
  links: z.array(linkSchema),
  urls: z.record(z.string(), z.string()),
  /** The environment it should be like, and in how much it is not; `null` while unread. */
  mirrors: z
    .object({
      environment: z.string(),
      title: z.string(),
      differences: z.number().nullable(),
    })
    .nullable(),
});

/** How a service runs, environment by environment. @public */
export const runtimeViewSchema = z.object({
  environments: z.array(environmentRuntimeSchema),
  /** Files of migrations, which are applied before the new version serves. */
  migrations: z.array(z.string()),
  notes: z.array(z.object({ title: z.string(), text: z.string() })),
  now: instant,
});

/** `GET S/runtime/parity` @public */
export const parityQuerySchema = z.strictObject({
  left: slugSchema,
  right: slugSchema,
});

const sideSchema = z.object({
  id: z.string(),
  title: z.string(),
  reading: readingSchema,
});

/** In what two environments differ; never the value of a setting. @public */
export const parityDifferenceSchema = z.object({
  aspect: z.enum([
    'setting',
    'image',
    'instance-class',
    'instances',
    'health-path',
  ]),
  /** Name of the setting, or the aspect in words. */
  name: z.string(),
  /** What is there; `null` where there is nothing. */
  left: z.string().nullable(),
  right: z.string().nullable(),
  /** The flow says that it differs. */
  intended: z.boolean(),
});

/** Two environments side by side. @public */
export const parityViewSchema = z.object({
  left: sideSchema,
  right: sideSchema,
  /** False while one of them was not read: then nothing is said. */
  comparable: z.boolean(),
  message: z.string(),
  differences: z.array(parityDifferenceSchema),
  /** What is the same, in words. */
  same: z.array(z.string()),
  /** Names of settings that have the same value, and are not to; values are compared only where they may be seen. */
  alike: z.array(z.string()),
});

/** Answer to `POST S/runtime/refresh`. @public */
export const runtimeRefreshSchema = z.object({
  environments: z.array(z.string()),
  message: z.string(),
});

/** `POST S/runtime/refresh` @public */
export const runtimeRefreshRequestSchema = z.strictObject({
  environment: slugSchema.optional(),
});

/** `GET S/environments/{id}/logs` @public */
export const logsQuerySchema = z.strictObject({
  since: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(100),
});

/** The newest log lines of a target, oldest first, without secrets. @public */
export const logsSchema = z.object({
  environment: z.string(),
  lines: z.array(z.object({ at: instant, text: z.string() })),
  /** Why there are none, or that some were left out; empty otherwise. */
  message: z.string(),
  links: z.array(linkSchema),
});

/** What a target could run again. @public */
export const earlierSchema = z.object({
  environment: z.string(),
  /** Why there are none; empty otherwise. */
  message: z.string(),
  items: z.array(
    z.object({
      label: z.string(),
      artifact: artifactSchema,
      at: instant.nullable(),
      /** The deployment of ours that it is; only such a one can be rolled back to. */
      deployment: z
        .object({ id: z.string(), label: z.string(), verified: z.boolean() })
        .nullable(),
      message: z.string(),
    }),
  ),
});

/** What to run by hand, and what to look at when it went wrong. @public */
export const promotionGuideSchema = z.object({
  commands: z.array(
    z.object({
      step: z.string(),
      title: z.string(),
      /** For a shell; quoted. */
      lines: z.array(z.string()).min(1),
    }),
  ),
  /** Empty unless it failed or stands still. */
  checks: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      detail: z.string(),
      links: z.array(linkSchema),
    }),
  ),
  /** Whether the reader may ask for the log. */
  logs: z.object({ possible: z.boolean(), message: z.string() }),
});

/** What is not as it should be, why it matters, and what mends it. @public */
export type FindingView = z.infer<typeof findingSchema>;
/** A setting by name; its value only where the flow calls it visible. @public */
export type SettingView = z.infer<typeof settingViewSchema>;
/** How a target runs, as its platform says. @public */
export type TargetRuntimeView = z.infer<typeof targetRuntimeSchema>;
/** How one environment runs. @public */
export type EnvironmentRuntime = z.infer<typeof environmentRuntimeSchema>;
/** How a service runs, environment by environment. @public */
export type RuntimeView = z.infer<typeof runtimeViewSchema>;
/** Which environments to compare. @public */
export type ParityQuery = z.infer<typeof parityQuerySchema>;
/** In what two environments differ. @public */
export type ParityDifference = z.infer<typeof parityDifferenceSchema>;
/** Two environments side by side. @public */
export type ParityView = z.infer<typeof parityViewSchema>;
/** Answer to `POST S/runtime/refresh`. @public */
export type RuntimeRefresh = z.infer<typeof runtimeRefreshSchema>;
/** Body of `POST S/runtime/refresh`. @public */
export type RuntimeRefreshRequest = z.infer<typeof runtimeRefreshRequestSchema>;
/** Which log lines. @public */
export type LogsQuery = z.infer<typeof logsQuerySchema>;
/** The newest log lines of a target. @public */
export type Logs = z.infer<typeof logsSchema>;
/** What a target could run again. @public */
export type Earlier = z.infer<typeof earlierSchema>;
/** What to run by hand, and what to look at when it went wrong. @public */
export type PromotionGuide = z.infer<typeof promotionGuideSchema>;
