import type { OperationRecord, Stores } from '../database';
import { asAutomatic, isAutomatic } from '../policy/automatic';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { planHash, makePlan, type PlanSubject } from '../policy/plan';
import type { Subject } from './gatherFacts';

/** What an operation row is about, read back from the database. */
export async function subjectOf(
  stores: Stores,
  operation: OperationRecord,
): Promise<Subject> {
  const [release, build, rollbackTo] = await Promise.all([
    operation.releaseId ? stores.releases.get(operation.releaseId) : undefined,
    operation.buildId ? stores.builds.get(operation.buildId) : undefined,
    operation.deploymentId
      ? stores.deployments.get(operation.deploymentId)
      : undefined,
  ]);
  return {
    intent: operation.intent ?? 'promote',
    artifact: operation.artifact,
    release,
    build,
    rollbackTo,
    operation,
  };
}

/** The plan's input, as it stands now for an operation. */
export async function planSubjectOf(
  stores: Stores,
  operation: OperationRecord,
  subject: Subject,
): Promise<PlanSubject> {
  const environment =
    operation.environment &&
    (await stores.environments.get(
      operation.serviceRef,
      operation.environment,
    ));
  const base =
    environment && environment.deploymentId
      ? await stores.deployments.get(environment.deploymentId)
      : undefined;
  return {
    promotionId: operation.id,
    intent: subject.intent,
    emergency: operation.emergency,
    via: operation.via,
    from: operation.fromEnvironment,
    // A build is pinned by its commit; its digest is not known when the plan is made.
    artifact: subject.intent === 'ephemeral' ? null : operation.artifact,
    commit: operation.commit,
    gitRef: operation.gitRef,
    release: subject.release ?? null,
    version: operation.memory.version,
    base: base ?? null,
  };
}

/** The plan as the world stands now. */
export async function currentPlan(
  stores: Stores,
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
  subject: Subject,
) {
  const planSubject = await planSubjectOf(stores, operation, subject);
  const plan = makePlan(
    binding,
    isAutomatic(operation) ? asAutomatic(environment) : environment,
    planSubject,
  );
  return { plan, hash: planHash(plan) };
}
