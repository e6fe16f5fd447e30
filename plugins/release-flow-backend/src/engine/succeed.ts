import type { Advice } from 'backstage-plugin-release-flow-common';
import type { TargetObservation } from 'backstage-plugin-release-flow-node';
import { randomUUID } from 'crypto';
import type { DeploymentRecord, OperationRecord, Stores } from '../database';
import { unlawful } from '../policy/advice';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { advance } from './advance';
import { comeForward } from './comeForward';
import type { EngineContext } from './context';

/** Automation does not undo what a person took back. */
export async function holdAfter(
  stores: Stores,
  operation: OperationRecord,
  at: string,
): Promise<void> {
  const { id, serviceRef, environment, requestedBy } = operation;
  const held = (await stores.environments.get(serviceRef, environment!))?.hold;
  // A person's own stays theirs; a drill leaves any as it was.
  if (held && (!held.leftBy || operation.memory.drill)) return;
  const reason = `Rolled back: ${operation.reason ?? 'no reason given'}`;
  await stores.environments.update(serviceRef, environment!, {
    hold: { by: requestedBy, at, reason, leftBy: id },
  });
  await note(stores, operation, at, 'environment.held', reason);
}

/** Going forward again ends what a rollback left; a hold that a person set stays theirs to end. */
async function endHold(
  stores: Stores,
  operation: OperationRecord,
  at: string,
): Promise<void> {
  const { serviceRef, environment, number, memory } = operation;
  const record = await stores.environments.get(serviceRef, environment!);
  const leftBy = record?.hold?.leftBy;
  if (!leftBy || (memory.drill && memory.drill.back !== leftBy)) return;
  await stores.environments.update(serviceRef, environment!, { hold: null });
  const reason = `Promotion ${number} went forward again`;
  await note(stores, operation, at, 'environment.released', reason);
}

function note(
  stores: Stores,
  { id, serviceRef, environment, requestedBy }: OperationRecord,
  at: string,
  type: string,
  reason: string,
): Promise<void> {
  return stores.audit.append({
    chain: serviceRef,
    at,
    actor: requestedBy,
    type,
    operationId: id,
    data: { environment, reason },
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
  const goOn = await comeForward(context, binding, environment, operation);
  return advance(context, operation, {
    event: 'verified',
    change: {
      message: [
        `${operation.label} is live in ${title}${operation.memory.unproven ? '' : ' and verified'}`,
        ...unlawful(binding, operation.result.advice as Advice | undefined),
      ].join('. '),
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
      await goOn?.(stores, at);
      if (environment.retired) return;
      await stores.environments.update(binding.service.ref, environment.id, {
        deploymentId: deployment.id,
        drift: null,
        driftSince: null,
        foreignReads: null,
      });
      if (operation.intent === 'rollback') {
        await holdAfter(stores, operation, at);
      } else if (operation.origin === 'person' || operation.memory.drill) {
        await endHold(stores, operation, at);
      }
    },
    audit: {
      artifact: operation.artifact,
      ...(operation.result.derivedFrom !== undefined && {
        derivedFrom: operation.result.derivedFrom,
      }),
    },
  });
}
