import { z } from 'zod';
import { durationSchema } from './flowPrimitives';
import { idempotencyKeySchema, reasonSchema } from './primitives';

/** `POST S/environments/{id}/repair` @public */
export const repairRequestSchema = z.strictObject({
  reason: reasonSchema,
  idempotencyKey: idempotencyKeySchema.optional(),
});

/** `POST S/environments/{id}/extend` @public */
export const extendRequestSchema = z
  .strictObject({
    /** When the build is to expire. */
    until: z.iso.datetime({ offset: true }).optional(),
    /** How much later than now it is to expire. */
    by: durationSchema.optional(),
  })
  .refine(({ until, by }) => (until === undefined) !== (by === undefined), {
    path: ['until'],
    message: 'say until when, or by how much from now, and not both',
  });

/** Body of `POST S/environments/{id}/repair`. @public */
export type RepairRequest = z.infer<typeof repairRequestSchema>;
/** Body of `POST S/environments/{id}/extend`. @public */
export type ExtendRequest = z.infer<typeof extendRequestSchema>;
