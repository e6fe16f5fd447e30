import { z } from 'zod';
import { durationSchema } from './flowPrimitives';
import {
  idempotencyKeySchema,
  idSchema,
  reasonSchema,
  slugSchema,
} from './primitives';

const instant = z.string();
const ref = z.string();

/** `rollbackDrill` of a flow: how often the way back is tried, or that with where and how fast. @public */
export const rollbackDrillSpecSchema = z.union([
  durationSchema,
  z.strictObject({
    every: durationSchema,
    /** Where it may be tried; everywhere when absent. In production it is a preflight, wherever it is named. */
    environments: z.array(slugSchema).min(1).max(30).optional(),
    /** How long one way may take, from asking to verified. */
    within: durationSchema.optional(),
  }),
]);

/** `POST S/environments/{id}/drill` @public */
export const drillRequestSchema = z.strictObject({
  reason: reasonSchema,
  /** Deployment to go back to; the newest one that may come back when absent. */
  deployment: idSchema.optional(),
  idempotencyKey: idempotencyKeySchema.optional(),
});

const whatSchema = z.object({ deployment: z.string(), label: z.string() });

/** One way of a drill. @public */
export const drillWaySchema = z.object({
  promotion: z.string(),
  /** From asking until it was sent: gates and approvals, milliseconds. */
  waitedMs: z.number().nullable(),
  /** From sending until it was verified, milliseconds. */
  tookMs: z.number().nullable(),
});

/** A rollback that was asked for to see that it works, and the way forward again. @public */
export const drillSchema = z.object({
  id: z.string(),
  /** A preflight only asked whether it could be done: production is not changed for a drill. */
  kind: z.enum(['real', 'preflight']),
  state: z.enum([
    'going-back',
    'coming-forward',
    'passed',
    'failed',
    'called-off',
  ]),
  message: z.string(),
  by: ref,
  at: instant,
  endedAt: instant.nullable(),
  reason: z.string(),
  /** What ran before, and what has to run after. */
  from: whatSchema,
  to: whatSchema,
  back: drillWaySchema.nullable(),
  forward: drillWaySchema.nullable(),
  /** What the flow asked of either way then. */
  within: z.string().nullable(),
  /** Whether both ways kept to it; `null` where the flow says nothing, or it is not over. */
  inTime: z.boolean().nullable(),
  /** End of the newest drill here that passed: this one, or one before. */
  passedAt: instant.nullable(),
});

/** `rollbackDrill` of a flow. @public */
export type RollbackDrillSpec = z.infer<typeof rollbackDrillSpecSchema>;
/** Body of `POST S/environments/{id}/drill`. @public */
export type DrillRequest = z.infer<typeof drillRequestSchema>;
/** One way of a drill. @public */
export type DrillWay = z.infer<typeof drillWaySchema>;
/** A drill of the way back, as it goes or went. @public */
export type Drill = z.infer<typeof drillSchema>;
