import {
  artifactKey,
  type Artifact,
} from 'backstage-plugin-release-flow-common';
import { randomUUID } from 'crypto';
import { Duration } from 'luxon';
import type { BuildRecord, OperationRecord } from '../database';
import type { Binding } from '../policy/binding';
import { advance, StaleOperationError } from './advance';
import { after } from './backoff';
import type { EngineContext } from './context';

const REVISION_LABEL = 'org.opencontainers.image.revision';

export interface FinishedBuild {
  status: 'built' | 'refused';
  operation: OperationRecord;
}

/** Pins what the workflow built: its digest, once, and only if it is the commit that was asked for. */
export async function finishBuild(
  context: EngineContext,
  binding: Binding,
  operation: OperationRecord,
): Promise<FinishedBuild> {
  const { stores, settings, providers } = context;
  const tag = String(
    operation.plan?.deployer.imageTag ?? operation.result.imageTag,
  );
  const signal = AbortSignal.timeout(settings.readTimeoutMs);
  const artifact: Artifact = [];
  for (const { component, image } of binding.artifacts) {
    if (!image) continue;
    const digest = await providers.registry.digestOf(image, tag, { signal });
    if (!digest) {
      return refuse(
        context,
        operation,
        'image-missing',
        `The run succeeded, but ${image}:${tag} is not in the registry. Look at what the workflow pushed.`,
      );
    }
    const labels = await providers.registry.labels(image, digest, { signal });
    const revision = labels[REVISION_LABEL];
    if (revision && revision !== operation.commit) {
      return refuse(
        context,
        operation,
        'built-another-commit',
        `The run built ${revision.slice(0, 7)}, not ${operation.commit?.slice(0, 7)} that was asked for. Try the branch again.`,
      );
    }
    artifact.push({ component, identity: { image, digest } });
  }
  const now = await stores.now();
  const build: BuildRecord = {
    id: randomUUID(),
    serviceRef: operation.serviceRef,
    intent: 'ephemeral',
    ref: operation.gitRef ?? '',
    commit: operation.commit ?? '',
    artifact,
    artifactKey: artifactKey(artifact),
    builtBy: operation.requestedBy,
    builtAt: now.toISOString(),
    expiresAt: after(
      now,
      Duration.fromISO(binding.source.ephemeral?.ttl ?? 'P3D').toMillis(),
    ),
  };
  const moved = await stores.transaction(async transaction => {
    await transaction.builds.add(build);
    const result = await transaction.operations.advance(operation, {
      steps: operation.steps,
      memory: operation.memory,
      buildId: build.id,
      artifact,
      artifactKey: build.artifactKey,
      trouble: null,
    });
    if (!result) throw new StaleOperationError(operation.id);
    await transaction.audit.append({
      chain: operation.serviceRef,
      at: build.builtAt,
      actor: operation.requestedBy,
      type: 'build.pinned',
      operationId: operation.id,
      data: { ref: build.ref, commit: build.commit, artifact },
    });
    return result;
  });
  return { status: 'built', operation: moved };
}

async function refuse(
  context: EngineContext,
  operation: OperationRecord,
  code: string,
  message: string,
): Promise<FinishedBuild> {
  return {
    status: 'refused',
    operation: await advance(context, operation, {
      event: 'refused',
      change: { code, message },
    }),
  };
}
