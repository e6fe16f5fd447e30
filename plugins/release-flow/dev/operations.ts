import type {
  Docs,
  EnvironmentInfrastructure,
  Infrastructure,
  RunbookEnvironment,
  Runbooks,
  WorkflowRunView,
  PromotionView,
} from 'backstage-plugin-release-flow-common';
import { waiting } from './waiting';
import { ADA, ago, commitOf, DAY, HOUR, MINUTE, MONA } from './fixtures';

const GITHUB = 'https://github.com/acme/qfa-backend';

const run = (
  number: number,
  at: string,
  change: Partial<WorkflowRunView> = {},
): WorkflowRunView => ({
  status: 'succeeded',
  event: 'workflow_dispatch',
  commit: commitOf('infra'),
  by: 'raj',
  at,
  url: `${GITHUB}/actions/runs/${number}`,
  ...change,
});

export const docs: Docs = {
  site: 'https://acme.github.io/qfa-backend',
  workflow: 'docs.yaml',
  published: {
    ...run(40, ago(2 * HOUR), {
      event: 'release',
      commit: commitOf('v0.4.0'),
      by: 'mona',
    }),
    label: 'v0.4.0',
    release: 'r-v0.4.0',
  },
  lastBuild: run(43, ago(30 * MINUTE), {
    event: 'push',
    commit: commitOf('main'),
  }),
  lastPublication: null,
  redOnMain: null,
  problem: null,
  message:
    'The site reflects release v0.4.0; a merge builds the docs and does not publish them.',
  open: null,
  can: { possible: true, message: null },
};

/** The site has never been set up. */
export const docsWithout: Docs = {
  ...docs,
  published: null,
  lastPublication: run(44, ago(5 * MINUTE), { status: 'failed', by: ADA }),
  redOnMain: run(45, ago(20 * MINUTE), { status: 'failed', event: 'push' }),
  problem: {
    code: 'pages-not-by-actions',
    message:
      "Pages publishes from a branch here, so publishing the docs fails with 404. Once, in the repository's settings, open Pages and set Source to GitHub Actions; then publish the docs.",
    url: `${GITHUB}/settings/pages`,
  },
  message:
    'The docs were never published. They are when a release is published, or by hand.',
};

const missing = (count: number, running = 0) => ({
  count,
  running,
  commits: [
    'infra: Key Vault reference for the tone of answers (#221)',
    'infra: health check path for the App Service (#219)',
    'infra: two instances in production, since one restarts at times (#218)',
    'infra: own plan for staging (#216)',
    'infra: tags (#215)',
  ]
    .slice(0, count)
    .map(message => ({
      sha: commitOf(message),
      message,
      url: `${GITHUB}/commit/${commitOf(message)}`,
    })),
});

const place = (
  environment: string,
  tier: string,
  change: Partial<EnvironmentInfrastructure>,
): EnvironmentInfrastructure => ({
  environment,
  title: environment,
  tier,
  name: environment,
  status: 'applied',
  message: `${environment} is at ${commitOf('infra').slice(0, 7)}, with nothing left to apply`,
  applied: run(30, ago(DAY)),
  apply: run(30, ago(DAY)),
  health: null,
  plan: null,
  plansByItself: false,
  missing: missing(0),
  isNext: false,
  open: null,
  can: { possible: true, message: null },
  ...change,
});

export const infrastructure: Infrastructure = {
  workflow: 'terraform.yaml',
  path: 'infra/',
  message:
    'Plans run by themselves for dev only; ask for a plan of the others. Nothing is applied by itself: each environment on its own, in any order.',
  environments: [
    place('dev', 'development', {
      plansByItself: true,
      plan: run(33, ago(3 * HOUR), { event: 'push' }),
      health: {
        ...{ status: 'unhealthy', message: 'GET /health answered 503' },
        at: ago(20 * HOUR),
      },
    }),
    place('staging', 'staging', {
      status: 'behind',
      isNext: true,
      message: `staging is at ${commitOf('older infra').slice(0, 7)}; 2 infrastructure commits are not applied`,
      applied: run(21, ago(9 * DAY), { commit: commitOf('older infra') }),
      apply: run(34, ago(HOUR), { status: 'failed', by: ADA }),
      plan: run(32, ago(2 * HOUR), { by: ADA }),
      missing: missing(2),
    }),
    place('prd', 'production', {
      status: 'running',
      message: 'An apply to prd is running',
      applied: run(20, ago(9 * DAY), { commit: commitOf('older infra') }),
      apply: run(35, ago(MINUTE), { status: 'running', by: 'raj' }),
      missing: missing(5, 2),
      open: {
        id: 'p-apply',
        state: 'deploying',
        message: 'terraform.yaml is in progress in GitHub',
        requestedBy: MONA,
        at: ago(MINUTE),
      },
      can: { possible: false, message: 'You may not apply to prd' },
    }),
  ],
  unclassified: {
    count: 7,
    runs: [
      { title: 'Terraform', at: ago(4 * DAY), url: `${GITHUB}/actions/runs/9` },
      {
        title: 'infra: try another provider',
        at: ago(6 * DAY),
        url: `${GITHUB}/actions/runs/8`,
      },
    ],
  },
};

