import type {
  Overview,
  OverviewQuery,
  OverviewRow,
} from 'backstage-plugin-release-flow-common';
import type {
  BuildRecord,
  DeploymentRecord,
  EnvironmentRecord,
  OperationRecord,
  ServiceRecord,
  Stores,
} from '../database';
import type { ServiceQuery } from '../database';
import { SOURCE } from '../policy/graph';
import type { Access, Caller } from './Access';
import { decodeCursor, encodeCursor } from './cursor';
import { visibleServices } from './visibility';

const DAY_MS = 86_400_000;

/** Services × environments, one page at a time, in a fixed number of queries. */
export class OverviewService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
  ) {}

  async overview(caller: Caller, query: OverviewQuery): Promise<Overview> {
    const { stores } = this;
    const visible = visibleServices(await this.access.readFilter(caller));
    const restrict = visible === 'all' ? undefined : visible;
    const reads = await this.access.environmentReads(caller);
    const filter: Omit<ServiceQuery, 'limit'> = {
      ...query,
      after: decodeCursor<{ title: string; ref: string }>(query.cursor),
      restrict,
      readable: reads.restrict,
    };
    const services = await stores.services.list({
      ...filter,
      limit: query.limit + 1,
    });
    const shown = services.slice(0, query.limit);
    const refs = shown.map(({ ref }) => ref);
    const [everyEnvironment, everyOpen] = await Promise.all([
      stores.environments.ofServices(refs),
      stores.operations.openOfServices(refs),
    ]);
    const mayRead: RowFacts['mayRead'] = (ref, id) => {
      const service = shown.find(candidate => candidate.ref === ref);
      return Boolean(service && reads.allows(service, id));
    };
    const environments = everyEnvironment.filter(({ serviceRef, id }) =>
      mayRead(serviceRef, id),
    );
    const open = everyOpen.filter(({ serviceRef, environment }) =>
      mayRead(serviceRef, environment),
    );
    const deployments = await stores.deployments.byIds(
      environments.flatMap(({ deploymentId }) => deploymentId ?? []),
    );
    const builds = await stores.builds.byIds(
      deployments.flatMap(({ buildId }) => buildId ?? []),
    );
    const last = shown[shown.length - 1];
    return {
      items: shown.map(service =>
        rowOf(service, { environments, deployments, builds, open, mayRead }),
      ),
      nextCursor:
        services.length > query.limit
          ? encodeCursor({ title: last.title, ref: last.ref })
          : null,
      ...(await this.totals(filter)),
    };
  }

  private async totals(
    filter: Omit<ServiceQuery, 'limit'>,
  ): Promise<Pick<Overview, 'counts' | 'totalItems'>> {
    const { stores } = this;
    const { restrict, readable } = filter;
    const dayAgo = new Date((await stores.now()).getTime() - DAY_MS);
    const seen = { restrict, readable };
    const since = dayAgo.toISOString();
    const withStatus = (status: string) =>
      stores.services.count({ ...seen, status });
    const [of, places, today] = await Promise.all([
      Promise.all([
        stores.services.count(filter),
        stores.services.count({ restrict }),
        stores.services.countByFlow(restrict),
      ]),
      Promise.all(['behind', 'attention', 'drift'].map(withStatus)),
      Promise.all([
        stores.deployments.countSince(since, seen),
        stores.operations.countFailedSince(since, seen),
      ]),
    ]);
    const [totalItems, services, flows] = of;
    const [behind, attention, drifting] = places;
    const [deploymentsToday, failedToday] = today;
    return {
      totalItems,
      counts: {
        services,
        flows: flows.size,
        behind,
        attention,
        drifting,
        deploymentsToday,
        failedToday,
      },
    };
  }
}

interface RowFacts {
  environments: EnvironmentRecord[];
  deployments: DeploymentRecord[];
  builds: BuildRecord[];
  open: OperationRecord[];
  /** Whether the reader may see what runs there. */
  mayRead(serviceRef: string, environment: string | null): boolean;
}

function rowOf(service: ServiceRecord, facts: RowFacts): OverviewRow {
  const records = facts.environments.filter(
    ({ serviceRef }) => serviceRef === service.ref,
  );
  const deploymentOf = (id: string) => {
    const record = records.find(candidate => candidate.id === id);
    return facts.deployments.find(({ id: of }) => of === record?.deploymentId);
  };
  const promotion = facts.open.find(
    ({ serviceRef, kind }) =>
      serviceRef === service.ref && kind === 'promotion',
  );
  const behind = (service.binding?.paths ?? []).filter(({ from, to }) => {
    if (from === SOURCE) return false;
    const [up, here] = [deploymentOf(from), deploymentOf(to)];
    return up && here && !up.buildId && up.artifactKey !== here.artifactKey;
  });
  return {
    ref: service.ref,
    title: service.title,
    owner: service.owner,
    system: service.system,
    flow: service.flowRef
      ? {
          ref: service.flowRef,
          title:
            service.binding?.flow.title ?? service.flowRef.split('/').pop()!,
        }
      : null,
    error: service.error,
    environments: (service.binding?.environments ?? []).map(environment => {
      const record = records.find(({ id }) => id === environment.id);
      const deployment = deploymentOf(environment.id);
      const build = facts.builds.find(({ id }) => id === deployment?.buildId);
      return {
        id: environment.id,
        title: environment.title ?? environment.id,
        tier: environment.tier,
        label: deployment?.label ?? null,
        since: deployment?.happenedAt ?? null,
        health: record?.observation?.health.status ?? 'unknown',
        withheld: !facts.mayRead(service.ref, environment.id),
        drift: Boolean(record?.drift),
        hold: Boolean(record?.hold),
        ephemeral: build?.intent === 'ephemeral',
        seenAt: record?.observedAt ?? null,
      };
    }),
    behind: {
      releases: behind.length,
      message: behindMessage(
        behind,
        records,
        id =>
          service.binding?.environments.find(it => it.id === id)?.title ?? id,
      ),
    },
    attention: promotion
      ? {
          promotionId: promotion.id,
          state: promotion.state,
          message: promotion.message,
        }
      : null,
  };
}

function behindMessage(
  behind: Array<{ from: string; to: string }>,
  records: EnvironmentRecord[],
  titleOf: (id: string) => string,
): string {
  if (records.every(({ deploymentId }) => deploymentId === null)) {
    return 'not known';
  }
  return behind.length === 0
    ? 'none'
    : behind
        .map(({ from, to }) => `${titleOf(to)} differs from ${titleOf(from)}`)
        .join(', ');
}
