import { randomUUID } from 'crypto';
import type { Harness } from './harness';

/** As if a release had run in an environment and been verified there. */
export async function prove(
  { stores, binding }: Harness,
  tag: string,
  environment: string,
): Promise<void> {
  const { ref } = binding.service;
  const release = (await stores.releases.find(ref, tag))!;
  const at = (await stores.now()).toISOString();
  await stores.deployments.add({
    id: randomUUID(),
    serviceRef: ref,
    environment,
    kind: 'recorded',
    artifact: release.artifact!,
    artifactKey: release.artifactKey!,
    label: tag,
    commit: release.commit,
    releaseId: release.id,
    buildId: null,
    operationId: null,
    intent: 'promote',
    verified: true,
    actor: null,
    reason: null,
    sourceKey: null,
    happenedAt: at,
    recordedAt: at,
  });
}