const at = (
  id: string,
  tier: string,
  change: Partial<RunbookEnvironment> = {},
): RunbookEnvironment => ({
  id,
  title: id,
  tier,
  can: { possible: true, message: null },
  migrations: null,
  open: null,
  last: null,
  redeploy: null,
  ...change,
});

export const runbooks: Runbooks = {
  items: [
    {
      id: 'stuck-migration',
      title: 'A migration is stuck',
      when: 'The container does not begin to serve, and its log ends with a migration that waits for the lock',
      steps: [
        "Look who holds the advisory lock:\n\n```sql\nselect l.pid, a.state, a.query_start\nfrom pg_locks l join pg_stat_activity a using (pid)\nwhere l.locktype = 'advisory' and l.granted;\n```",
        'A lock of a dead session goes when its connection closes, within seconds. Wait a minute and look again.',
        'If it stays, end the session that holds it. `select pg_terminate_backend(pid);` with its pid.',
      ],
      inputs: [],
      run: null,
      gates: [],
      thenRedeploy: false,
      environments: [at('dev', 'development'), at('prd', 'production')],
    },
    {
      id: 'usage-tracking',
      title: 'Usage tracking is broken',
      when: 'Usage can’t be recorded, and the service must go on answering. It does not need its database for that.',
      steps: [
        'Turn it on again when the database is well, by the same runbook.',
      ],
      inputs: [
        {
          name: 'value',
          title: 'DB_TRACK_USAGE',
          description: 'false stops recording usage, true goes on with it',
          values: ['false', 'true'],
          pattern: null,
        },
      ],
      run: { by: 'workflow', what: 'set-setting.yaml' },
      gates: ['approvals'],
      thenRedeploy: true,
      environments: [
        at('dev', 'development'),
        at('staging', 'staging', {
          last: {
            id: 'p-runbook',
            state: 'succeeded',
            message: 'set-setting.yaml succeeded',
            requestedBy: ADA,
            at: ago(2 * MINUTE),
          },
          redeploy: { deployment: 'd-1', label: 'v0.4.0' },
        }),
        at('prd', 'production', {
          can: {
            possible: false,
            message: "'Usage tracking is broken' is under way in prd",
          },
          open: {
            id: 'p-runbook',
            state: 'waiting',
            message: '1 approval from qfa-leads: 0 of 1.',
            requestedBy: ADA,
            at: ago(4 * MINUTE),
          },
        }),
      ],
    },
    {
      id: 'take-back-migration',
      title: 'Take a migration back',
      when: 'A release was rolled back, and a migration of it must not stay',
      steps: [],
      inputs: [
        {
          name: 'migration',
          title: 'Migration',
          description: null,
          values: null,
          pattern: '\\d{14}_\\w+',
        },
      ],
      run: {
        by: 'task',
        what: 'npx prisma migrate resolve --rolled-back ${{ input.migration }}',
      },
      gates: ['approvals', 'sign-off'],
      thenRedeploy: false,
      environments: [
        at('staging', 'staging', {
          migrations: [],
          can: {
            possible: false,
            message:
              'No migration lies between the last two deployments to staging',
          },
        }),
        at('prd', 'production', {
          migrations: [
            'prisma/migrations/20240203120000_feedback/migration.sql',
            'prisma/migrations/20240205090000_feedback_index/migration.sql',
          ],
          last: {
            id: 'p-runbook',
            state: 'failed',
            message:
              'The task ended with exit code 1: the migration is not in a failed state',
            requestedBy: MONA,
            at: ago(3 * DAY),
          },
        }),
      ],
    },
  ],
};

/** Passes gates like a promotion, and brings nothing anywhere. */
export const runbookWaiting: PromotionView = {
  ...waiting,
  id: 'p-runbook',
  kind: 'runbook',
  number: 187,
  from: null,
  intent: 'promote',
  label: 'Usage tracking is broken',
  reason: 'usage can not be recorded',
  message: '1 approval from qfa-leads: 0 of 1.',
  artifact: null,
  releaseId: null,
  commit: null,
  base: null,
  compare: null,
  gates: waiting.gates.filter(({ type }) => type === 'approvals'),
  steps: [
    {
      ...waiting.steps[0],
      title: 'Run set-setting.yaml',
      detail: '',
      usuallyMs: null,
    },
  ],
  links: [],
};
