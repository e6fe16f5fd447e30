import { artifactKey, isTerminal } from 'backstage-plugin-release-flow-common';
import type { ReleaseRecord } from '../database';
import { isOurs } from '../policy/automatic';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { momentOf, newestFor, type Started } from '../policy/started';
import { startAutomatic } from './automatic';
import { SYSTEM_ACTOR, type EngineContext } from './context';
import { expectExternal } from './triggers';

/**
 * The newest release, tag or commit of the source starts what the flow says it starts, once: one
 * that an environment has had already starts nothing there, whatever runs there now.
 */
export async function triggerBySource(
  context: EngineContext,
  binding: Binding,
  source: { releases: ReleaseRecord[]; heads: ReadonlySet<string> },
  boundAt: string,
): Promise<void> {
  for (const environment of binding.environments) {
    const newest = newestFor(binding, environment, source);
    if (!newest || newest.moment < boundAt) continue;
    const ran = await context.stores.deployments.ofArtifact(
      binding.service.ref,
      newest.release.artifactKey!,
    );
    if (ran.some(({ environment: id }) => id === environment.id)) continue;
    if (await isUnderWay(context, binding, environment, newest)) continue;
    await triggerOne(context, binding, environment, newest);
  }
}

/**
 * What a promotion of ours tagged or merged starts nothing more: that promotion sees it through. So
 * does one that began when the change was seen before its tag was read; it gets the name of that.
 */
async function isUnderWay(
  { stores }: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  { release }: Started,
): Promise<boolean> {
  const promotions = await stores.operations.promotionsOf(
    binding.service.ref,
    environment.id,
    release.artifactKey!,
  );
  const seen = promotions.find(
    ({ via, state }) => via === 'observed' && !isTerminal(state),
  );
  if (seen) {
    const { id: releaseId, tag: label, branch: gitRef } = release;
    if (seen.releaseId !== releaseId) {
      await stores.operations.advance(seen, { releaseId, label, gitRef });
    }
    return true;
  }
  for (const { id, plan } of promotions) {
    if (!['tag', 'branch'].includes(String(plan?.deployer.by))) continue;
    const effect = await stores.effects.get(id, 'deploy');
    if (effect && effect.outcome !== 'absent') return true;
  }
  return false;
}

async function triggerOne(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  started: Started,
): Promise<void> {
  const { event, release } = started;
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
  if (isNew) await supersede(context, binding, environment, started);
}

/** A newer automatic promotion supersedes an older waiting automatic one, never a person's. */
async function supersede(
  context: EngineContext,
  binding: Binding,
  environment: BoundEnvironment,
  { event, release, moment }: Started,
): Promise<void> {
  const { stores } = context;
  const open = await stores.operations.openOfService(binding.service.ref);
  const older = open.filter(
    operation =>
      operation.kind === 'promotion' &&
      operation.environment === environment.id &&
      operation.origin !== 'person' &&
      !operation.memory.drill &&
      operation.state === 'waiting' &&
      operation.artifactKey !== release.artifactKey,
  );
  for (const operation of older) {
    const other =
      operation.releaseId && (await stores.releases.get(operation.releaseId));
    if (other && (momentOf(event, environment, other) ?? '') > moment) continue;
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
