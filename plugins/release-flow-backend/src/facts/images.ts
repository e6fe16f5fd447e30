import type { Artifact } from 'backstage-plugin-release-flow-common';
import type { ImageFact } from '../policy/facts';
import type { ImageRegistry } from '../providers/types';

/** Whether each image is there, and what the tag that should mean it resolves to. */
export async function readImages(
  registry: ImageRegistry,
  artifact: Artifact,
  tagOf: (component: string) => string | undefined,
  signal: AbortSignal,
): Promise<ImageFact[]> {
  return Promise.all(
    artifact.flatMap(({ component, identity }) => {
      if (!('digest' in identity)) return [];
      const { image, digest } = identity;
      const tag = tagOf(component);
      return [
        (async () => ({
          component,
          image,
          digest,
          tag,
          found: await registry.digestOf(image, digest, { signal }),
          tagDigest: tag
            ? await registry.digestOf(image, tag, { signal })
            : undefined,
        }))(),
      ];
    }),
  );
}
