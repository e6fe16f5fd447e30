import { ServiceUnavailableError } from '@backstage/errors';
import type {
  TagMove,
  TagMoveRequest,
} from 'backstage-plugin-release-flow-common';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import type { ReleaseRecord } from '../database';
import type { FactSources } from '../facts/gatherFacts';
import type { Binding } from '../policy/binding';
import { newOperation } from '../policy/newOperation';
import {
  environmentsOfTag,
  judgeTagMove,
  verifiedCommits,
} from '../policy/tagMove';
import type { HostRun } from '../providers/types';
import type { Access, Caller } from './Access';
import { requireBinding, requireRelease, requireService } from './lookups';
import { askedBy, oneStep } from './operationSeeds';
import type { OperationWriter } from './OperationWriter';
import { badField, refuse, refuseAll } from './refuse';

const TIMEOUT_MS = 10_000;

/** Putting a tag back where its version was verified, as the complete way back. */
export class TagService {
  constructor(
    private readonly sources: FactSources,
    private readonly access: Access,
    private readonly writer: OperationWriter,
  ) {}

  async move(
    caller: Caller,
    ref: string,
    tag: string,
    request: TagMoveRequest,
  ): Promise<TagMove> {
    const meta = { service: ref, tag };
    return this.access.audited(caller, 'move-tag', meta, async () => {
      const { stores } = this.sources;
      await this.access.requireRead(caller, ref);
      const binding = requireBinding(await requireService(stores, ref));
      const release = await requireRelease(stores, binding, tag);
      const environments = environmentsOfTag(binding, tag, release);
      for (const environment of environments) {
        await this.access.requireAct(caller, binding, environment, 'override');
      }
      if (binding.mode !== 'enforce') {
        throw refuse(
          `mode-${binding.mode}`,
          `The flow is in ${binding.mode} mode: it shows and does not act.`,
        );
      }
      if (request.version && request.version !== release.version) {
        throw badField(
          'version',
          `${tag} is a tag of ${release.version}, and stands for no other version`,
        );
      }
      const known = await this.look(binding, release, tag);
      const { to, refusals } = judgeTagMove(
        {
          tag,
          version: release.version,
          commit: request.commit,
          rerun: request.rerun ?? false,
        },
        known,
      );
      const answer: TagMove = {
        tag,
        version: release.version,
        from: known.from ?? null,
        to: to ?? null,
        environments: environments.map(({ id, title }) => ({
          id,
          title: title ?? id,
        })),
        refusals,
        runs: known.runs.map(({ id, workflow, url }) => ({
          id,
          workflow,
          url,
        })),
        operation: null,
      };
      if (!request.confirm) return answer;
      return this.begin(caller, binding, release, request, {
        ...answer,
        runs: known.runs,
      });
    });
  }

  private async begin(
    caller: Caller,
    binding: Binding,
    release: ReleaseRecord,
    request: TagMoveRequest,
    seen: Omit<TagMove, 'runs'> & { runs: HostRun[] },
  ): Promise<TagMove> {
    const { stores } = this.sources;
    const { tag, from, to, refusals } = seen;
    const runs = seen.runs.map(({ id, workflow, url }) => ({
      id,
      workflow,
      url,
    }));
    const before = await this.writer.earlier(
      caller,
      binding.service.ref,
      request.idempotencyKey,
    );
    if (before) return { ...seen, runs, operation: before };
    if (refusals.length > 0) throw refuseAll(refusals);
    if (request.confirm !== from) {
      throw refuse(
        'tag-moved',
        `${tag} stands on ${from!.slice(0, 7)} by now. Look at it again, then confirm.`,
      );
    }
    const rerun = request.rerun ?? false;
    const what = rerun
      ? `Run again what ${tag} started`
      : `Move ${tag} from ${from!.slice(0, 7)} to ${to!.slice(0, 7)}`;
    const now = (await stores.now()).toISOString();
    const operation = newOperation(binding, 'tag-move', now, {
      ...askedBy(caller),
      label: tag,
      message: what,
      releaseId: release.id,
      commit: to,
      reason: request.reason,
      steps: oneStep(what),
      result: rerun
        ? { rerun: seen.runs.map(({ id, attempt }) => ({ id, attempt })) }
        : {
            tag,
            from,
            to,
            message: `Release v${release.version}, put back: ${request.reason}`,
          },
      idempotencyKey: request.idempotencyKey ?? null,
    });
    const made = await this.writer.create(caller, operation);
    await this.writer.audit(
      binding.service.ref,
      caller,
      rerun ? 'tag.rerun' : 'tag.moved',
      { tag, from, to, reason: request.reason },
      made.id,
    );
    return { ...seen, runs, operation: made };
  }

  /** Afresh, for a person waits and what is stored may be old. */
  private async look(binding: Binding, release: ReleaseRecord, tag: string) {
    const { stores, providers } = this.sources;
    const { codeHost } = providers;
    const { repository, service } = binding;
    const context = { signal: AbortSignal.timeout(TIMEOUT_MS) };
    try {
      const [from, releases, pushed] = await Promise.all([
        codeHost.tagCommit(repository, tag, context),
        codeHost.releases(repository, context),
        codeHost.runs(repository, { event: 'push' }, context),
      ]);
      const ran = release.artifactKey
        ? await stores.deployments.ofArtifact(service.ref, release.artifactKey)
        : [];
      return {
        from,
        verified: verifiedCommits(ran),
        isImmutable: releases.some(it => it.tag === tag && it.immutable),
        runs: newestOfEach(
          pushed.filter(run => run.branch === tag && run.sha === from),
        ),
      };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      throw new ServiceUnavailableError(`${error.message} Nothing was moved.`);
    }
  }
}

/** Runs come newest first. */
function newestOfEach(runs: HostRun[]): HostRun[] {
  return runs.filter(
    ({ workflow }, index) =>
      runs.findIndex(other => other.workflow === workflow) === index,
  );
}
