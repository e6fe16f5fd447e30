import type { Artifact } from 'backstage-plugin-release-flow-common';
import type { Binding } from '../policy/binding';
import { readDigest } from '../policy/digest';
import { registryTag, type Tagged } from '../policy/registryTags';
import type { EngineContext } from './context';

export interface Pinning {
  artifact: Artifact | null;
  problem: { code: string; message: string } | null;
}

export const WAITING_FOR_IMAGE = 'waiting-for-image';

/** The digests that a release's own text names. */
export function readBody(binding: Binding, body: string): Pinning {
  const artifact: Artifact = [];
  for (const { component, image, digest } of binding.artifacts) {
    if (!image || digest?.from !== 'release-body') continue;
    const reading = readDigest(body, digest.pattern, component);
    if ('problem' in reading) return { artifact: null, ...reading };
    artifact.push({ component, identity: { image, digest: reading.digest } });
  }
  return { artifact: artifact.length > 0 ? artifact : null, problem: null };
}

/** True when some component is no image of a release's text: its commit, or a tag of the registry. */
export function hasOtherIdentities({ artifacts }: Binding): boolean {
  return artifacts.some(
    ({ image, digest }) => !image || digest?.from === 'registry-tag',
  );
}

/** Every component's identity, once all of them are known. */
export async function pinArtifact(
  context: EngineContext,
  binding: Binding,
  release: Tagged,
  body: string,
): Promise<Pinning> {
  const said = readBody(binding, body);
  if (said.problem) return said;
  const artifact: Artifact = [];
  for (const { component, image, digest } of binding.artifacts) {
    if (!image) {
      if (!release.commit) return waitingFor('its commit');
      artifact.push({ component, identity: { commit: release.commit } });
    } else if (digest?.from === 'registry-tag') {
      const tag = registryTag(binding, component, release);
      if (!tag) return waitingFor('the name of its image');
      const found = await context.providers.registry.digestOf(image, tag, {
        signal: AbortSignal.timeout(context.settings.readTimeoutMs),
      });
      if (!found) return waitingFor(`its image: ${image}:${tag} is not there`);
      artifact.push({ component, identity: { image, digest: found } });
    } else {
      artifact.push(
        ...(said.artifact ?? []).filter(it => it.component === component),
      );
    }
  }
  return { artifact: artifact.length > 0 ? artifact : null, problem: null };
}

function waitingFor(what: string): Pinning {
  return {
    artifact: null,
    problem: {
      code: WAITING_FOR_IMAGE,
      message: `Waiting for ${what}. It is tried again at every reading.`,
    },
  };
}
