import type { Plan } from 'backstage-plugin-release-flow-common';
import type { OperationRecord, Stores } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import {
  infrastructurePlan,
  runbookPlan,
  type Running,
} from '../policy/operationPlan';

/** What was asked for: stored with the operation, and planned again before it is sent. */
export type Asked =
  | { runbook: string; inputs: Record<string, string> }
  | { infrastructure: 'plan' | 'apply' };

/** `undefined` when the flow does not declare it any more. Throws `LookupError`. */
export async function planAsked(
  stores: Stores,
  binding: Binding,
  environment: BoundEnvironment,
  id: string,
  asked: Asked,
): Promise<Plan | undefined> {
  if ('infrastructure' in asked) {
    const { environments } = binding.infrastructure ?? { environments: {} };
    return Object.hasOwn(environments, environment.id)
      ? infrastructurePlan(binding, environment, {
          id,
          command: asked.infrastructure,
        })
      : undefined;
  }
  const runbook = binding.runbooks?.find(
    candidate =>
      candidate.id === asked.runbook &&
      candidate.environments.includes(environment.id),
  );
  if (!runbook?.run) return undefined;
  return runbookPlan(binding, environment, {
    id,
    runbook,
    inputs: asked.inputs,
    running: await runningIn(stores, binding, environment.id),
  });
}

export function askedOf({ result }: Pick<OperationRecord, 'result'>): Asked {
  return result.asked as Asked;
}

async function runningIn(
  stores: Stores,
  { service }: Binding,
  environment: string,
): Promise<Running> {
  const record = await stores.environments.get(service.ref, environment);
  const deployment = record?.deploymentId
    ? await stores.deployments.get(record.deploymentId)
    : undefined;
  const release = deployment?.releaseId
    ? await stores.releases.get(deployment.releaseId)
    : undefined;
  return {
    artifact: deployment?.artifact ?? null,
    commit: deployment?.commit ?? null,
    release: release ?? null,
  };
}
