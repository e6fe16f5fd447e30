import type {
  Earlier,
  EnvironmentRuntime,
  Logs,
  ParityView,
  PromotionGuide,
  RuntimeView,
} from 'backstage-plugin-release-flow-common';
import { ago, artifactOf, digestOf, HOUR, MINUTE, NOW } from './fixtures';

const SECOND = 1_000;

type Setting = EnvironmentRuntime['settings'][number];

const setting = (name: string, change: Partial<Setting> = {}): Setting => ({
  name,
  status: 'ok',
  declared: false,
  required: false,
  differs: false,
  value: null,
  expected: null,
  reference: null,
  ...change,
});

const settings = [
  setting('DB_AUTH_MODE', {
    declared: true,
    value: 'entra',
    expected: 'entra',
  }),
  setting('DB_TRACK_USAGE', { declared: true, value: 'true' }),
  setting('LLM_API_KEY', {
    declared: true,
    required: true,
    reference: 'Resolved',
  }),
  setting('AUTH_API_KEYS', {
    declared: true,
    required: true,
    reference: 'Resolved',
  }),
  setting('TENANT', { declared: true, differs: true }),
  setting('WEBSITES_PORT'),
  setting('WEBSITES_ENABLE_APP_SERVICE_STORAGE'),
];

const link = (title: string, page: string) => ({
  title,
  url: `https://portal.azure.com/#@/resource/${page}`,
});

function environment(
  id: string,
  tier: string,
  change: Partial<EnvironmentRuntime> = {},
): EnvironmentRuntime {
  return {
    id,
    title: id,
    tier,
    target: { type: 'azure-app-service', name: `qfa-backend-${id}` },
    supported: true,
    reading: {
      source: `qfa-backend-${id}`,
      at: ago(40 * SECOND),
      error: null,
    },
    runtime: {
      state: 'Running',
      image: `acr.example.com/qfa-backend@${digestOf('v0.4.0')}`,
      instances: [{ id: '716661626163', state: 'READY', health: 'healthy' }],
      scale: { desired: 1 },
      instanceClass: 'B1',
      healthPath: '/health',
      events: [],
      links: [
        link('Azure portal', `qfa-backend-${id}`),
        link('Log stream', `qfa-backend-${id}/logStream`),
      ],
    },
    references: [],
    settings,
    findings: [],
    runbooks: [{ id: 'unlock', title: 'Free the migration lock' }],
    links: [{ title: 'Dashboard', url: 'https://grafana.example.com/qfa' }],
    urls: {},
    mirrors: null,
    ...change,
  };
}

const base = environment('prd', 'production').runtime!;

/** Production lacks a secret, staging could not be read, dev is fine. */
export const runtime: RuntimeView = {
  environments: [
    environment('dev', 'development'),
    environment('staging', 'staging', {
      mirrors: { environment: 'prd', title: 'prd', differences: 3 },
      reading: {
        source: 'qfa-backend-staging',
        at: ago(26 * MINUTE),
        error: 'Azure does not answer (timeout after 10 s)',
      },
    }),
    environment('prd', 'production', {
      runtime: {
        ...base,
        instances: [
          {
            id: '716661626163',
            state: 'READY',
            health: 'healthy',
            startedAt: ago(9 * HOUR),
          },
          { id: '716661626164', state: 'STOPPED', health: 'unhealthy' },
        ],
        scale: { desired: 2, min: 2, max: 4, cpuTarget: 70 },
        instanceClass: 'P1v3',
        rollout: {
          status: 'IN_PROGRESS',
          message: 'one instance is being replaced',
          startedAt: ago(3 * MINUTE),
        },
        events: [
          { at: ago(2 * MINUTE), message: 'Instance 716661626164 stopped' },
          { at: ago(3 * MINUTE), message: 'Configuration was changed' },
        ],
      },
      references: [
        {
          name: 'LLM_API_KEY',
          resolved: false,
          status: 'SecretNotFound',
          message: 'The reference could not be resolved',
        },
      ],
      settings: [
        setting('VITE_API_BASE', {
          declared: true,
          required: true,
          status: 'missing',
        }),
        setting('DB_AUTH_MODE', {
          declared: true,
          status: 'differs',
          value: 'password',
          expected: 'entra',
        }),
        ...settings
          .slice(2)
          .map(it =>
            it.name === 'LLM_API_KEY'
              ? { ...it, reference: 'SecretNotFound' }
              : it,
          ),
      ],
      findings: [
        {
          code: 'setting-missing',
          severity: 'error',
          subject: 'site qfa-backend-prd',
          message: 'The setting VITE_API_BASE is missing',
          why: 'The app would start and fail',
          fix: 'Set VITE_API_BASE, in the infrastructure code where it is declared',
          url: 'https://portal.azure.com/#@/resource/qfa-backend-prd',
        },
        {
          code: 'sticky-sessions',
          severity: 'warning',
          subject: 'site qfa-backend-prd',
          message: 'ARR affinity keeps each caller on one instance',
          why: 'Load is not shared, and callers of a stopped instance lose their session',
          fix: 'Turn ARR affinity off: az webapp update --client-affinity-enabled false',
        },
      ],
    }),
  ],
  migrations: ['alembic/versions/*.py'],
  notes: [
    {
      title: 'Migrations and the lock',
      text: '`entrypoint.sh` applies migrations before it serves, under an advisory lock of the connection: replicas wait for **one** migrator.',
    },
    {
      title: 'Works without the database',
      text: 'Set `DB_TRACK_USAGE=false` and deploy again when usage tracking is broken.',
    },
  ],
  now: NOW,
};

