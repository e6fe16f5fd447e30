import { z } from 'zod';
import { rollbackDrillSpecSchema } from './drills';
import type {
  automaticDeploySchema,
  deployerSchema,
  triggerSchema,
} from './flowDeploy';
import {
  environmentSpecSchema,
  pathSpecSchema,
  type acceptsSchema,
  type allowSchema,
  type typedConfigSchema,
} from './flowEnvironment';
import {
  announceSpecSchema,
  branchProtectionSchema,
  docsSpecSchema,
  infrastructureSpecSchema,
  runbookSpecSchema,
  runtimeNoteSchema,
  troubleshootingSchema,
} from './flowOperations';
import type { workflowCallSchema } from './flowPrimitives';
import { artifactSpecSchema, sourceSpecSchema } from './flowSource';

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
  artifacts: z.array(artifactSpecSchema).min(1).max(20),
  environments: z.array(environmentSpecSchema).min(1).max(30),
  paths: z.array(pathSpecSchema).min(1).max(100),
  infrastructure: infrastructureSpecSchema.optional(),
  docs: docsSpecSchema.optional(),
  runbooks: z.array(runbookSpecSchema).max(30).optional(),
  announce: announceSpecSchema.optional(),
  protection: z.array(branchProtectionSchema).max(20).optional(),
  /** How often the way back should be tried, where, and how fast it has to be; the doctor reminds. */
  rollbackDrill: rollbackDrillSpecSchema.optional(),
  troubleshooting: z.array(troubleshootingSchema).max(30).optional(),
  runtimeNotes: z.array(runtimeNoteSchema).max(30).optional(),
  /** Markdown. */
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
/** A guided way out of a known situation. @public */
export type RunbookSpec = z.infer<typeof runbookSpecSchema>;
/** How closely an environment is watched. @public */
export type MonitoringLevel = NonNullable<EnvironmentSpec['monitoringLevel']>;
