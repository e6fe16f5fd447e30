import type { ServiceState } from 'backstage-plugin-release-flow-common';
import {
  ADA,
  ago,
  BEN,
  DAY,
  deployment,
  environment,
  HOUR,
  MINUTE,
  MONA,
  path,
  service,
} from './fixtures';
import { frozen } from './frozen';

const SECOND = 1_000;
const refOf = (name: string) => `component:default/${name}`;

const blank = { awaitingMe: [], operations: [] };

/** Promotes commits of branches too, and has an urgent fix that main lacks. */
const branches = service({
  ...blank,
  ref: refOf('branches'),
  title: 'Branches',
  environments: [
    environment('dev', 'development', 'main@1f2e3d4', {
      accepts: ['branch:main'],
    }),
    environment('staging', 'staging', 'v1.2.3', {
      accepts: ['branch:release/.+', 'branch:hotfix/.+', 'published'],
    }),
    environment('prd', 'production', 'hotfix/token-refresh@9a8b7c6', {
      accepts: ['branch:hotfix/.+', 'published'],
    }),
  ],
  paths: [
    path('dev', 'staging', 'stopped', 'main@1f2e3d4 is a build of main'),
    path('staging', 'prd', 'current', 'prd runs the same'),
  ],
  reminders: [
    {
      code: 'backport',
      label: 'hotfix/token-refresh@9a8b7c6',
      message:
        'The fix of hotfix/token-refresh runs in prd and is not in main. Merge it or cherry-pick it there, or the next release loses it.',
      since: ago(2 * 24 * 60 * MINUTE),
      url: 'https://github.com/acme/qfa-backend/compare/main...hotfix/token-refresh',
    },
  ],
});

const possible = service({
  ...blank,
  ref: refOf('possible'),
  title: 'Possible',
  environments: [
    environment('dev', 'development', 'v0.4.0'),
    environment('staging', 'staging', 'v0.4.0'),
    environment('prd', 'production', 'v0.3.7', {
      behind: { environment: 'staging', releases: 1, commits: 8 },
    }),
  ],
  paths: [
    path('dev', 'staging', 'current', 'staging runs the same'),
    path('staging', 'prd', 'possible', 'v0.4.0 may move on', {
      release: { id: 'r-v0.4.0', label: 'v0.4.0' },
    }),
  ],
});

const moving = service({
  ...blank,
  ref: refOf('moving'),
  title: 'Moving',
  environments: [
    environment('dev', 'development', 'v0.4.1'),
    environment('staging', 'staging', 'v0.4.0', {
      openPromotion: {
        id: 'p-verifying',
        state: 'verifying',
        label: 'v0.3.7',
        gatesPassed: 3,
        gatesTotal: 3,
      },
    }),
    environment('prd', 'production', 'v0.3.7', {
      openPromotion: {
        id: 'p-deploying',
        state: 'deploying',
        label: 'v0.4.0',
        gatesPassed: 6,
        gatesTotal: 6,
      },
    }),
  ],
  paths: [
    path(
      'dev',
      'staging',
      'automatic',
      'Publishing v0.4.1 deploys it to staging',
      {
        release: { id: 'r-v0.4.1', label: 'v0.4.1' },
      },
    ),
    path('staging', 'prd', 'open', 'Pointing the App Service at the digest', {
      promotionId: 'p-deploying',
    }),
  ],
  operations: [
    {
      id: 'o-1',
      kind: 'release-run',
      environment: null,
      hasPage: false,
      mayResolve: false,
      state: 'deploying',
      label: 'v0.4.2',
      message: 'release.yaml is building the image',
      url: 'https://github.com/acme/qfa-backend/actions/runs/41',
      requestedBy: ADA,
      requestedAt: ago(70 * SECOND),
    },
    {
      id: 'o-2',
      kind: 'ephemeral-build',
      environment: null,
      hasPage: false,
      mayResolve: false,
      state: 'waiting',
      label: 'feat/another',
      message: 'GitHub has not started the run yet',
      url: null,
      requestedBy: BEN,
      requestedAt: ago(15 * SECOND),
    },
    {
      id: 'p-runbook',
      kind: 'runbook',
      environment: 'prd',
      hasPage: true,
      mayResolve: false,
      state: 'waiting',
      label: 'Usage tracking is broken',
      message: '1 approval from qfa-leads: 0 of 1.',
      url: null,
      requestedBy: ADA,
      requestedAt: ago(4 * MINUTE),
    },
    {
      id: 'o-3',
      kind: 'publish',
      environment: null,
      hasPage: false,
      mayResolve: true,
      state: 'attention',
      label: 'v0.4.2',
      message:
        'It is not known whether it happened. Look at GitHub, then say how it ended.',
      url: null,
      requestedBy: MONA,
      requestedAt: ago(9 * MINUTE),
    },
  ],
});