/** Targets that say what they run, and not how. */
export const silent: RuntimeView = {
  environments: runtime.environments.map(each => ({
    ...each,
    supported: false,
    runtime: null,
    settings: [],
    findings: [],
    references: [],
    mirrors: null,
  })),
  migrations: [],
  notes: [],
  now: NOW,
};

export function parityOf(left: string, right: string): ParityView {
  const [here, there] = [left, right].map(id => {
    const { title, reading } = runtime.environments.find(it => it.id === id)!;
    return { id, title, reading };
  });
  const isSame = ![left, right].includes('prd');
  return {
    left: here,
    right: there,
    comparable: true,
    message: isSame
      ? `${here.title} and ${there.title} are alike.`
      : `${here.title} and ${there.title} differ in 3 things.`,
    differences: isSame
      ? []
      : [
          {
            aspect: 'instance-class',
            name: 'Instance class',
            left: 'B1',
            right: 'P1v3',
            intended: false,
          },
          {
            aspect: 'instances',
            name: 'Instances',
            left: '1',
            right: '2 to 4',
            intended: false,
          },
          {
            aspect: 'setting',
            name: 'DB_TRACK_USAGE',
            left: 'set',
            right: null,
            intended: false,
          },
          {
            aspect: 'setting',
            name: 'TENANT',
            left: null,
            right: 'set',
            intended: true,
          },
        ],
    same: ['Image family', 'Health path', '5 names of settings'],
    alike: isSame ? ['TENANT'] : [],
  };
}

const commands: PromotionGuide['commands'] = [
  {
    step: 'deploy',
    title: 'Deploy',
    lines: [
      'gh workflow run promote-to-prd.yaml --repo acme/qfa-backend --raw-field tag=v0.4.0',
    ],
  },
  {
    step: 'observe',
    title: 'See what the target is set to',
    lines: [
      'az webapp config show --name qfa-backend-prd --resource-group rg-qfa-prd --query linuxFxVersion --output tsv',
    ],
  },
];

const checks: PromotionGuide['checks'] = [
  {
    id: 'step',
    title: 'The step that failed: GET /health answers 200',
    detail: 'GET /health answered 503 in 40 ms, not 200',
    links: [
      { title: 'Its run', url: 'https://github.com/acme/qfa-backend/runs/1' },
    ],
  },
  {
    id: 'secrets',
    title: 'Secrets that do not resolve',
    detail: 'LLM_API_KEY is SecretNotFound',
    links: [],
  },
  {
    id: 'declared-0',
    title: 'Migration is stuck',
    detail:
      'Look at pg_locks for the advisory lock\nEnd the holding backend with pg_terminate_backend(pid)',
    links: [],
  },
  {
    id: 'way-back',
    title: 'Roll prd back to v0.3.7',
    detail:
      'Go back to what ran before, then look in peace: Roll back on the card of the environment.',
    links: [],
  },
];

const STUCK = /failed|attention|errored|trouble/;

export const guideOf = (id: string): PromotionGuide => ({
  commands,
  checks: STUCK.test(id) ? checks : [],
  logs: { possible: true, message: '' },
});

export const logs: Logs = {
  environment: 'prd',
  lines: [
    { at: ago(90 * SECOND), text: 'INFO  Applying migration 0007_add_usage' },
    {
      at: ago(80 * SECOND),
      text: 'ERROR could not connect to postgres://***@qfa-db/qfa: timeout',
    },
  ],
  message: '',
  links: [
    {
      title: 'Log stream',
      url: 'https://portal.azure.com/#@/resource/qfa-backend-prd/logStream',
    },
  ],
};

export const earlier: Earlier = {
  environment: 'prd',
  message: '',
  items: [
    {
      label: 'qfa-backend:41',
      artifact: artifactOf('v0.3.6'),
      at: ago(200 * HOUR),
      deployment: { id: 'd-prd-v0-3-6', label: 'v0.3.6', verified: true },
      message: 'May be rolled back to',
    },
    {
      label: 'qfa-backend:40',
      artifact: artifactOf('by hand'),
      at: null,
      deployment: null,
      message: 'No deployment of it is known here, so it is not offered.',
    },
  ],
};
