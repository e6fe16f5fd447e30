import { z } from 'zod';
import { durationSchema } from './flowPrimitives';
import {
  entityRefSchema,
  instantSchema,
  reasonSchema,
  slugSchema,
} from './primitives';

const instant = z.iso.datetime({
  offset: true,
  error:
    'must be an ISO 8601 instant with its offset, such as 2026-12-24T00:00:00Z',
});

/** IANA name of a time zone, such as `Europe/Berlin`. @public */
export const timeZoneSchema = z
  .string()
  .max(60)
  .refine(
    name => {
      try {
        return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
      } catch {
        return false;
      }
    },
    { message: 'must be an IANA time zone such as Europe/Berlin or UTC' },
  );

/** A window that comes back: it opens when the cron expression fires, for a while. @public */
export const recurrenceSchema = z.strictObject({
  /** Five fields of cron: minute, hour, day of month, month, day of week. */
  schedule: z
    .string()
    .max(100)
    .regex(
      /^(\S+\s+){4}\S+$/,
      'must be a cron expression of five fields such as 0 16 * * FRI',
    ),
  /** How long it stays open, ISO 8601, by the calendar of the time zone. */
  duration: durationSchema,
  timeZone: timeZoneSchema,
});

/** What a freeze covers. An absent field covers all; several fields must all fit. @public */
export const freezeScopeSchema = z.strictObject({
  tiers: z
    .array(z.enum(['development', 'testing', 'staging', 'production']))
    .min(1)
    .optional(),
  environments: z.array(slugSchema).min(1).max(30).optional(),
  flows: z.array(entityRefSchema).min(1).max(50).optional(),
  owners: z.array(entityRefSchema).min(1).max(50).optional(),
  services: z.array(entityRefSchema).min(1).max(200).optional(),
});

/** `POST /freezes` @public */
export const freezeRequestSchema = z
  .strictObject({
    /** `window` is once, `recurring` comes back, `stop-the-line` stops all until it is ended. */
    kind: z.enum(['window', 'recurring', 'stop-the-line']),
    title: z.string().trim().min(3).max(100),
    reason: reasonSchema,
    scope: freezeScopeSchema.default({}),
    /** ISO 8601; when it begins. At once when absent. */
    from: instant.optional(),
    /** ISO 8601; when it ends. */
    until: instant.optional(),
    recurrence: recurrenceSchema.optional(),
  })
  .superRefine((request, context) => {
    const problem = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const { kind, from, until, recurrence, scope } = request;
    if (kind === 'window' && !until) problem('until', 'say when it ends');
    if (kind === 'recurring' && !recurrence) {
      problem('recurrence', 'say when it comes back');
    }
    if (kind !== 'recurring' && recurrence) {
      problem('recurrence', 'is for recurring freezes only');
    }
    if (kind === 'stop-the-line' && (from || until)) {
      problem('kind', 'a stop of the line begins at once and is ended by hand');
    }
    if (kind === 'stop-the-line' && Object.keys(scope).length > 0) {
      problem('scope', 'a stop of the line covers everything');
    }
    if (from && until && Date.parse(from) >= Date.parse(until)) {
      problem('until', 'must be after its begin');
    }
  });

/** `DELETE /freezes/{id}` @public */
export const freezeEndRequestSchema = z.strictObject({ reason: reasonSchema });

/** `GET /freezes` @public */
export const freezesQuerySchema = z.strictObject({
  /** `true` leaves out what has ended. */
  open: z.enum(['true', 'false']).default('true'),
});

/** A time in which nothing is deployed. @public */
export const freezeViewSchema = z.object({
  id: z.string(),
  kind: z.enum(['window', 'recurring', 'stop-the-line']),
  title: z.string(),
  reason: z.string(),
  scope: freezeScopeSchema,
  from: instantSchema,
  until: instantSchema.nullable(),
  recurrence: recurrenceSchema.nullable(),
  /** Whether it stops deployments now, and until when. */
  active: z.boolean(),
  activeUntil: instantSchema.nullable(),
  /** When it begins next, if it is not active. */
  nextAt: instantSchema.nullable(),
  by: z.string(),
  at: instantSchema,
  ended: z
    .object({ by: z.string(), at: instantSchema, reason: z.string() })
    .nullable(),
});

/** Freezes, active ones first. @public */
export const freezesSchema = z.object({
  items: z.array(freezeViewSchema),
  /** Whether the reader may declare and end freezes. */
  canDeclare: z.boolean(),
});

/** What a freeze covers. @public */
export type FreezeScope = z.infer<typeof freezeScopeSchema>;
/** A window that comes back. @public */
export type Recurrence = z.infer<typeof recurrenceSchema>;
/** Body of `POST /freezes`. @public */
export type FreezeRequest = z.infer<typeof freezeRequestSchema>;
/** Body of `DELETE /freezes/{id}`. @public */
export type FreezeEndRequest = z.infer<typeof freezeEndRequestSchema>;
/** A time in which nothing is deployed. @public */
export type FreezeView = z.infer<typeof freezeViewSchema>;
/** Freezes, active ones first. @public */
export type Freezes = z.infer<typeof freezesSchema>;
