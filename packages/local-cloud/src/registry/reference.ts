import type { CloudState } from '../state/cloudModel';

/** `host/name@sha256:…` or `host/name:tag`, taken apart. */
export interface ImageReference {
  host: string;
  name: string;
  reference: string;
}

export function parseImage(image: string): ImageReference | undefined {
  const match =
    /^(?<host>[^/]+)\/(?<name>[^@]+?)(?:@(?<digest>sha256:[0-9a-f]{64})|:(?<tag>[\w][\w.-]*))?$/.exec(
      image,
    );
  if (!match?.groups) return undefined;
  const { host, name, digest, tag } = match.groups;
  return { host, name, reference: digest ?? tag ?? 'latest' };
}

export function parseLinuxFxVersion(value: string): ImageReference | undefined {
  const image = /^DOCKER\|(.+)$/i.exec(value)?.[1];
  return image ? parseImage(image) : undefined;
}

/** The digest an image reference pulls from the local registry, if any. */
export function pulledDigest(
  state: CloudState,
  registryHost: string,
  image: ImageReference | undefined,
): string | undefined {
  if (!image || image.host !== registryHost) return undefined;
  const repository = state.registry[image.name];
  if (!repository) return undefined;
  const digest = image.reference.startsWith('sha256:')
    ? image.reference
    : repository.tags[image.reference];
  return repository.manifests[digest] ? digest : undefined;
}
