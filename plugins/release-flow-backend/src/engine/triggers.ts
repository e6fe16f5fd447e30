import {
  artifactKey,
  type Artifact,
} from 'backstage-plugin-release-flow-common';
import { Duration } from 'luxon';
import type { Stores } from '../database';
import { unlawful } from '../policy/advice';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { defaultFrom, makePlan, planHash } from '../policy/plan';
import {
  newOperation,
  newOperationId,
  promotionFields,
} from '../policy/newOperation';
import { stepsOf } from '../policy/steps';
import { adviseOn } from './advise';
import { after } from './backoff';
import { SYSTEM_ACTOR, type EngineContext } from './context';
import { verificationTitle } from '../facts/verificationTitle';

export interface KnownArtifact {
  label: string;
  commit: string | null;
  releaseId: string | null;
  buildId: string | null;
}

/** The release, else the build, that an artifact belongs to. */
export async function releaseOrBuildOf(
  stores: Stores,
  serviceRef: string,
  key: string,
): Promise<KnownArtifact | undefined> {
  const [release] = await stores.releases.byArtifact(serviceRef, key);
  if (release) {
    return {
      label: release.tag,
      commit: release.commit,
      releaseId: release.id,
      buildId: null,
    };
  }
  const build = await stores.builds.byArtifact(serviceRef, key);
  return (
    build && {
      label: build.ref,
      commit: build.commit,
      releaseId: null,
      buildId: build.id,
    }
  );
}

export interface ExternalExpectation extends KnownArtifact {
  artifact: Artifact;
  /** Unique per service, environment, event and artifact. */
  triggerKey: string;
  event: string;
  within: string;
  actor?: string;
}

/** A deployment somebody else makes: watched for, verified and recorded. False when known already. */
export async function expectExternal(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  expected: ExternalExpectation,
): Promise<boolean> {
  const { stores } = context;
  const now = await stores.now();
  const record = await stores.environments.get(
    binding.service.ref,
    environment.id,
  );
  const base = record?.deploymentId
    ? await stores.deployments.get(record.deploymentId)
    : undefined;
  const key = artifactKey(expected.artifact);
  if (base?.artifactKey === key) return false;
  if (await stores.operations.byTrigger(expected.triggerKey)) return false;
  const advice = await adviseOn(context, binding, environment, expected);
  const id = newOperationId();
  const release = expected.releaseId
    ? await stores.releases.get(expected.releaseId)
    : undefined;
  const whole = makePlan(binding, withoutDeployer(environment), {
    promotionId: id,
    intent: 'promote',
    emergency: false,
    from: defaultFrom(binding, environment.id, () => false, release ?? null),
    artifact: expected.artifact,
    commit: expected.commit,
    gitRef: release?.branch ?? null,
    release: release ?? null,
    base: base ?? null,
  });
  const skipped =
    binding.mode === 'enforce' ? [] : whole.verifications.filter(isEffect);
  const plan = {
    ...whole,
    gates: [],
    verifications: whole.verifications.filter(it => !skipped.includes(it)),
  };
  const operation = newOperation(binding, 'promotion', now.toISOString(), {
    ...promotionFields(
      environment,
      'promote',
      plan,
      planHash(plan),
      stepsOf(plan, environment, verificationTitle(context.providers)),
      expected.artifact,
    ),
    id,
    origin: 'external',
    via: expected.event,
    label: expected.label,
    message: [
      `Expected in ${environment.title ?? environment.id}: ${expected.event.replace('-', ' ')}`,
      ...unlawful(binding, advice),
    ].join('. '),
    requestedBy: expected.actor ?? SYSTEM_ACTOR,
    releaseId: expected.releaseId,
    buildId: expected.buildId,
    commit: expected.commit,
    gitRef: release?.branch ?? null,
    base: base ? { label: base.label, artifact: base.artifact } : null,
    triggerKey: expected.triggerKey,
    memory: skipped.length > 0 ? { unproven: true } : {},
    result: advice ? { advice } : {},
    expiresAt: after(now, Duration.fromISO(expected.within).toMillis()),
  });
  const created = await stores.transaction(async transaction => {
    const stored = await transaction.operations.create(operation);
    if (!stored) return false;
    await transaction.audit.append({
      chain: binding.service.ref,
      at: now.toISOString(),
      actor: operation.requestedBy,
      type: 'promotion.expected',
      operationId: id,
      data: { environment: environment.id, event: expected.event },
    });
    if (advice) {
      await transaction.audit.append({
        chain: binding.service.ref,
        at: now.toISOString(),
        actor: SYSTEM_ACTOR,
        type: 'flow.advised',
        operationId: id,
        data: { environment: environment.id, label: expected.label, ...advice },
      });
    }
    return true;
  });
  if (created) context.changed({ services: [binding.service.ref] });
  return created;
}

/** A workflow that verifies is started by us, which a flow that only looks does not do. */
function isEffect({ type }: { type?: unknown }): boolean {
  return type === 'workflow';
}

function withoutDeployer(environment: BoundEnvironment): BoundEnvironment {
  return {
    ...environment,
    deploy: { ...environment.deploy, manual: { by: 'external' } },
  };
}
