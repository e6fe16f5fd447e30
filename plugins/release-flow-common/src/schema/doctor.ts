import { z } from 'zod';

/** What is not as it should be, why it matters, and what mends it. @public */
export const doctorFindingSchema = z.object({
  /** For machines, kebab-case. */
  code: z.string(),
  /** `error`: a promotion will fail or be unsafe; `warning`: worth mending; `info`: worth knowing. */
  severity: z.enum(['error', 'warning', 'info']),
  /** What it is about, such as `branch main`. */
  subject: z.string(),
  message: z.string(),
  why: z.string(),
  /** The setting or command that mends it. */
  fix: z.string(),
  url: z.string().optional(),
  /** Environment that it is about, if it is about one. */
  environment: z.string().optional(),
});

/** Something that could not be looked at, which is not to say that it is well. @public */
export const doctorUnreadSchema = z.object({
  what: z.string(),
  why: z.string(),
});

/** What a look found. @public */
export const doctorLookSchema = z.object({
  /** When it was looked at last; `null` before the first look. */
  lookedAt: z.string().nullable(),
  /** Somebody asked for a look that is not done yet. */
  isLooking: z.boolean(),
  /** Worst first. */
  findings: z.array(doctorFindingSchema),
  /** What was looked at, as a person would say it. */
  looked: z.array(z.string()),
  unread: z.array(doctorUnreadSchema),
});

/** `GET S/doctor` @public */
export const doctorSchema = doctorLookSchema.extend({
  service: z.string(),
  /** When it will be looked at again. */
  nextAt: z.string().nullable(),
  now: z.string(),
});

/** `GET /flows/{namespace}/{name}/doctor` @public */
export const flowDoctorSchema = doctorLookSchema.extend({
  flow: z.object({ ref: z.string(), title: z.string() }),
  now: z.string(),
  services: z.object({
    total: z.number(),
    /** Services that were looked at. */
    looked: z.number(),
    /** Services with neither errors nor warnings. */
    well: z.number(),
    /** How many services have which finding, the most frequent first. */
    findings: z.array(
      z.object({
        code: z.string(),
        severity: doctorFindingSchema.shape.severity,
        count: z.number(),
        /** At most five of them. */
        services: z.array(z.object({ ref: z.string(), title: z.string() })),
      }),
    ),
  }),
});

/** `POST S/doctor` @public */
export const doctorRequestSchema = z.strictObject({});

/** A finding of the doctor. @public */
export type DoctorFinding = z.infer<typeof doctorFindingSchema>;
/** Something that could not be looked at. @public */
export type DoctorUnread = z.infer<typeof doctorUnreadSchema>;
/** Answer of `GET S/doctor`. @public */
export type Doctor = z.infer<typeof doctorSchema>;
/** Answer of `GET /flows/{namespace}/{name}/doctor`. @public */
export type FlowDoctor = z.infer<typeof flowDoctorSchema>;
