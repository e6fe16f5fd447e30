import {
  artifactLabel,
  type Artifact,
} from 'backstage-plugin-release-flow-common';

/** First digits of a digest or commit, enough to tell two apart. */
export function shortId(id: string): string {
  const digest = /^(sha256:)([0-9a-f]{64})$/.exec(id);
  if (digest) return `${digest[1]}${digest[2].slice(0, 8)}`;
  return /^[0-9a-f]{40}$/.test(id) ? id.slice(0, 7) : id;
}

/** Digest or commit that identifies an artifact's first component. */
export function artifactId(artifact: Artifact | null): string | undefined {
  return artifactLabel(artifact ?? undefined) || undefined;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** First letter large, for sentences that come in the middle of one. */
export function capitalise(text: string): string {
  return text.charAt(0).toLocaleUpperCase('en-US') + text.slice(1);
}

export const isEntityRef = (text: string) =>
  /^[a-z0-9]+:[a-z0-9._-]+\/[\w.-]+$/i.test(text);

/** Only web addresses become links, whatever was typed or read. */
export function webUrl(url: string | null | undefined): string | undefined {
  return url && /^https?:\/\//i.test(url) ? url : undefined;
}
