import { toError } from '@backstage/errors';
import { artifactKey } from 'backstage-plugin-release-flow-common';
import type { RepositoryRecord, ServiceRecord } from '../database';
import type { Binding } from '../policy/binding';
import { GITHUB } from '../policy/reported';
import type { HostDeployment, HostRun } from '../providers/types';
import { after, backoffMs } from './backoff';
import type { EngineContext } from './context';
import { checkBackports } from './checkBackports';
import { fillComparisons } from './fillComparisons';
import { lookAfterApplies } from './lookAfterApplies';
import { readRunDetails } from './readRunDetails';
import { sightingOf } from './sighting';
import { ingestSource, readSource, type SourceReading } from './readSource';
import { triggerBySource } from './sourceTriggers';

/** Reads one repository for all its services. A lost webhook costs latency, never correctness. */
export class RepositoryReader {
  constructor(private readonly context: EngineContext) {}

  async read(record: RepositoryRecord, token: string): Promise<void> {
    const { stores, settings, logger } = this.context;
    const services = (await stores.services.ofRepository(record.key)).filter(
      service => service.binding && !service.error,
    );
    const now = await stores.now();
    try {
      const open = await stores.operations.openOfServices(
        services.map(service => service.ref),
      );
      if (services.length > 0) {
        await this.ingest(record, services, open.length === 0);
      }
      const active = await this.isActive(services);
      await stores.repositories.finish(record, token, {
        dueAt: after(
          now,
          active ? settings.activeEveryMs : settings.repositoryEveryMs,
        ),
        readAt: now.toISOString(),
        error: null,
        failures: 0,
      });
    } catch (error) {
      const { message } = toError(error);
      // What is tried again and again is said once.
      if (!record.error || !isSameTrouble(record.error, message)) {
        logger.warn(`Could not read ${record.key}: ${message}`);
      }
      await stores.repositories.finish(record, token, {
        dueAt: after(now, backoffMs(record.failures + 1, error)),
        error: message,
        failures: record.failures + 1,
      });
    }
    this.context.changed({ services: services.map(service => service.ref) });
  }

  /** While something of ours runs in GitHub, it is read more often. */
  private async isActive(services: ServiceRecord[]): Promise<boolean> {
    const open = await this.context.stores.operations.openOfServices(
      services.map(service => service.ref),
    );
    return open.some(
      operation =>
        operation.kind !== 'promotion' || operation.origin === 'external',
    );
  }

  private async ingest(
    record: RepositoryRecord,
    services: ServiceRecord[],
    background: boolean,
  ) {
    const { providers, stores, settings } = this.context;
    const repository = services[0].binding!.repository;
    const context = {
      signal: AbortSignal.timeout(settings.readTimeoutMs),
      background,
    };
    const bindings = services.map(({ binding }) => binding!);
    const [source, runs, deployments] = await Promise.all([
      readSource(providers.codeHost, bindings, context),
      providers.codeHost.runs(repository, {}, context),
      providers.codeHost.deployments(repository, context),
    ]);
    await stores.runs.put(
      runs.map((run: HostRun) => ({ ...run, repository: record.key })),
    );
    await readRunDetails(this.context, record, bindings, context);
    for (const service of services) {
      await this.ingestService(record, service, source, deployments);
    }
  }

  private async ingestService(
    repository: RepositoryRecord,
    service: ServiceRecord,
    source: SourceReading,
    deployments: HostDeployment[],
  ) {
    const { context } = this;
    const binding = service.binding!;
    const now = await context.stores.now();
    const sighting = sightingOf(repository, service, now);
    const releases = await ingestSource(context, binding, source, sighting);
    await this.declare(binding, deployments, service.boundAt);
    const heads = new Set(source.heads.map(({ commit }) => commit));
    await triggerBySource(
      context,
      binding,
      { releases, heads },
      service.boundAt,
    );
    await lookAfterApplies(context, binding);
    await checkBackports(context, binding, source.heads);
    await fillComparisons(
      context,
      binding,
      releases.filter(({ state }) => state !== 'build'),
    );
    await context.stores.operations.markServiceDue(
      service.ref,
      (await context.stores.now()).toISOString(),
    );
  }

  /** A newer word makes the environment be looked at; an older one than CI's changes nothing. */
  private async heard(
    ref: string,
    id: string,
    newest: HostDeployment,
    readAt: string,
  ) {
    const { stores } = this.context;
    const at = new Date(newest.createdAt).toISOString();
    const before = (await stores.environments.get(ref, id))?.declared;
    if (before && before.at > at) return;
    await stores.environments.update(ref, id, {
      declared: {
        label: newest.ref,
        commit: newest.sha,
        at,
        source: GITHUB,
        url: newest.url,
        readAt,
      },
    });
    if (before?.at !== at) await stores.environments.markDue(ref, id, readAt);
  }

  /** What GitHub says ran where; what it says of the time before the binding is imported, once. */
  private async declare(
    binding: Binding,
    deployments: HostDeployment[],
    boundAt: string,
  ) {
    const { stores } = this.context;
    const { ref } = binding.service;
    const at = (await stores.now()).toISOString();
    const releases = await stores.releases.ofService(ref, { limit: 100 });
    for (const environment of binding.environments) {
      const said = deployments.filter(
        deployment =>
          // What we told GitHub ourselves is known better here.
          !deployment.promotion &&
          deployment.environment === environment.id &&
          ['success', 'inactive'].includes(
            (deployment.state ?? '').toLowerCase(),
          ),
      );
      for (const deployment of said) {
        const release = releases.find(
          candidate =>
            candidate.tag === deployment.ref ||
            candidate.tags.some(({ name }) => name === deployment.ref) ||
            candidate.commit === deployment.sha,
        );
        const happenedAt = new Date(deployment.createdAt).toISOString();
        if (!release?.artifact || happenedAt >= boundAt) continue;
        await stores.deployments.add({
          id: `${environment.id}-gh-${deployment.id}-${binding.service.uid}`.slice(
            0,
            64,
          ),
          serviceRef: ref,
          environment: environment.id,
          kind: 'declared',
          artifact: release.artifact,
          artifactKey: artifactKey(release.artifact),
          label: release.tag,
          commit: deployment.sha,
          releaseId: release.id,
          buildId: null,
          operationId: null,
          intent: null,
          verified: false,
          actor: deployment.creator,
          reason: null,
          sourceKey: `github-deployment:${environment.id}:${deployment.id}`,
          happenedAt,
          recordedAt: at,
        });
      }
      if (said[0]) await this.heard(ref, environment.id, said[0], at);
    }
  }
}

/** Numbers aside, since some messages tell how long to wait. */
function isSameTrouble(before: string, now: string): boolean {
  const bare = (message: string) => message.replace(/\d+/g, '#');
  return bare(before) === bare(now);
}
