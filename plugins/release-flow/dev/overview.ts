import type {
  Flows,
  Overview,
  OverviewRow,
  ServiceState,
} from 'backstage-plugin-release-flow-common';
import { services } from './services';

const refOf = (name: string) => `component:default/${name}`;

const rowOf = (
  state: ServiceState,
  behind: OverviewRow['behind'],
  attention: OverviewRow['attention'],
): OverviewRow => ({
  ref: state.ref,
  title: state.title,
  owner: state.owner,
  system: null,
  flow: state.flow,
  error: state.error,
  environments: state.environments.map(each => ({
    id: each.id,
    title: each.title,
    tier: each.tier,
    label: each.ephemeral?.ref ?? each.recorded?.label ?? null,
    since: each.recorded?.happenedAt ?? null,
    health: each.observed.health.status,
    withheld: false,
    drift: Boolean(each.drift),
    hold: Boolean(each.hold),
    ephemeral: Boolean(each.ephemeral),
    seenAt: each.observed.reading.at,
  })),
  behind,
  attention,
});

const level = { releases: 0, message: 'none' };

export const overview: Overview = {
  items: [
    rowOf(
      services[refOf('qfa-backend')],
      { releases: 1, message: '1 release' },
      {
        promotionId: 'p-waiting',
        state: 'waiting',
        message: 'waiting: approval',
      },
    ),
    rowOf(
      services[refOf('ledger')],
      { releases: 2, message: '2 releases' },
      {
        promotionId: 'p-deploying',
        state: 'deploying',
        message: '2 of 2 approvals, deploying',
      },
    ),
    rowOf(services[refOf('stale')], level, null),
    rowOf(
      services[refOf('moving')],
      { releases: 1, message: '1 release' },
      {
        promotionId: 'p-attention',
        state: 'attention',
        message: 'needs a person',
      },
    ),
    rowOf(services[refOf('empty')], level, null),
    rowOf(services[refOf('broken')], level, null),
  ],
  nextCursor: 'next',
  totalItems: 1284,
  counts: {
    services: 1284,
    flows: 6,
    behind: 212,
    attention: 7,
    drifting: 3,
    deploymentsToday: 41,
    failedToday: 2,
  },
};

export const flows: Flows = {
  items: [services[refOf('qfa-backend')], services[refOf('ledger')]].map(
    each => ({
      ref: each.flow!.ref,
      title: each.flow!.title,
      mode: 'enforce',
      environments: each.environments.map(({ id, title, tier }) => ({
        id,
        title,
        tier,
      })),
      services: 12,
      error: null,
    }),
  ),
};