const stale = service({
  ...blank,
  ref: refOf('stale'),
  title: 'Stale',
  repository: {
    host: 'github.com',
    slug: 'acme/storefront',
    url: 'https://github.com/acme/storefront',
    reading: {
      source: 'github',
      at: ago(26 * MINUTE),
      error: 'GitHub answers 503; tried again in 2 min',
    },
  },
  environments: [
    environment('dev', 'development', 'main@7e7e0a1', {
      observed: {
        ...environment('dev', 'development', 'main@7e7e0a1').observed,
        health: { status: 'unhealthy', message: '/health answers 503' },
      },
    }),
    environment('staging', 'staging', 'v5.11.0', {
      hold: {
        by: MONA,
        at: ago(3 * HOUR),
        reason: 'v5.12.0 leaks memory, wait for the fix',
      },
      observed: {
        ...environment('staging', 'staging', 'v5.11.0').observed,
        health: { status: 'unknown', message: 'Not read' },
        reading: {
          source: 'azure-app-service',
          at: ago(26 * MINUTE),
          error: 'Azure does not answer (timeout after 10 s)',
        },
      },
    }),
    environment('prd', 'production', 'v5.11.0', {
      recorded: deployment('v5.11.0', 'prd', {
        kind: 'adopted',
        actor: null,
        intent: null,
        happenedAt: ago(21 * DAY),
      }),
      drift: {
        since: ago(50 * MINUTE),
        message: 'Recorded is v5.11.0, the site runs v5.10.2',
      },
    }),
  ],
  paths: [
    path('dev', 'staging', 'stopped', 'main@7e7e0a1 is no release'),
    path(
      'staging',
      'prd',
      'stopped',
      'staging is held; nothing moves by itself',
    ),
  ],
});

const ids = [
  ['dev-int', 'development', 'main@0d1f2c7'],
  ['future', 'development', 'v2.1.0-rc.2'],
  ['active', 'testing', 'v2.0.3'],
  ['uat', 'testing', 'v2.0.3'],
  ['staging', 'staging', 'v2.0.3'],
  ['prod', 'production', 'v2.0.1'],
] as const;

const ledger = service({
  ...blank,
  ref: refOf('ledger'),
  title: 'Ledger',
  flow: {
    ref: 'releaseflow:default/six-environments',
    title: 'six-environments',
    revision: '4',
  },
  environments: ids.map(([id, tier, label]) => environment(id, tier, label)),
  paths: [
    path('dev-int', 'future', 'stopped', 'main@0d1f2c7 is no release'),
    path('dev-int', 'active', 'stopped', 'main@0d1f2c7 is no release'),
    path('future', 'active', 'possible', 'v2.1.0-rc.2 may move on', {
      release: { id: 'r-v2.1.0-rc.2', label: 'v2.1.0-rc.2' },
    }),
    path('active', 'uat', 'current', 'uat runs the same'),
    path('active', 'staging', 'current', 'staging runs the same'),
    path('uat', 'staging', 'current', 'staging runs the same'),
    path('staging', 'prod', 'open', '2 of 4 gates passed', {
      promotionId: 'p-waiting',
    }),
  ],
});

const empty = service({
  ...blank,
  ref: refOf('empty'),
  title: 'Empty',
  environments: [
    environment('dev', 'development', null),
    environment('staging', 'staging', null),
    environment('prd', 'production', null),
  ],
  paths: [
    path('dev', 'staging', 'stopped', 'Nothing runs in dev yet'),
    path('staging', 'prd', 'stopped', 'Nothing runs in staging yet'),
  ],
});

const broken = service({
  ...blank,
  ref: refOf('broken'),
  title: 'Broken',
  environments: [],
  paths: [],
  error: {
    field: 'spec.releaseFlow.parameters.resourceGroup',
    message: "'rg-other' does not match ^rg-qfa-[a-z]+$.",
  },
});

const readOnly = {
  promote: false,
  rollback: false,
  ephemeral: false,
  hold: false,
  override: false,
  emergency: false,
};

/** Services by entity ref. */
export const services: Record<string, ServiceState> = Object.fromEntries(
  [
    service(),
    possible,
    branches,
    moving,
    stale,
    ledger,
    empty,
    broken,
    service({
      ...blank,
      ref: refOf('observed'),
      title: 'Observed',
      mode: 'observe',
    }),
    service({
      ...blank,
      ref: refOf('advised'),
      title: 'Advised',
      mode: 'advise',
    }),
    frozen,
    service({
      ...blank,
      ref: refOf('disabled'),
      title: 'Disabled',
      effects: 'disabled',
    }),
    {
      ...possible,
      ref: refOf('reader'),
      title: 'Reader',
      environments: possible.environments.map(each => ({
        ...each,
        can: readOnly,
      })),
      release: {
        ...possible.release,
        canRun: false,
        canPublish: false,
        canReject: false,
      },
    },
  ].map(each => [each.ref, each]),
);
