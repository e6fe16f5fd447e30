const PINNED =
  /^DOCKER\|(?<image>[^@|\s]+?)(?::[\w.-]+)?@(?<digest>sha256:[0-9a-f]{64})$/i;
const ANY = /^DOCKER\|(?<reference>[^|\s]+)$/i;

/** What `linuxFxVersion` says: an image pinned by digest, or a label of something else. */
export type ConfiguredImage =
  { image: string; digest: string } | { label: string } | undefined;

export function parseLinuxFxVersion(
  value: string | undefined,
): ConfiguredImage {
  if (!value) return undefined;
  const pinned = PINNED.exec(value)?.groups;
  if (pinned) return { image: pinned.image, digest: pinned.digest };
  return { label: ANY.exec(value)?.groups?.reference ?? value };
}

export function toLinuxFxVersion(image: string, digest: string): string {
  return `DOCKER|${image}@${digest}`;
}
