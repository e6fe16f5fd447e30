import type { TargetObservation } from 'backstage-plugin-release-flow-node';
import { randomUUID } from 'crypto';
import type { DeploymentRecord, OperationRecord, Stores } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { advance } from './advance';
import type { EngineContext } from './context';

/** Automation does not undo what a person took back. */
export async function holdAfter(
  stores: Stores,
  { serviceRef, environment, requestedBy, reason }: OperationRecord,
  at: string,
): Promise<void> {
  await stores.environments.update(serviceRef, environment!, {
    hold: {
      by: requestedBy,
      at,
      reason: `Rolled back: ${reason ?? 'no reason given'}`,
    },
  });
}

/** The fact is recorded in the same transaction that ends the promotion. */
export async function succeed(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  observation: TargetObservation,
): Promise<OperationRecord> {
  const title = environment.title ?? environment.id;
  return advance(context, operation, {
    event: 'verified',
    change: {
      message: `${operation.label} is live in ${title}${operation.memory.unproven ? '' : ' and verified'}`,
      result: { ...operation.result, state: observation.state },
    },
    also: async (stores, at) => {
      const deployment: DeploymentRecord = {
        id: randomUUID(),
        serviceRef: binding.service.ref,
        environment: environment.id,
        kind: 'recorded',
        artifact: operation.artifact!,
        artifactKey: operation.artifactKey!,
        label: operation.label,
        commit: operation.commit,
        releaseId: operation.releaseId,
        buildId: operation.buildId,
        operationId: operation.id,
        intent: operation.intent,
        verified: !operation.memory.unproven,
        actor: operation.requestedBy,
        reason: operation.reason,
        sourceKey: null,
        happenedAt: at,
        recordedAt: at,
      };
      await stores.deployments.add(deployment);
      await stores.operations.markServiceDue(binding.service.ref, at);
      if (environment.retired) return;
      await stores.environments.update(binding.service.ref, environment.id, {
        deploymentId: deployment.id,
        drift: null,
        driftSince: null,
        foreignReads: null,
      });
      if (operation.intent === 'rollback') {
        await holdAfter(stores, operation, at);
      } else if (operation.origin === 'person') {
        await stores.environments.update(binding.service.ref, environment.id, {
          hold: null,
        });
      }
    },
    audit: { artifact: operation.artifact },
  });
}
