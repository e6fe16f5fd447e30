import { z } from 'zod';
import { cursorSchema, entityRefSchema } from './primitives';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits');
const seq = z.number().int().min(1);
const instant = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant' })
  .transform(text => new Date(text).toISOString());
const chain = z.union([entityRefSchema, z.literal('system')], {
  error:
    "must be a full entity ref such as component:default/name, or 'system'",
});

/** One link of an audit chain, exactly as it is stored and hashed. @public */
export const auditEventSchema = z.strictObject({
  /** Ref of the service, or `system` for what belongs to no service. */
  chain: z.string(),
  seq,
  at: z.string(),
  actor: z.string(),
  type: z.string(),
  operationId: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  /** Of the link before; 64 zeros for the first. */
  prevHash: hash,
  /** SHA-256 over the canonical JSON of all other fields. */
  hash,
});

/** What stands for the events that retention removed from a chain, signed. @public */
export const auditSummarySchema = z.strictObject({
  chain: z.string(),
  fromSeq: seq,
  toSeq: seq,
  /** Events by type. */
  counts: z.record(z.string(), z.number().int()),
  /** Of the link before the first removed one. */
  prevHash: hash,
  firstHash: hash,
  /** The next event's `prevHash`. */
  lastHash: hash,
  at: z.string(),
  /** First 16 hex digits of SHA-256 over the public key's SPKI form. */
  keyId: z.string(),
  /** Ed25519 over the canonical JSON of all other fields, base64. */
  signature: z.string(),
});

/** Ends of chains that grew since the checkpoint before, kept outside the database. @public */
export const auditCheckpointSchema = z.strictObject({
  seq,
  at: z.string(),
  heads: z.record(z.string(), z.object({ seq, hash })),
  /** Hash of the checkpoint before; 64 zeros for the first. */
  previous: hash,
  /** SHA-256 over the canonical JSON of all other fields. */
  hash,
});

/** A line of `GET /audit/export`: an event, or the summary of removed ones. @public */
export const auditExportLineSchema = z.union([
  auditEventSchema,
  z.strictObject({ summary: auditSummarySchema }),
]);

/** `GET /audit/export` @public */
export const auditExportQuerySchema = z.strictObject({
  /** A service's ref, or `system`; absent: every chain. */
  service: chain.optional(),
});

/** `GET /audit` @public */
export const auditQuerySchema = z.strictObject({
  /** A service's ref, or `system`. */
  service: chain.optional(),
  /** From this instant on. */
  from: instant.optional(),
  /** Before this instant. */
  to: instant.optional(),
  actor: z.string().min(1).max(300).optional(),
  type: z.string().min(1).max(60).optional(),
  cursor: cursorSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A page of the audit, newest first. @public */
export const auditPageSchema = z.object({
  items: z.array(auditEventSchema),
  nextCursor: z.string().nullable(),
});

/** One link of an audit chain. @public */
export type AuditEvent = z.infer<typeof auditEventSchema>;
/** What stands for removed events. @public */
export type AuditSummary = z.infer<typeof auditSummarySchema>;
/** Ends of chains at an instant. @public */
export type AuditCheckpoint = z.infer<typeof auditCheckpointSchema>;
/** A line of the export. @public */
export type AuditExportLine = z.infer<typeof auditExportLineSchema>;
/** Query of `GET /audit/export`. @public */
export type AuditExportQuery = z.infer<typeof auditExportQuerySchema>;
/** Query of `GET /audit`. @public */
export type AuditQuery = z.infer<typeof auditQuerySchema>;
/** A page of the audit. @public */
export type AuditPage = z.infer<typeof auditPageSchema>;
