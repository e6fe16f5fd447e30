import { toError } from '@backstage/errors';
import type { DeploymentRecord, ReleaseRecord } from '../database';
import { carried } from '../facts/carried';
import type { Binding } from '../policy/binding';
import { isHotfix } from '../policy/branches';
import type { HostRef } from '../providers/types';
import { SYSTEM_ACTOR, type EngineContext } from './context';

const LOOKED_AT = 20;

/** Urgent fixes that reached production, and whether the branch that must get them has them. */
export async function checkBackports(
  context: EngineContext,
  binding: Binding,
  heads: HostRef[],
): Promise<void> {
  const into = binding.source.hotfix?.backport;
  const head = heads.find(({ name }) => name === into)?.commit;
  if (!into || !head) return;
  for (const { id, tier } of binding.environments) {
    if (tier !== 'production') continue;
    const ran = await context.stores.deployments.ofService(
      binding.service.ref,
      { environment: id, limit: LOOKED_AT },
    );
    const commits = ran.flatMap(({ commit }) => commit ?? []);
    const builds = await context.stores.releases.buildsAt(
      binding.service.ref,
      commits,
    );
    for (const build of builds) {
      if (!isHotfix(binding.source, build.branch)) continue;
      if (build.backport?.how || build.backport?.head === head) continue;
      await check(context, binding, build, ran, { into, head });
    }
  }
}

async function check(
  context: EngineContext,
  binding: Binding,
  build: ReleaseRecord,
  ran: DeploymentRecord[],
  { into, head }: { into: string; head: string },
): Promise<void> {
  const { stores, logger, settings } = context;
  const reached = ran.findIndex(({ commit }) => commit === build.commit);
  const { environment, happenedAt } = ran[reached];
  const before = ran
    .slice(reached + 1)
    .find(({ commit }) => commit && commit !== build.commit);
  const now = (await stores.now()).toISOString();
  try {
    const how = await carried(
      context,
      binding,
      {
        commit: build.commit!,
        other: head,
        since: before?.commit ?? undefined,
      },
      { signal: AbortSignal.timeout(settings.readTimeoutMs), now },
    );
    const backport = {
      into,
      environment,
      at: happenedAt,
      how: how ?? null,
      head,
    };
    await stores.transaction(async transaction => {
      await transaction.releases.update(build.id, { backport });
      if (!how && build.backport) return;
      await transaction.audit.append({
        chain: binding.service.ref,
        at: now,
        actor: SYSTEM_ACTOR,
        type: how ? 'hotfix.backported' : 'hotfix.backport-missing',
        operationId: null,
        data: { label: build.tag, branch: build.branch, into, how },
      });
    });
  } catch (error) {
    logger.warn(
      `Could not tell whether ${into} has ${build.tag}: ${toError(error).message}`,
    );
  }
}
