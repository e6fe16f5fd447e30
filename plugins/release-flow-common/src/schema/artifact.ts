import { z } from 'zod';
import { commitSchema, digestSchema, slugSchema } from './primitives';

/**
 * What identifies one component of an artifact: an image pinned by digest, or a commit.
 * @public
 */
export const artifactIdentitySchema = z.union([
  z.strictObject({ image: z.string().max(400), digest: digestSchema }),
  z.strictObject({ commit: commitSchema }),
]);

/** An immutable artifact: its components are deployed and promoted as one. @public */
export const artifactSchema = z
  .array(
    z.strictObject({
      component: slugSchema,
      identity: artifactIdentitySchema,
    }),
  )
  .min(1)
  .max(20);

/** One component's image digest or commit. @public */
export type ArtifactIdentity = z.infer<typeof artifactIdentitySchema>;
/** What is deployed and promoted as one: a digest or commit for each component. @public */
export type Artifact = z.infer<typeof artifactSchema>;

/**
 * One string per artifact: equal exactly when the artifacts are. Component order does not matter,
 * the registry's name does not matter, since a digest names content.
 * @public
 */
export function artifactKey(artifact: Artifact): string {
  return artifact
    .map(({ component, identity }) =>
      'digest' in identity
        ? `${component}=${identity.digest}`
        : `${component}=${identity.commit}`,
    )
    .sort()
    .join(',');
}

/** First digest or commit of an artifact, for display. @public */
export function artifactLabel(artifact: Artifact | undefined): string {
  const identity = artifact?.[0]?.identity;
  if (!identity) return '';
  return 'digest' in identity ? identity.digest : identity.commit;
}
