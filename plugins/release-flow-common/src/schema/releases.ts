import { z } from 'zod';
import { adviceSchema } from './advice';
import { artifactSchema } from './artifact';
import { deploymentViewSchema } from './state';

const instant = z.string();
const ref = z.string();

/** A named, immutable release, or a build of a branch. @public */
export const releaseViewSchema = z.object({
  id: z.string(),
  tag: z.string(),
  version: z.string(),
  name: z.string().nullable(),
  /** `build`: a commit of a branch rather than a release. */
  state: z.enum(['draft', 'prerelease', 'published', 'build']),
  /** Branch of a build. */
  branch: z.string().nullable(),
  /** Every tag of its version, where tags are the source. */
  tags: z.array(z.string()),
  latest: z.boolean(),
  artifact: artifactSchema.nullable(),
  /** Why it can't be deployed: `no-digest`, `two-digests`, `artifact-changed`, `not-on-branch` … */
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
  rejected: z.object({ by: ref, at: instant, reason: z.string() }).nullable(),
  /** Marked as critical: some gates ask for more approvals. */
  critical: z.object({ by: ref, at: instant, reason: z.string() }).nullable(),
  commit: z.string().nullable(),
  notes: z.string(),
  author: z.string().nullable(),
  publishedBy: z.string().nullable(),
  createdAt: instant,
  publishedAt: instant.nullable(),
  url: z.string(),
  /** Where it runs now. */
  environments: z.array(z.string()),
  /** Environments that let it in, and that a path for it leads to. */
  acceptedBy: z.array(z.string()),
  changes: z
    .object({
      since: z.string(),
      commits: z.number(),
      infrastructure: z.number(),
      migrations: z.number(),
    })
    .nullable(),
});

/** A page of releases, newest first. @public */
export const releasesSchema = z.object({
  items: z.array(releaseViewSchema),
  nextCursor: z.string().nullable(),
});

/** A page of what happened, newest first. @public */
export const historySchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      at: instant,
      kind: z.enum(['deployment', 'operation']),
      environment: z.string().nullable(),
      label: z.string(),
      intent: z.string(),
      state: z.string(),
      message: z.string(),
      actor: ref.nullable(),
      reason: z.string().nullable(),
      operationId: z.string().nullable(),
      deployment: deploymentViewSchema.nullable(),
      /** In advise mode: what the flow would have decided. */
      advice: adviceSchema.optional(),
      /** Which way of a drill it was. */
      drill: z.enum(['back', 'forward']).optional(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

/** One commit of a comparison. @public */
export const commitViewSchema = z.object({
  sha: z.string(),
  message: z.string(),
  author: z.string(),
  at: instant,
  url: z.string(),
  marks: z.array(z.enum(['infrastructure', 'migration', 'breaking'])),
});

/** What lies between two commits. @public */
export const compareSchema = z.object({
  from: z.string(),
  to: z.string(),
  status: z.enum(['identical', 'ahead', 'behind', 'diverged', 'not-read']),
  ahead: z.number(),
  behind: z.number(),
  commits: z.array(commitViewSchema),
  files: z.number(),
  url: z.string().nullable(),
  message: z.string().nullable(),
});

/** Answer to a rejection, or to taking it back. @public */
export const rejectionSchema = releaseViewSchema.pick({
  id: true,
  tag: true,
  rejected: true,
});

/** Answer to marking a release as critical, or to taking the mark away. @public */
export const criticalSchema = releaseViewSchema.pick({
  id: true,
  tag: true,
  critical: true,
});

/** Answer to marking a release as critical, or to taking the mark away. @public */
export type Critical = z.infer<typeof criticalSchema>;
/** Answer to a rejection, or to taking it back. @public */
export type Rejection = z.infer<typeof rejectionSchema>;
/** A named, immutable release. @public */
export type ReleaseView = z.infer<typeof releaseViewSchema>;
/** A page of releases, newest first. @public */
export type Releases = z.infer<typeof releasesSchema>;
/** A page of what happened, newest first. @public */
export type History = z.infer<typeof historySchema>;
/** What lies between two commits. @public */
export type Compare = z.infer<typeof compareSchema>;
/** One commit of a comparison. @public */
export type CommitView = z.infer<typeof commitViewSchema>;
