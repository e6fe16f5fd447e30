import {
  artifactKey,
  type Artifact,
} from 'backstage-plugin-release-flow-common';
import type { TargetObservation } from 'backstage-plugin-release-flow-node';
import { randomUUID } from 'crypto';
import type { OperationRecord } from '../database';
import { isBetween } from '../policy/between';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { advance, annotate } from './advance';
import { after } from './backoff';
import type { Claim, EngineContext } from './context';
import { failRunning, unsettled } from './unsettled';
import { ROLL_BACK, targetEffect } from './deployEffect';
import { commitEffect, newEffect, perform } from './effects';
import { configuredKey, observeTarget } from './observeTarget';

const WITHIN_MS = 10 * 60_000;

/** Undefined when there is nothing to go back to that may run, or the live artifact is not ours any more. */
export async function startRollback(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  failure: { code: string; message: string },
): Promise<OperationRecord | undefined> {
  const to = operation.plan!.onFailure.to;
  // The plan names one only where the target's own API can put it back.
  if (!to) return undefined;
  const observation = await observeTarget(
    context,
    operation.serviceRef,
    environment,
    binding.artifacts.map(({ component }) => component),
  );
  const isOurs =
    configuredKey(observation) === operation.artifactKey ||
    isPartlyOurs(observation, operation, to);
  if (!isOurs) return undefined;
  if (await isRejected(context, operation, to)) return undefined;
  const now = await context.stores.now();
  const call = targetEffect(context, environment, operation, ROLL_BACK, to);
  return advance(context, operation, {
    event: 'rollback-started',
    change: {
      code: failure.code,
      message: `${failure.message}. Rolling back to ${operation.base?.label ?? 'what ran before'}`,
      memory: { ...operation.memory, rollbackReason: failure.message },
      steps: [
        ...operation.steps,
        {
          id: ROLL_BACK,
          title: `Roll back to ${operation.base?.label ?? 'what ran before'}`,
          detail: failure.message,
          state: 'running',
          startedAt: now.toISOString(),
          finishedAt: null,
          usuallyMs: null,
          url: null,
        },
      ],
    },
    audit: { failure, to },
    also: async transaction =>
      commitEffect(
        transaction,
        newEffect(context, operation, call, claim, now),
      ),
  });
}

/** A change that reached some parts and not the others is taken back from those. */
function isPartlyOurs(
  observation: TargetObservation,
  { artifactKey: own }: OperationRecord,
  to: Artifact,
): boolean {
  const before = artifactKey(to);
  return (
    isBetween(observation, [own, before]) && !isBetween(observation, [before])
  );
}

/** What was rejected never deploys, not even to go back. */
async function isRejected(
  { stores }: EngineContext,
  { serviceRef }: OperationRecord,
  artifact: Artifact,
): Promise<boolean> {
  const releases = await stores.releases.byArtifact(
    serviceRef,
    artifactKey(artifact),
  );
  return releases.some(({ rejected }) => rejected);
}

export async function processRollingBack(
  context: EngineContext,
  claim: Claim,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): Promise<OperationRecord> {
  const to = operation.plan!.onFailure.to!;
  const answer = await perform(
    context,
    operation,
    claim,
    targetEffect(context, environment, operation, ROLL_BACK, to),
  );
  if (answer.status !== 'happened')
    return unsettled(context, operation, answer);
  const observation = await observeTarget(
    context,
    operation.serviceRef,
    environment,
    binding.artifacts.map(({ component }) => component),
  );
  const now = await context.stores.now();
  const back =
    configuredKey(observation) === artifactKey(to) &&
    observation.health.status === 'healthy';
  if (back) return rolledBack(context, environment, operation, to, now);
  if (now.getTime() - Date.parse(operation.stateSince) > WITHIN_MS) {
    return advance(context, operation, {
      event: 'refused',
      change: {
        code: 'rollback-not-healthy',
        message: `Rolled back, but ${environment.targetName} did not become healthy. A person has to look at it now.`,
        steps: failRunning(operation),
      },
    });
  }
  return annotate(context, operation, {
    message: `Waiting until ${environment.targetName} is healthy again`,
    dueAt: after(now, context.settings.activeEveryMs),
  });
}

function rolledBack(
  context: EngineContext,
  environment: BoundEnvironment,
  operation: OperationRecord,
  to: Artifact,
  now: Date,
): Promise<OperationRecord> {
  const label = operation.base?.label ?? 'what ran before';
  return advance(context, operation, {
    event: 'rollback-verified',
    change: {
      code: 'rolled-back',
      message: `${operation.memory.rollbackReason ?? 'Verification failed'}; ${label} is live again`,
      steps: operation.steps.map(step =>
        step.id === ROLL_BACK
          ? { ...step, state: 'done', finishedAt: now.toISOString() }
          : step,
      ),
    },
    also: async (stores, at) => {
      const ran = await stores.deployments.ofArtifact(
        operation.serviceRef,
        artifactKey(to),
      );
      const before = ran.find(
        deployment => deployment.environment === environment.id,
      );
      const id = randomUUID();
      await stores.deployments.add({
        id,
        serviceRef: operation.serviceRef,
        environment: environment.id,
        kind: 'recorded',
        artifact: to,
        artifactKey: artifactKey(to),
        label,
        commit: before?.commit ?? null,
        releaseId: before?.releaseId ?? null,
        buildId: before?.buildId ?? null,
        operationId: operation.id,
        intent: 'rollback',
        verified: before?.verified ?? false,
        actor: 'system:release-flow',
        reason: operation.memory.rollbackReason ?? null,
        sourceKey: null,
        happenedAt: at,
        recordedAt: at,
      });
      if (environment.retired) return;
      await stores.environments.update(operation.serviceRef, environment.id, {
        deploymentId: id,
        drift: null,
        driftSince: null,
        foreignReads: null,
        hold: {
          by: 'system:release-flow',
          at,
          reason: `Rolled back automatically: ${operation.memory.rollbackReason}`,
          leftBy: operation.id,
        },
      });
    },
  });
}
