import { artifactKey } from 'backstage-plugin-release-flow-common';
import { verificationTitle } from '../facts/verificationTitle';
import type { ReleaseRecord } from '../database';
import { asAutomatic } from '../policy/automatic';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { waitsUntil } from '../policy/expiry';
import {
  newOperation,
  newOperationId,
  promotionFields,
} from '../policy/newOperation';
import { defaultFrom, makePlan, planHash } from '../policy/plan';
import { stepsOf } from '../policy/steps';
import { SYSTEM_ACTOR, type EngineContext } from './context';

export interface AutomaticStart {
  release: ReleaseRecord;
  event: string;
  /** Unique per service, environment, event and artifact. */
  triggerKey: string;
}

/** A promotion that the flow starts by itself; it meets every gate. False when known already. */
export async function startAutomatic(
  context: EngineContext,
  binding: Binding,
  declared: BoundEnvironment,
  { release, event, triggerKey }: AutomaticStart,
): Promise<boolean> {
  const { stores } = context;
  if (binding.mode !== 'enforce') return false;
  const environment = asAutomatic(declared);
  const { ref } = binding.service;
  const record = await stores.environments.get(ref, environment.id);
  // What runs has to be known before it is changed; the next reading of the repository comes here again.
  if (!record?.observedAt) return false;
  const base = record?.deploymentId
    ? await stores.deployments.get(record.deploymentId)
    : undefined;
  const artifact = release.artifact!;
  if (base?.artifactKey === artifactKey(artifact)) return false;
  const ran = await stores.deployments.ofArtifact(ref, artifactKey(artifact));
  const proven = (upstream: string) =>
    ran.some(({ environment: id, verified }) => id === upstream && verified);
  const id = newOperationId();
  const plan = makePlan(binding, environment, {
    promotionId: id,
    intent: 'promote',
    emergency: false,
    from: defaultFrom(binding, environment.id, proven, release),
    artifact,
    commit: release.commit,
    gitRef: release.branch,
    release,
    base: base ?? null,
  });
  const now = await stores.now();
  const operation = newOperation(binding, 'promotion', now.toISOString(), {
    ...promotionFields(
      environment,
      'promote',
      plan,
      planHash(plan),
      stepsOf(plan, environment, verificationTitle(context.providers)),
      artifact,
    ),
    id,
    origin: 'automation',
    via: event,
    label: release.tag,
    message: 'Gates are being checked',
    requestedBy: release.publishedBy ?? SYSTEM_ACTOR,
    releaseId: release.id,
    commit: release.commit,
    gitRef: release.branch,
    base: base ? { label: base.label, artifact: base.artifact } : null,
    triggerKey,
    expiresAt: waitsUntil(plan, now.toISOString()),
  });
  const created = await stores.transaction(async transaction => {
    const stored = await transaction.operations.create(operation);
    if (!stored) return false;
    await transaction.audit.append({
      chain: ref,
      at: now.toISOString(),
      actor: operation.requestedBy,
      type: 'promotion.requested',
      operationId: id,
      data: {
        environment: environment.id,
        intent: 'promote',
        label: release.tag,
        artifact,
        planHash: operation.planHash,
        via: event,
      },
    });
    return true;
  });
  if (created) context.changed({ services: [ref], promotions: [id] });
  return created;
}
