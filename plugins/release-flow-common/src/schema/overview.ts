import { z } from 'zod';
import { entityRefSchema } from './primitives';
import { bindingErrorSchema, healthSchema } from './state';

const instant = z.string();
const ref = z.string();

/** One row of the catalog-wide overview. @public */
export const overviewRowSchema = z.object({
  ref,
  title: z.string(),
  owner: ref.nullable(),
  system: ref.nullable(),
  flow: z.object({ ref, title: z.string() }).nullable(),
  error: bindingErrorSchema.nullable(),
  environments: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      tier: z.enum(['development', 'testing', 'staging', 'production']),
      label: z.string().nullable(),
      since: instant.nullable(),
      health: healthSchema.shape.status,
      /** Whether what runs there is kept from the reader. */
      withheld: z.boolean(),
      drift: z.boolean(),
      hold: z.boolean(),
      ephemeral: z.boolean(),
      seenAt: instant.nullable(),
    }),
  ),
  behind: z.object({ releases: z.number(), message: z.string() }),
  attention: z
    .object({
      promotionId: z.string(),
      state: z.string(),
      message: z.string(),
    })
    .nullable(),
});

/** A page of the catalog-wide overview; counts are of all that the reader may see. @public */
export const overviewSchema = z.object({
  items: z.array(overviewRowSchema),
  nextCursor: z.string().nullable(),
  totalItems: z.number(),
  counts: z.object({
    services: z.number(),
    flows: z.number(),
    behind: z.number(),
    attention: z.number(),
    /** Of those that need attention: what runs there is not what was deployed. */
    drifting: z.number(),
    deploymentsToday: z.number(),
    /** Promotions that failed, broke or were rolled back by themselves. */
    failedToday: z.number(),
  }),
});

/** A flow as the platform declared it. @public */
export const flowsSchema = z.object({
  items: z.array(
    z.object({
      ref,
      title: z.string(),
      mode: z.enum(['observe', 'advise', 'enforce']),
      environments: z.array(
        z.object({ id: z.string(), title: z.string(), tier: z.string() }),
      ),
      services: z.number(),
      error: bindingErrorSchema.nullable(),
    }),
  ),
});

/** Of which service a flow's document says what its parameters come to. @public */
export const flowDocumentQuerySchema = z.strictObject({
  service: entityRefSchema.optional(),
});

/** Of which service a flow's document says what its parameters come to. @public */
export type FlowDocumentQuery = z.infer<typeof flowDocumentQuerySchema>;
/** One service of the catalog-wide overview. @public */
export type OverviewRow = z.infer<typeof overviewRowSchema>;
/** A page of the catalog-wide overview, with its counts. @public */
export type Overview = z.infer<typeof overviewSchema>;
/** The declared flows. @public */
export type Flows = z.infer<typeof flowsSchema>;
