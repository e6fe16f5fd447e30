import {
  artifactKey,
  type Artifact,
} from 'backstage-plugin-release-flow-common';
import { Duration } from 'luxon';
import type { ReleaseRecord, Stores } from '../database';
import { acceptsRelease } from '../policy/accepts';
import { isOurs } from '../policy/automatic';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { defaultFrom, makePlan, planHash } from '../policy/plan';
import {
  newOperation,
  newOperationId,
  promotionFields,
} from '../policy/newOperation';
import { stepsOf } from '../policy/steps';
import { startAutomatic } from './automatic';
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
    from: defaultFrom(binding, environment.id, () => false),
    artifact: expected.artifact,
    commit: expected.commit,
    gitRef: null,
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
    message: `Expected in ${environment.title ?? environment.id}: ${expected.event.replace('-', ' ')}`,
    requestedBy: expected.actor ?? SYSTEM_ACTOR,
    releaseId: expected.releaseId,
    buildId: expected.buildId,
    commit: expected.commit,
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

/**
 * The newest draft or published release starts what the flow says it starts, once: one that an
 * environment has had already starts nothing there, whatever runs there now.
 */
export async function triggerByRelease(
  context: EngineContext,
  binding: Binding,
  releases: ReleaseRecord[],
  boundAt: string,
): Promise<void> {
  for (const environment of binding.environments) {
    const event = environment.deploy.automatic?.on;
    if (event !== 'release-drafted' && event !== 'release-published') continue;
    const newest = newestOf(event, environment, releases);
    if (!newest || momentOf(event, newest)! < boundAt) continue;
    const ran = await context.stores.deployments.ofArtifact(
      binding.service.ref,
      newest.artifactKey!,
    );
    if (ran.some(({ environment: id }) => id === environment.id)) continue;
    await triggerOne(context, binding, environment, event, newest);
  }
}

function newestOf(
  event: ReleaseEvent,
  environment: BoundEnvironment,
  releases: ReleaseRecord[],
): ReleaseRecord | undefined {
  // GitHub lists the newest first; of those of one moment the first one is the newest.
  return [...releases]
    .reverse()
    .filter(
      release =>
        (release.state === 'draft') === (event === 'release-drafted') &&
        release.artifact &&
        !release.problem &&
        momentOf(event, release) &&
        acceptsRelease(environment.accepts, release.state),
    )
    .sort((a, b) => momentOf(event, a)!.localeCompare(momentOf(event, b)!))
    .at(-1);
}

async function triggerOne(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  event: ReleaseEvent,
  release: ReleaseRecord,
): Promise<void> {
  const artifact = release.artifact!;
  const triggerKey = `${event}:${binding.service.uid}:${environment.id}:${artifactKey(artifact)}`;
  const isNew = isOurs(environment)
    ? await startAutomatic(context, binding, environment, {
        release,
        event,
        triggerKey,
      })
    : await expectExternal(context, binding, environment, {
        label: release.tag,
        commit: release.commit,
        releaseId: release.id,
        buildId: null,
        artifact,
        triggerKey,
        event,
        within: environment.deploy.automatic!.within,
        actor: release.publishedBy ?? undefined,
      });
  if (isNew) await supersede(context, binding, environment, event, release);
}

type ReleaseEvent = 'release-drafted' | 'release-published';

function momentOf(event: ReleaseEvent, release: ReleaseRecord): string | null {
  return event === 'release-published'
    ? release.publishedAt
    : release.firstSeenAt;
}

/** A newer automatic promotion supersedes an older waiting automatic one, never a person's. */
async function supersede(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  event: ReleaseEvent,
  release: ReleaseRecord,
): Promise<void> {
  const { stores } = context;
  const open = await stores.operations.openOfService(binding.service.ref);
  const older = open.filter(
    operation =>
      operation.kind === 'promotion' &&
      operation.environment === environment.id &&
      operation.origin !== 'person' &&
      operation.state === 'waiting' &&
      operation.artifactKey !== release.artifactKey,
  );
  const moment = momentOf(event, release)!;
  for (const operation of older) {
    const other =
      operation.releaseId && (await stores.releases.get(operation.releaseId));
    if (other && (momentOf(event, other) ?? '') > moment) continue;
    const at = (await stores.now()).toISOString();
    await stores.transaction(async transaction => {
      const moved = await transaction.operations.advance(operation, {
        state: 'superseded',
        stateSince: at,
        finishedAt: at,
        dueAt: null,
        code: 'superseded',
        message: `${release.tag} came after it`,
      });
      if (!moved) return;
      await transaction.audit.append({
        chain: binding.service.ref,
        at,
        actor: SYSTEM_ACTOR,
        type: 'promotion.superseded',
        operationId: operation.id,
        data: { by: release.tag },
      });
    });
  }
}
