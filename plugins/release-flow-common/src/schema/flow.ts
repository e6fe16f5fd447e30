import { z } from 'zod';
import { entityRefSchema, slugSchema } from './primitives';

/** Text that may hold typed look-ups such as `${{ parameters.registry }}`. @public */
export const templateSchema = z.string().min(1).max(500);

/** ISO 8601 duration such as `PT20M` or `P3D`. @public */
export const durationSchema = z
  .string()
  .regex(
    /^P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$/,
    'must be an ISO 8601 duration such as PT20M',
  );

const workflowFileSchema = z
  .string()
  .max(100)
  .regex(
    /^[\w.-]+\.ya?ml$/,
    'must be the name of a workflow file such as release.yaml',
  );
const patternSchema = z.string().min(1).max(300);
const inputsSchema = z
  .record(z.string().regex(/^\w[\w-]{0,99}$/), templateSchema)
  .refine(inputs => Object.keys(inputs).length <= 25, {
    message: 'GitHub accepts at most 25 inputs',
  });

/** How a workflow is dispatched, and how its run is found again. @public */
export const workflowCallSchema = z.strictObject({
  workflow: workflowFileSchema,
  inputs: inputsSchema.optional(),
  /** Branch or tag to dispatch on; the repository's default branch when absent. */
  ref: templateSchema.optional(),
  /** Input that carries our correlation id; the file's `run-name` must show it. */
  correlationInput: z
    .string()
    .regex(/^\w[\w-]{0,99}$/)
    .optional(),
});

/** Who gives the change its start, and what carries it out. @public */
export const deployerSchema = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('target'),
    concurrencyKey: templateSchema.optional(),
  }),
  z.strictObject({
    by: z.literal('workflow'),
    file: workflowFileSchema,
    inputs: inputsSchema.optional(),
    ref: templateSchema.optional(),
    correlationInput: z
      .string()
      .regex(/^\w[\w-]{0,99}$/)
      .optional(),
    concurrencyKey: templateSchema.optional(),
    /** How long GitHub's own reviewers may take before the pause expires. */
    reviewWithin: durationSchema.optional(),
  }),
  z.strictObject({
    by: z.literal('tag'),
    tag: templateSchema,
    message: templateSchema.optional(),
    concurrencyKey: templateSchema.optional(),
  }),
  z.strictObject({
    by: z.literal('branch'),
    branch: templateSchema,
    method: z.enum(['merge', 'cherry-pick']).default('merge'),
    concurrencyKey: templateSchema.optional(),
  }),
  z.strictObject({
    by: z.literal('module'),
    /** Name of a deployer that a module brings; it checks `config`. */
    deployer: z
      .string()
      .max(60)
      .regex(/^[a-z][a-z0-9-]*$/),
    config: z.record(z.string(), z.unknown()).default({}),
    concurrencyKey: templateSchema.optional(),
  }),
  z.strictObject({ by: z.literal('external') }),
]);

/** Events of the source that start a deployment by themselves. @public */
export const triggerSchema = z.enum([
  'release-drafted',
  'release-published',
  'push',
  'tag',
]);

/** What moves an environment forward by itself. @public */
export const automaticDeploySchema = z.strictObject({
  on: triggerSchema,
  by: z.enum(['external', 'workflow', 'target']),
  workflow: workflowFileSchema.optional(),
  inputs: inputsSchema.optional(),
  /** Input that carries our correlation id; the file's `run-name` must show it. */
  correlationInput: z
    .string()
    .regex(/^\w[\w-]{0,99}$/)
    .optional(),
  branch: patternSchema.optional(),
  within: durationSchema.default('PT20M'),
});

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
});

const linkSchema = z.strictObject({
  title: z.string().max(80),
  url: templateSchema,
});

/** A node of the graph. @public */
export const environmentSpecSchema = z.strictObject({
  id: slugSchema,
  title: z.string().max(60).optional(),
  tier: z.enum(['development', 'testing', 'staging', 'production']),
  purpose: z.string().max(500).optional(),
  stability: z.string().max(200).optional(),
  data: z.string().max(200).optional(),
  infrastructure: z.string().max(200).optional(),
  access: z.array(z.string().max(120)).max(20).optional(),
  monitoring: z.string().max(200).optional(),
  urls: z.record(slugSchema, templateSchema).optional(),
  links: z.array(linkSchema).max(20).optional(),
  target: typedConfigSchema,
  accepts: z.array(acceptsSchema).min(1).max(10),
  allow: allowSchema.optional(),
  deploy: z.strictObject({
    automatic: automaticDeploySchema.optional(),
    manual: deployerSchema.optional(),
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
    })
    .default({ gates: 'same' }),
  settings: z
    .array(
      z.strictObject({
        name: z.string().max(200),
        required: z.boolean().optional(),
        differs: z.boolean().optional(),
        expect: z.string().max(500).optional(),
        visible: z.boolean().optional(),
      }),
    )
    .max(100)
    .optional(),
});

