import { z } from 'zod';
import {
  durationSchema,
  patternSchema,
  templateSchema,
  workflowCallSchema,
} from './flowPrimitives';
import { slugSchema } from './primitives';

/** How urgent fixes are made: from which branches, and where they have to end. @public */
export const hotfixSpecSchema = z.strictObject({
  /** Fully matched names of hotfix branches. */
  branch: patternSchema.default('hotfix/.+'),
  /** What such a branch may be made from. */
  base: z
    .array(z.enum(['production', 'main', 'release']))
    .min(1)
    .default(['production']),
  /** Branch that must get the fix too; a reminder stays until it has. */
  backport: z.string().max(200).default('main'),
});

/** Where releases and builds come from. @public */
export const sourceSpecSchema = z.strictObject({
  /** `github`: releases; `tags`: tags, whether or not they have a release. */
  releases: z.enum(['github', 'tags']).default('github'),
  /** Pattern of a release's tag; a group named `version` gives its label. */
  tag: patternSchema,
  branch: z.string().max(200).default('main'),
  /**
   * Branches, fully matched, each of whose commits is a build that may be promoted. A group named
   * `version` gives its label.
   */
  branches: z.array(patternSchema).max(10).optional(),
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
  hotfix: hotfixSpecSchema.optional(),
});

/** One part of the artifact: an image, or without one the commit itself. @public */
export const artifactSpecSchema = z.strictObject({
  component: slugSchema,
  image: templateSchema.optional(),
  /** Path of the Dockerfile, where a platform builds it and no registry tells of the image. */
  dockerfile: templateSchema.optional(),
  digest: z
    .strictObject({
      from: z.enum(['release-body', 'registry-tag']),
      pattern: patternSchema.optional(),
      /**
       * The tag that means the image in the registry, such as `sha-${{ commit.sha }}`; the release's
       * own by default. It has to resolve to the digest when the image is promoted.
       */
      tag: templateSchema.optional(),
    })
    .optional(),
});
