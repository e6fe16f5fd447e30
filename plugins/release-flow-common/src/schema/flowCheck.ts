import { z } from 'zod';
import { cursorSchema } from './primitives';
import { bindingErrorSchema } from './state';

const ref = z.string();

/** `POST /flows/check` @public */
export const flowCheckRequestSchema = z.strictObject({
  /** The changed `kind: ReleaseFlow` entity, as in its file. */
  entity: z.looseObject({
    apiVersion: z.string().max(100),
    kind: z.string().max(63),
    metadata: z.looseObject({
      name: z.string().min(1).max(63),
      namespace: z.string().min(1).max(63).optional(),
    }),
  }),
  cursor: cursorSchema.optional(),
});

/** A gate or verification that a changed flow drops or alters. @public */
export const flowCheckGateSchema = z.object({
  environment: z.string(),
  /** Where the path comes from, for a gate of a path. */
  from: z.string().nullable(),
  kind: z.enum(['gate', 'rollback-gate', 'verification']),
  type: z.string(),
  change: z.enum(['removed', 'changed']),
  /** What differs, or for a removed one what it was. */
  message: z.string(),
});

/**
 * What a changed flow would do to the services bound to it: one page of services that the caller
 * may see. `gates` and `environments` are of the flow and the same on every page.
 * @public
 */
export const flowCheckSchema = z.object({
  flow: z.object({
    ref,
    title: z.string(),
    /** False when the catalog has no such flow yet. */
    known: z.boolean(),
    changed: z.boolean(),
  }),
  /** Why the flow itself would be refused; nothing else is checked then. */
  error: bindingErrorSchema.nullable(),
  /** Environments that would be gone. */
  environments: z.array(z.string()),
  gates: z.array(flowCheckGateSchema),
  /** Live bindings that would break. */
  breaks: z.array(
    z.object({ service: ref, field: z.string(), message: z.string() }),
  ),
  /** Services that are broken now and would be well. */
  mends: z.array(ref),
  /** Environments that would be another target. */
  moved: z.array(
    z.object({
      service: ref,
      environment: z.string(),
      target: z.string(),
      targetKey: z.string(),
    }),
  ),
  /** Open promotions whose approvals would be void. */
  promotions: z.array(
    z.object({
      number: z.number(),
      id: z.string(),
      service: ref,
      environment: z.string().nullable(),
      label: z.string(),
      fields: z.array(z.string()),
    }),
  ),
  /** Services checked in this page, and those of the flow that the caller may not see. */
  checked: z.number(),
  hidden: z.number(),
  nextCursor: z.string().nullable(),
});

/** Body of `POST /flows/check`. @public */
export type FlowCheckRequest = z.infer<typeof flowCheckRequestSchema>;
/** What a changed flow would do. @public */
export type FlowCheck = z.infer<typeof flowCheckSchema>;
/** A gate that a changed flow drops or alters. @public */
export type FlowCheckGate = z.infer<typeof flowCheckGateSchema>;
