import { z } from 'zod';
import { reasonSchema, slugSchema } from './primitives';

const instant = z.string();
const ref = z.string();

/** State of one item of a checklist. @public */
export const checklistItemStateSchema = z.enum([
  'open',
  'done',
  'not-applicable',
]);

/** One item of a checklist, as a promotion's page shows it. @public */
export const checklistItemViewSchema = z.object({
  id: z.string(),
  text: z.string(),
  state: checklistItemStateSchema,
  by: ref.nullable(),
  at: instant.nullable(),
  /** What was seen, or why it does not apply. */
  evidence: z.string().nullable(),
  evidenceNeeded: z.boolean(),
  mayBeNotApplicable: z.boolean(),
  /** The gate or verification that ticks it; people can't. */
  provenBy: z.string().nullable(),
  /** Whether the reader may tick it. */
  mayTick: z.boolean(),
});

/** A checklist, as a promotion's page shows it. @public */
export const checklistViewSchema = z.object({
  name: z.string(),
  title: z.string(),
  /** Before the deployment, or after it. */
  when: z.enum(['gate', 'verification']),
  items: z.array(checklistItemViewSchema),
});

/** `POST /promotions/{id}/checklist` @public */
export const checklistRequestSchema = z
  .strictObject({
    checklist: slugSchema,
    item: slugSchema,
    state: checklistItemStateSchema,
    /** What was seen; why it does not apply, when it does not. */
    evidence: z.string().trim().max(2000).optional(),
  })
  .refine(({ state, evidence }) => state !== 'not-applicable' || evidence, {
    path: ['evidence'],
    message: 'say why it does not apply',
  });

/** `POST /promotions/{id}/override` @public */
export const overrideRequestSchema = z.strictObject({
  /** `key` of the gate, as the promotion shows it. */
  gate: z
    .string()
    .max(130)
    .regex(/^[a-z0-9-]+(:[a-z0-9-]+)?$/, 'must be the key of a gate'),
  reason: reasonSchema,
  planHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be the plan hash shown'),
});

/** `PUT S/releases/{id}/critical` @public */
export const criticalRequestSchema = z.strictObject({ reason: reasonSchema });

/** A gate that a person let pass. @public */
export const overrideViewSchema = z.object({
  by: ref,
  at: instant,
  reason: z.string(),
});

/** How a plan differs from the one that was shown before. @public */
export const planChangeSchema = z.object({
  at: instant,
  fields: z.array(
    z.object({
      /** Path of the field, such as `deployer.inputs.tag`. */
      field: z.string(),
      before: z.string().nullable(),
      after: z.string().nullable(),
    }),
  ),
});

/** One item of a checklist. @public */
export type ChecklistItemView = z.infer<typeof checklistItemViewSchema>;
/** State of one item of a checklist. @public */
export type ChecklistItemState = z.infer<typeof checklistItemStateSchema>;
/** A checklist as a promotion's page shows it. @public */
export type ChecklistView = z.infer<typeof checklistViewSchema>;
/** Body of `POST /promotions/{id}/checklist`. @public */
export type ChecklistRequest = z.infer<typeof checklistRequestSchema>;
/** Body of `POST /promotions/{id}/override`. @public */
export type OverrideRequest = z.infer<typeof overrideRequestSchema>;
/** A gate that a person let pass. @public */
export type OverrideView = z.infer<typeof overrideViewSchema>;
/** How a plan differs from the one before. @public */
export type PlanChange = z.infer<typeof planChangeSchema>;
