import type {
  Drill,
  Artifact,
  DeploymentView,
  EnvironmentState,
  PathState,
  ServiceState,
} from 'backstage-plugin-release-flow-common';

/** One set of states, looked at by people in the dev app and by the tests. */
export const NOW = new Date().toISOString();

const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const ago = (ms: number) => new Date(Date.parse(NOW) - ms).toISOString();

const hex = (seed: string, length: number) => {
  let state = 2166136261;
  let text = '';
  for (let index = 0; text.length < length; index += 1) {
    state = Math.imul(state, 16777619);
    state = (state + seed.charCodeAt(index % seed.length) * 2654435) >>> 0;
    if (index >= seed.length) text += ((state >>> 8) % 65536).toString(16);
  }
  return text.slice(0, length);
};

export const commitOf = (seed: string) => hex(`commit ${seed}`, 40);

export const digestOf = (seed: string) => `sha256:${hex(seed, 64)}`;

export const artifactOf = (seed: string): Artifact => [
  {
    component: 'api',
    identity: {
      image: 'registry.example.com/qfa-backend',
      digest: digestOf(seed),
    },
  },
];

export const ADA = 'user:default/ada';
export const BEN = 'user:default/ben';
export const MONA = 'user:default/mona';
export const SERVICE = 'component:default/qfa-backend';

export function deployment(
  label: string,
  where: string,
  change: Partial<DeploymentView> = {},
): DeploymentView {
  return {
    id: `d-${where}-${label.replace(/\W/g, '-')}`,
    environment: where,
    label,
    artifact: artifactOf(label),
    commit: commitOf(label),
    releaseId: `r-${label}`,
    buildId: null,
    operationId: null,
    kind: 'recorded',
    source: 'Release Flow',
    intent: 'promote',
    verified: true,
    actor: ADA,
    reason: null,
    happenedAt: ago(2 * HOUR),
    recordedAt: ago(2 * HOUR),
    rollback: null,
    ...change,
  };
}

/** Staging went back and came forward again. */
export const drill = (change: Partial<Drill> = {}): Drill => ({
  id: 'd-1',
  kind: 'real',
  state: 'passed',
  message: 'Back to v0.3.7 in 41 s and forward to v0.4.0 in 38 s',
  by: MONA,
  at: ago(3 * DAY),
  endedAt: ago(3 * DAY),
  reason: 'the quarterly drill',
  from: { deployment: 'd-v0.4.0', label: 'v0.4.0' },
  to: { deployment: 'd-v0.3.7', label: 'v0.3.7' },
  back: { promotion: 'p-succeeded', waitedMs: 4_000, tookMs: 41_000 },
  forward: { promotion: 'p-succeeded', waitedMs: 2_000, tookMs: 38_000 },
  within: 'PT10M',
  inTime: true,
  passedAt: ago(3 * DAY),
  ...change,
});

export function environment(
  id: string,
  tier: EnvironmentState['tier'],
  label: string | null,
  change: Partial<EnvironmentState> = {},
): EnvironmentState {
  const artifact = label ? artifactOf(label) : null;
  return {
    id,
    title: id,
    tier,
    purpose: null,
    access: [],
    about: {
      stability: null,
      data: null,
      infrastructure: null,
      monitoring: null,
    },
    urls: { api: `https://qfa-${id}.example.com` },
    links: [{ title: 'Logs', url: `https://logs.example.com/${id}` }],
    target: { type: 'azure-app-service', name: `qfa-backend-${id}` },
    accepts:
      tier === 'development'
        ? ['draft releases', 'published releases', 'ephemeral builds']
        : ['published releases'],
    recorded: label ? deployment(label, id) : null,
    declared: null,
    observed: {
      configured: artifact,
      running: artifact,
      label,
      health: label
        ? { status: 'healthy', message: '/health answers 200' }
        : { status: 'unknown', message: 'Nothing runs here' },
      reading: {
        source: 'azure-app-service',
        at: ago(20 * SECOND),
        error: null,
      },
    },
    withheld: null,
    drift: null,
    hold: null,
    freeze: null,
    ephemeral: null,
    problem: null,
    behind: null,
    openPromotion: null,
    restore: null,
    revert: null,
    drill: { possible: true, message: '' },
    lastDrill: null,
    can: {
      promote: true,
      rollback: true,
      ephemeral: tier === 'development',
      hold: true,
      override: true,
      emergency: tier === 'production',
    },
    ...change,
  };
}

export const path = (
  from: string,
  to: string,
  status: PathState['status'],
  message: string,
  change: Partial<PathState> = {},
): PathState => ({
  from,
  to,
  status,
  code: status,
  message,
  release: null,
  promotionId: null,
  ...change,
});

/** Released, published, in staging; production waits for an approval. */
export function service(change: Partial<ServiceState> = {}): ServiceState {
  return {
    ref: SERVICE,
    title: 'QFA backend',
    owner: 'group:default/qfa',
    flow: {
      ref: 'releaseflow:default/azure-three-stage',
      title: 'azure-three-stage',
      revision: '12',
    },
    mode: 'enforce',
    effects: 'enabled',
    error: null,
    repository: {
      host: 'github.com',
      slug: 'acme/qfa-backend',
      url: 'https://github.com/acme/qfa-backend',
      reading: { source: 'github', at: ago(25 * SECOND), error: null },
    },
    environments: [
      environment('dev', 'development', 'v0.4.0', {
        recorded: deployment('feat/some-experiment', 'dev', {
          intent: 'ephemeral',
          releaseId: null,
          happenedAt: ago(40 * MINUTE),
        }),
        ephemeral: {
          ref: 'feat/some-experiment',
          commit: commitOf('feat/some-experiment'),
          expiresAt: ago(-2 * DAY - HOUR),
        },
        restore: { releaseId: 'r-v0.4.0', label: 'v0.4.0' },
      }),
      environment('staging', 'staging', 'v0.4.0', {
        recorded: deployment('v0.4.0', 'staging', { actor: MONA }),
        lastDrill: drill(),
        urls: {
          web: 'https://qfa-staging.example.com',
          api: 'https://qfa-staging.example.com/api',
        },
      }),
      environment('prd', 'production', 'v0.3.7', {
        recorded: deployment('v0.3.7', 'prd', {
          actor: BEN,
          happenedAt: ago(9 * DAY),
        }),
        behind: { environment: 'staging', releases: 1, commits: 8 },
        openPromotion: {
          id: 'p-waiting',
          state: 'waiting',
          label: 'v0.4.0',
          gatesPassed: 5,
          gatesTotal: 6,
        },
      }),
    ],
    paths: [
      path('dev', 'staging', 'stopped', 'An ephemeral build stops here'),
      path('staging', 'prd', 'open', '5 of 6 gates passed', {
        promotionId: 'p-waiting',
      }),
    ],
    operations: [],
    awaitingMe: [
      {
        id: 'p-waiting',
        environment: 'prd',
        label: 'v0.4.0',
        message: 'It needs 1 approval from qfa-leads.',
        requestedAt: ago(12 * MINUTE),
      },
    ],
    reminders: [],
    release: {
      canRun: true,
      canBranch: false,
      canPublish: true,
      canReject: true,
      workflow: 'release.yaml',
      ephemeralWorkflow: 'build-from-commit.yaml',
      changelog: 'CHANGELOG.md',
    },
    now: NOW,
    ...change,
  };
}