/** An edge of the graph; it may start at `source`. @public */
export const pathSpecSchema = z.strictObject({
  from: slugSchema,
  to: slugSchema,
  branch: patternSchema.optional(),
  gates: z.array(typedConfigSchema).max(30).optional(),
});

/** Where releases and builds come from. @public */
export const sourceSpecSchema = z.strictObject({
  releases: z.enum(['github', 'tags']).default('github'),
  /** Pattern of a release's tag; a group named `version` gives its label. */
  tag: patternSchema,
  branch: z.string().max(200).default('main'),
  paths: z.array(z.string().max(200)).max(50).optional(),
  migrations: z.array(z.string().max(200)).max(20).optional(),
  create: workflowCallSchema.optional(),
  ephemeral: workflowCallSchema
    .extend({
      ttl: durationSchema.default('P3D'),
      /** Tag of the image the workflow pushes, to pin its digest by. */
      tag: templateSchema,
    })
    .optional(),
});

/** The declared graph: `spec` of `kind: ReleaseFlow`. @public */
export const releaseFlowSpecSchema = z.strictObject({
  owner: z.string().max(300),
  title: z.string().max(100).optional(),
  description: z.string().max(2000).optional(),
  mode: z.enum(['observe', 'advise', 'enforce']).default('observe'),
  appliesTo: z
    .record(
      z.string().max(200),
      z.union([z.string().max(300), z.array(z.string().max(300)).max(50)]),
    )
    .default({}),
  repositories: z.array(z.string().max(200)).max(200).optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  source: sourceSpecSchema,
  artifacts: z
    .array(
      z.strictObject({
        component: slugSchema,
        image: templateSchema.optional(),
        digest: z
          .strictObject({
            from: z.enum(['release-body', 'registry-tag']),
            pattern: patternSchema.optional(),
          })
          .optional(),
      }),
    )
    .min(1)
    .max(20),
  environments: z.array(environmentSpecSchema).min(1).max(30),
  paths: z.array(pathSpecSchema).min(1).max(100),
  infrastructure: z
    .strictObject({
      workflow: workflowFileSchema,
      path: z.string().max(200),
      /** Run name of the workflow; groups `command` and `environment` classify a run. */
      runName: patternSchema.default(
        '^terraform (?<command>plan|apply) (?<environment>[\\w-]+)',
      ),
      environments: z.record(slugSchema, z.string().max(100)),
    })
    .optional(),
  docs: z
    .strictObject({ workflow: workflowFileSchema, site: templateSchema })
    .optional(),
  practices: z.string().max(20_000).optional(),
});

/** `spec` of `kind: ReleaseFlow`, checked and with its defaults. @public */
export type ReleaseFlowSpec = z.infer<typeof releaseFlowSpecSchema>;
/** One environment as a flow declares it. @public */
export type EnvironmentSpec = z.infer<typeof environmentSpecSchema>;
/** One path as a flow declares it. @public */
export type PathSpec = z.infer<typeof pathSpecSchema>;
/** How a person's deployment is carried out: `deploy.manual` of an environment. @public */
export type Deployer = z.infer<typeof deployerSchema>;
/** What deploys by itself: `deploy.automatic` of an environment. @public */
export type AutomaticDeploy = z.infer<typeof automaticDeploySchema>;
/** One entry of what an environment lets in. @public */
export type Accepts = z.infer<typeof acceptsSchema>;
/** An event of the source that starts a deployment by itself. @public */
export type Trigger = z.infer<typeof triggerSchema>;
/**
 * A target, gate or verification as a flow declares it; its kind checks the other fields.
 * @public
 */
export type TypedConfig = z.infer<typeof typedConfigSchema>;
/** How a workflow is dispatched. @public */
export type WorkflowCall = z.infer<typeof workflowCallSchema>;
/** Entity refs by act; an absent act falls to the service's owner. @public */
export type Allow = z.infer<typeof allowSchema>;
/** How much is at stake in an environment. @public */
export type Tier = EnvironmentSpec['tier'];
