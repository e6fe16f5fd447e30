import type {
  Compare,
  CompareQuery,
  Flows,
  History,
  HistoryQuery,
  Releases,
  ReleasesQuery,
  ServiceState,
} from 'backstage-plugin-release-flow-common';
import type { Stores } from '../database';
import { repositoryKey, type Binding } from '../policy/binding';
import type { Access, Caller } from './Access';
import type { Audience } from './Audience';
import { decodeCursor, encodeCursor } from './cursor';
import { requireBinding, requireService } from './lookups';
import type { PromotionHints } from './PromotionHints';
import { notFound } from './refuse';
import { compareView, notReadCompare } from './views/compareView';
import { historyView } from './views/historyView';
import { releaseView } from './views/releaseView';
import { headOf, serviceState } from './views/serviceState';
import { visibleServices } from './visibility';

/** Reads one entity's binding afresh, unless that was done a moment ago. */
export type Refresh = (serviceRef: string, isBroken: boolean) => Promise<void>;

/** Pages, from the database alone: no page view calls a provider. */
export class ReadService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
    private readonly audience: Audience,
    private readonly promotionHints: PromotionHints,
    private readonly options: {
      effects: 'enabled' | 'disabled';
      refresh: Refresh;
    },
  ) {}

  async service(caller: Caller, ref: string): Promise<ServiceState> {
    await this.access.requireRead(caller, ref);
    const { stores } = this;
    const { effects, refresh } = this.options;
    const known = await stores.services.get(ref);
    // A new or broken one is read while its reader waits; any other beside the answer.
    const isUsable = Boolean(known && !known.removedAt && !known.error);
    const refreshed = refresh(ref, Boolean(known?.error));
    if (!isUsable) await refreshed;
    const service = await requireService(stores, ref);
    const now = (await stores.now()).toISOString();
    const { binding } = service;
    if (service.error || !binding) return headOf(service, effects, now);
    const key = repositoryKey(binding.repository);
    const reads = await this.access.environmentReads(caller);
    const mayRead = (id: string | null) => reads.allows(service, id);
    const [repository, every, releases, builds, openOf, hints] =
      await Promise.all([
        stores.repositories.get(key),
        stores.environments.ofServices([ref]),
        stores.releases.ofPage(ref, 50),
        stores.builds.ofService(ref),
        stores.operations.openOfService(ref),
        this.audience.hints(caller, binding),
      ]);
    const environments = every.filter(({ id }) => mayRead(id));
    const open = openOf.filter(({ environment }) => mayRead(environment));
    const freezes = await stores.freezes.open(now);
    const deployments = await stores.deployments.byIds(
      environments.flatMap(record => record.deploymentId ?? []),
    );
    const comparisons = await stores.comparisons.among(
      key,
      deployments.flatMap(({ commit }) => commit ?? []),
    );
    return serviceState({
      service,
      binding,
      repository,
      environments,
      deployments,
      releases,
      builds,
      open,
      mayRead,
      comparisons,
      freezes,
      awaitingMe: await this.promotionHints.awaiting(caller, open),
      ...hints,
      effects,
      now,
    });
  }

  async releases(
    caller: Caller,
    ref: string,
    query: ReleasesQuery,
  ): Promise<Releases> {
    const { binding, service } = await this.bound(caller, ref);
    const { stores } = this;
    const reads = await this.access.environmentReads(caller);
    const cursor = decodeCursor<{ at: string; id: string }>(query.cursor);
    const records = await stores.releases.ofService(ref, {
      limit: query.limit + 1,
      before: cursor,
      kind: query.kind,
      branch: query.branch,
    });
    const environments = await stores.environments.ofServices([ref]);
    const current = await stores.deployments.byIds(
      environments
        .filter(({ id }) => reads.allows(service, id))
        .flatMap(record => record.deploymentId ?? []),
    );
    const newest = await stores.releases.ofService(ref, {
      limit: 100,
      kind: 'release',
    });
    const latest = newest.find(({ state }) => state === 'published');
    const comparisons = await stores.comparisons.among(
      repositoryKey(binding.repository),
      records.flatMap(({ commit }) => commit ?? []),
    );
    const shown = records.slice(0, query.limit);
    const last = shown[shown.length - 1];
    return {
      items: shown.map((release, index) =>
        releaseView(release, {
          binding,
          latestId: latest?.id,
          current,
          previous: records[index + 1],
          comparisons,
        }),
      ),
      nextCursor:
        records.length > query.limit && last
          ? encodeCursor({
              at: last.publishedAt ?? last.createdAt,
              id: last.id,
            })
          : null,
    };
  }

  async history(
    caller: Caller,
    ref: string,
    query: HistoryQuery,
  ): Promise<History> {
    const { binding, service } = await this.bound(caller, ref);
    const reads = await this.access.environmentReads(caller);
    return historyView(this.stores, binding, {
      ...query,
      readable: reads.idsOf(service),
    });
  }

  async compare(
    caller: Caller,
    ref: string,
    query: CompareQuery,
  ): Promise<Compare> {
    const { binding } = await this.bound(caller, ref);
    const [from, to] = await Promise.all(
      [query.from, query.to].map(name => this.commitOf(binding, name)),
    );
    const known = await this.stores.comparisons.get(
      repositoryKey(binding.repository),
      from,
      to,
    );
    return known
      ? compareView(binding, from, to, known)
      : notReadCompare(
          from,
          to,
          'This pair has not been read yet. A preflight reads it.',
        );
  }

  async flows(caller: Caller): Promise<Flows> {
    const visible = visibleServices(await this.access.readFilter(caller));
    const restrict = visible === 'all' ? undefined : visible;
    const [flows, services] = await Promise.all([
      this.stores.flows.list(),
      this.stores.services.countByFlow(restrict),
    ]);
    // Who may see only some services sees the flows of these.
    const shown = flows.filter(({ ref }) => !restrict || services.has(ref));
    return {
      items: shown.map(flow => ({
        ref: flow.ref,
        title: flow.title,
        mode: flow.mode,
        environments: (flow.spec?.environments ?? []).map(
          ({ id, title, tier }) => ({ id, title: title ?? id, tier }),
        ),
        services: services.get(flow.ref) ?? 0,
        error: flow.error,
      })),
    };
  }

  private async bound(caller: Caller, ref: string) {
    await this.access.requireRead(caller, ref);
    const service = await requireService(this.stores, ref);
    return { service, binding: requireBinding(service) };
  }

  private async commitOf(binding: Binding, name: string): Promise<string> {
    if (/^[0-9a-f]{40}$/.test(name)) return name;
    const release = await this.stores.releases.find(binding.service.ref, name);
    if (!release?.commit) {
      throw notFound(
        'unknown-release',
        `${binding.service.title} has no release '${name}' with a commit.`,
      );
    }
    return release.commit;
  }
}
