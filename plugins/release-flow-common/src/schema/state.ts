import { z } from 'zod';
import { artifactSchema } from './artifact';
import { drillSchema } from './drills';
import { overrideViewSchema } from './people';

const instant = z.string();
const ref = z.string();

/** A value read from outside carries where it came from and when. @public */
export const readingSchema = z.object({
  source: z.string(),
  at: instant.nullable(),
  /** Why the newest attempt failed; the older value is still shown. */
  error: z.string().nullable(),
});

/** Health of what runs. @public */
export const healthSchema = z.object({
  status: z.enum(['healthy', 'unhealthy', 'unknown']),
  message: z.string(),
});

/** One gate's verdict. @public */
export const gateResultSchema = z.object({
  type: z.string(),
  /** Names the gate within its promotion: its type, with its name where it has one. */
  key: z.string().optional(),
  title: z.string(),
  status: z.enum(['passed', 'waiting', 'blocked']),
  code: z.string(),
  message: z.string(),
  evidence: z.array(z.string()),
  checkedAt: instant,
  nextCheckAt: instant.nullable(),
  /** What an override would cover; absent when nobody can override it. */
  about: z.string().optional(),
  /** Set when a person let it pass. */
  overridden: overrideViewSchema.optional(),
});

/** The fact that an artifact went live. @public */
export const deploymentViewSchema = z.object({
  id: z.string(),
  environment: z.string(),
  label: z.string(),
  artifact: artifactSchema,
  commit: z.string().nullable(),
  releaseId: z.string().nullable(),
  buildId: z.string().nullable(),
  operationId: z.string().nullable(),
  kind: z.enum(['recorded', 'adopted', 'declared']),
  /** Who says so: this portal, `GitHub`, or the subject that reported it. */
  source: z.string(),
  intent: z.string().nullable(),
  verified: z.boolean(),
  actor: ref.nullable(),
  reason: z.string().nullable(),
  happenedAt: instant,
  recordedAt: instant,
  /** Whether a rollback to it may be asked for, and why not. */
  rollback: z.object({ possible: z.boolean(), message: z.string() }).nullable(),
});

/** One environment of a service. @public */
export const environmentStateSchema = z.object({
  id: z.string(),
  title: z.string(),
  tier: z.enum(['development', 'testing', 'staging', 'production']),
  purpose: z.string().nullable(),
  access: z.array(z.string()),
  /** What the flow says of it in words; `null` where it says nothing. */
  about: z.object({
    stability: z.string().nullable(),
    data: z.string().nullable(),
    infrastructure: z.string().nullable(),
    monitoring: z.string().nullable(),
  }),
  urls: z.record(z.string(), z.string()),
  links: z.array(z.object({ title: z.string(), url: z.string() })),
  target: z.object({ type: z.string(), name: z.string() }),
  /** States of releases, `ephemeral`, and `branch:<pattern>`. */
  accepts: z.array(z.string()),
  /** What our last deployment says. */
  recorded: deploymentViewSchema.nullable(),
  /** What GitHub's deployments, or CI, say. */
  declared: z
    .object({
      label: z.string(),
      commit: z.string().nullable(),
      at: instant,
      /** Who says so: `GitHub`, or the subject that reported it. */
      source: z.string(),
      url: z.string().nullable(),
      /** When it was heard last. */
      readAt: instant,
    })
    .nullable(),
  observed: z.object({
    /** What the target is set to. */
    configured: artifactSchema.nullable(),
    /** What the target proves to run. */
    running: artifactSchema.nullable(),
    label: z.string().nullable(),
    health: healthSchema,
    reading: readingSchema,
    /** Each part of a target that has several. */
    parts: z
      .array(
        z.object({
          name: z.string(),
          /** What it is set to. */
          label: z.string().nullable(),
          health: healthSchema,
        }),
      )
      .optional(),
  }),
  /** Why what runs there is not told; `null` for who may read it. */
  withheld: z.string().nullable(),
  drift: z.object({ since: instant, message: z.string() }).nullable(),
  /** Why what runs here should not: its commit is `not-on-branch`. */
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
  hold: z.object({ by: ref, at: instant, reason: z.string() }).nullable(),
  /** The freeze that stops deployments here now. */
  freeze: z
    .object({
      id: z.string(),
      title: z.string(),
      reason: z.string(),
      until: instant.nullable(),
    })
    .nullable(),
  ephemeral: z
    .object({
      ref: z.string(),
      commit: z.string(),
      expiresAt: instant.nullable(),
    })
    .nullable(),
  behind: z
    .object({
      environment: z.string(),
      releases: z.number(),
      commits: z.number().nullable(),
    })
    .nullable(),
  /** The promotion that is under way or waiting here. */
  openPromotion: z
    .object({
      id: z.string(),
      state: z.string(),
      label: z.string(),
      gatesPassed: z.number(),
      gatesTotal: z.number(),
    })
    .nullable(),
  /** What a person would do next to get a real release back or undo. */
  restore: z.object({ releaseId: z.string(), label: z.string() }).nullable(),
  /** The commit to revert, and where its pull request is found, which GitHub offers to revert; where the flow offers that as a way back. */
  revert: z.object({ commit: z.string(), url: z.string() }).nullable(),
  /** Whether the reader may try the way back now, and why not; `null` where the flow has no drill. */
  drill: z.object({ possible: z.boolean(), message: z.string() }).nullable(),
  /** How the newest drill here goes, or went. */
  lastDrill: drillSchema.nullable(),
  can: z.object({
    promote: z.boolean(),
    rollback: z.boolean(),
    ephemeral: z.boolean(),
    hold: z.boolean(),
    override: z.boolean(),
    emergency: z.boolean(),
  }),
});

