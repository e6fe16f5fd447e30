import { z } from 'zod';
import { automaticDeploySchema, deployerSchema } from './flowDeploy';
import {
  durationSchema,
  patternSchema,
  templateSchema,
} from './flowPrimitives';
import { entityRefSchema, slugSchema } from './primitives';

/** What an environment lets in. @public */
export const acceptsSchema = z.union([
  z.literal('ephemeral'),
  z.strictObject({ release: z.enum(['draft', 'prerelease', 'published']) }),
  z.strictObject({ branch: patternSchema }),
]);

/**
 * A gate or verification. Its `type` names a registered kind, which checks the other fields.
 * @public
 */
export const typedConfigSchema = z.looseObject({
  type: z
    .string()
    .max(60)
    .regex(/^[a-z][a-z0-9-]*$/),
});

const refsSchema = z.array(entityRefSchema).max(50);

/** Who may do what in an environment; an absent act falls to the service's owner. @public */
export const allowSchema = z.strictObject({
  promote: refsSchema.optional(),
  rollback: refsSchema.optional(),
  ephemeral: refsSchema.optional(),
  approve: refsSchema.optional(),
  apply: refsSchema.optional(),
  hold: refsSchema.optional(),
  override: refsSchema.optional(),
  resolve: refsSchema.optional(),
  emergency: refsSchema.optional(),
  /** Runs runbooks that change something. */
  operate: refsSchema.optional(),
});

const linkSchema = z.strictObject({
  title: z.string().max(80),
  url: templateSchema,
});

/** A setting of the target, compared by name; its value is shown only when `visible`. @public */
export const settingSpecSchema = z.strictObject({
  name: z.string().max(200),
  /** The part of a group that has it; each of them when absent. */
  part: z.string().max(60).optional(),
  required: z.boolean().optional(),
  differs: z.boolean().optional(),
  expect: z.string().max(500).optional(),
  visible: z.boolean().optional(),
  /** It has to come from a secret store, such as a Key Vault reference. */
  secret: z.boolean().optional(),
});

/** What the platform of an environment should be set to; shown, compared, and asked by the doctor. @public */
export const platformSpecSchema = z.strictObject({
  instances: z
    .strictObject({
      min: z.number().int().min(0).max(1000),
      max: z.number().int().min(0).max(1000),
    })
    .optional(),
  /** Percent at which instances are added. */
  cpuTarget: z.number().min(1).max(100).optional(),
  /** Percent at which instances are added. */
  memoryTarget: z.number().min(1).max(100).optional(),
  healthPath: z.string().max(300).optional(),
  /** The publish path of a static site. */
  publishPath: z.string().max(300).optional(),
  /** Whether the platform may deploy by itself. */
  autoDeploy: z.boolean().optional(),
});

/** A CloudWatch alarm, or its like, that should watch an environment. @public */
export const alarmSpecSchema = z.strictObject({
  name: templateSchema,
  metric: z.string().max(200).optional(),
  comparison: z.enum(['>', '>=', '<', '<=']).optional(),
  threshold: z.number().optional(),
  /** ISO 8601 duration over which it is measured. */
  period: durationSchema.optional(),
});

/** What GitHub should know of an environment. @public */
export const githubExpectationSchema = z.strictObject({
  environments: z
    .array(
      z.strictObject({
        name: templateSchema,
        /** Required reviewers that GitHub should ask; GitHub itself needs one of them. */
        reviewers: z.array(z.string().max(200)).max(6).optional(),
        waitMinutes: z.number().int().min(0).max(43_200).optional(),
        /** Branches and tags that may deploy, as GitHub spells its patterns. */
        branches: z.array(z.string().max(200)).max(50).optional(),
      }),
    )
    .max(10)
    .optional(),
  /** Names of Actions variables. */
  variables: z.array(z.string().max(200)).max(100).optional(),
  /** Names of Actions secrets. */
  secrets: z.array(z.string().max(200)).max(100).optional(),
  /** Names of secrets that the environment has of its own; one of the repository would be the same everywhere. */
  ownSecrets: z.array(z.string().max(200)).max(100).optional(),
  /** Name of the Actions variable that must hold the client id of an identity that the target has. */
  identityVariable: z.string().max(200).optional(),
});

/** How closely an environment is watched, from least to most. @public */
export const monitoringLevelSchema = z.enum([
  'basic',
  'metrics',
  'journeys',
  'production-like',
  'comprehensive',
]);

/** A node of the graph. @public */
export const environmentSpecSchema = z.strictObject({
  id: slugSchema,
  title: z.string().max(60).optional(),
  tier: z.enum(['development', 'testing', 'staging', 'production']),
  purpose: z.string().max(500).optional(),
  stability: z.string().max(200).optional(),
  data: z.string().max(200).optional(),
  infrastructure: z.string().max(200).optional(),
  /** Who has access: entity refs, by which a policy can decide (`isEnvironmentAccessible`), or words. */
  access: z.array(z.string().max(120)).max(20).optional(),
  monitoring: z.string().max(200).optional(),
  monitoringLevel: monitoringLevelSchema.optional(),
  urls: z.record(slugSchema, templateSchema).optional(),
  links: z.array(linkSchema).max(20).optional(),
  target: typedConfigSchema,
  accepts: z.array(acceptsSchema).min(1).max(10),
  allow: allowSchema.optional(),
  deploy: z.strictObject({
    automatic: automaticDeploySchema.optional(),
    manual: deployerSchema.optional(),
    /** How what ran before is brought back, where not as `manual` does it: by the target's own API. */
    rollback: z.strictObject({ by: z.literal('target') }).optional(),
  }),
  gates: z.array(typedConfigSchema).max(30).default([]),
  verify: z.array(typedConfigSchema).max(30).default([]),
  onFailure: z.enum(['stop', 'rollback']).default('stop'),
  rollback: z
    .strictObject({
      gates: z.union([
        z.literal('same'),
        z.literal('none'),
        z.array(typedConfigSchema).max(30),
      ]),
      during: z.enum(['freeze-respected', 'freeze-ignored']).optional(),
      /** What may be gone back to: what was verified or adopted here, or anything older too. */
      targets: z.enum(['verified', 'any-earlier']).optional(),
      /** Offer a pull request that reverts the newest commit, as another way back. */
      revert: z.boolean().optional(),
    })
    .default({ gates: 'same' }),
  settings: z.array(settingSpecSchema).max(100).optional(),
  /** Another environment that this one should be like; differences are shown. */
  mirrors: slugSchema.optional(),
  platform: platformSpecSchema.optional(),
  alarms: z.array(alarmSpecSchema).max(50).optional(),
  github: githubExpectationSchema.optional(),
});

/** An edge of the graph; it may start at `source`. @public */
export const pathSpecSchema = z.strictObject({
  from: slugSchema,
  to: slugSchema,
  branch: patternSchema.optional(),
  gates: z.array(typedConfigSchema).max(30).optional(),
});