/** The next move on one path of the graph, in one line. @public */
export const pathStateSchema = z.object({
  from: z.string(),
  to: z.string(),
  status: z.enum(['possible', 'open', 'current', 'stopped', 'automatic']),
  code: z.string(),
  message: z.string(),
  release: z.object({ id: z.string(), label: z.string() }).nullable(),
  promotionId: z.string().nullable(),
});

/** A binding or flow that can't be used, with the field. @public */
export const bindingErrorSchema = z.object({
  field: z.string(),
  message: z.string(),
});

/** Everything the tab shows. @public */
export const serviceStateSchema = z.object({
  ref,
  title: z.string(),
  owner: ref.nullable(),
  flow: z.object({ ref, title: z.string(), revision: z.string() }).nullable(),
  mode: z.enum(['observe', 'advise', 'enforce']),
  effects: z.enum(['enabled', 'disabled']),
  error: bindingErrorSchema.nullable(),
  repository: z
    .object({
      host: z.string(),
      slug: z.string(),
      url: z.string(),
      reading: readingSchema,
    })
    .nullable(),
  environments: z.array(environmentStateSchema),
  paths: z.array(pathStateSchema),
  /** Operations that are neither promotions nor finished. */
  operations: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      environment: z.string().nullable(),
      state: z.string(),
      label: z.string(),
      message: z.string(),
      url: z.string().nullable(),
      /** Whether it has a page with gates and decisions. */
      hasPage: z.boolean(),
      /** Whether the reader may say how it ended, where nobody knows. */
      mayResolve: z.boolean(),
      requestedBy: ref,
      requestedAt: instant,
    }),
  ),
  /** Promotions that wait for the reader's decision. */
  awaitingMe: z.array(
    z.object({
      id: z.string(),
      environment: z.string(),
      label: z.string(),
      message: z.string(),
      requestedAt: instant,
    }),
  ),
  /** What somebody still has to do, beside promotions; it goes away by itself when it is done. */
  reminders: z.array(
    z.object({
      code: z.enum(['backport']),
      message: z.string(),
      label: z.string(),
      since: instant,
      url: z.string().nullable(),
    }),
  ),
  release: z.object({
    canRun: z.boolean(),
    /** Whether the reader may make branches, and the flow releases from any. */
    canBranch: z.boolean(),
    canPublish: z.boolean(),
    canReject: z.boolean(),
    workflow: z.string().nullable(),
    ephemeralWorkflow: z.string().nullable(),
    /** The file in which the flow asks for an entry of each release. */
    changelog: z.string().nullable(),
  }),
  now: instant,
});

/** Answer to an act on an environment that is done at once. @public */
export const environmentAnswerSchema = z.object({
  environment: z.string(),
  message: z.string(),
});

/** Answer to an act on an environment that is done at once. @public */
export type EnvironmentAnswer = z.infer<typeof environmentAnswerSchema>;
/** One gate's verdict. @public */
export type GateResult = z.infer<typeof gateResultSchema>;
/** Health of what runs. @public */
export type Health = z.infer<typeof healthSchema>;
/** Where a value was read, when, and why the newest attempt failed. @public */
export type Reading = z.infer<typeof readingSchema>;
/** The fact that an artifact went live. @public */
export type DeploymentView = z.infer<typeof deploymentViewSchema>;
/** One environment of a service, as recorded, declared and observed. @public */
export type EnvironmentState = z.infer<typeof environmentStateSchema>;
/** The next move on one path of the graph. @public */
export type PathState = z.infer<typeof pathStateSchema>;
/** Why a binding or flow can't be used, with the field. @public */
export type BindingError = z.infer<typeof bindingErrorSchema>;
/** Everything the releases tab shows. @public */
export type ServiceState = z.infer<typeof serviceStateSchema>;
