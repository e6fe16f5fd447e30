import type {
  Doctor,
  DoctorFinding,
  FlowDoctor,
} from 'backstage-plugin-release-flow-common';
import { ago, HOUR, MINUTE } from './fixtures';

const REPOSITORY = 'https://github.com/acme/qfa-backend';

export const findings: DoctorFinding[] = [
  {
    code: 'deploy-without-environment',
    severity: 'error',
    subject: 'workflow promote-to-dev.yaml',
    message:
      'The job deploy of promote-to-dev.yaml deploys without an environment.',
    why: 'A job without an environment deploys past its reviewers, branches and wait timer.',
    fix: 'jobs.deploy.environment: <name of the environment> in promote-to-dev.yaml',
    url: `${REPOSITORY}/blob/HEAD/.github/workflows/promote-to-dev.yaml`,
  },
  {
    code: 'branch-unprotected',
    severity: 'error',
    subject: 'branch main',
    message: 'main is protected by nothing.',
    why: 'Whoever can push changes what is deployed, unseen by anybody else.',
    fix: `gh api -X POST repos/acme/qfa-backend/rulesets --input - <<'JSON'\n{\n  "name": "Release flow: main",\n  "target": "branch",\n  "enforcement": "active"\n}\nJSON`,
    url: `${REPOSITORY}/settings/rules`,
  },
  {
    code: 'variable-missing',
    severity: 'error',
    subject: 'variable AZ_CLIENT_ID for prd',
    environment: 'prd',
    message:
      'The Actions variable AZ_CLIENT_ID is neither in the environment prd nor in the repository.',
    why: 'Workflows get an empty value and fail, or worse, go on.',
    fix: "gh variable set AZ_CLIENT_ID --env prd --repo acme/qfa-backend --body '<value>'",
    url: `${REPOSITORY}/settings/environments`,
  },
  {
    code: 'rollback-not-exercised',
    severity: 'warning',
    subject: 'rollback',
    message: 'No environment of qfa-backend was ever rolled back.',
    why: 'A way back that was never gone may not be one.',
    fix: 'Roll dev back to an earlier release and forward again',
  },
  {
    code: 'workflow-concurrency',
    severity: 'info',
    subject: 'workflow release.yaml',
    message: 'release.yaml, which makes releases, has no concurrency group.',
    why: 'Two runs of it may deploy to the same place at the same time.',
    fix: 'concurrency: deploy-release in release.yaml',
    url: `${REPOSITORY}/actions/workflows/release.yaml`,
  },
];

export const doctor: Doctor = {
  service: 'component:default/qfa-backend',
  lookedAt: ago(4 * MINUTE),
  isLooking: false,
  findings,
  looked: [
    'Environments in GitHub',
    'Workflow files',
    'Rules of branch main',
    'Target qfa-backend-prd',
    'Image of qfa-backend-prd',
  ],
  unread: [
    {
      what: 'Webhooks',
      why: 'GitHub refused to read webhooks of acme/qfa-backend. The credential needs administrator rights.',
    },
  ],
  nextAt: ago(-6 * HOUR),
  now: ago(0),
};

/** A service without anything to mend. */
export const well: Doctor = { ...doctor, findings: [], unread: [] };

export const flowDoctor: FlowDoctor = {
  flow: { ref: 'releaseflow:default/azure', title: 'Azure, three stages' },
  lookedAt: ago(2 * HOUR),
  isLooking: false,
  findings: [
    {
      code: 'approvers-tight',
      severity: 'warning',
      subject: 'approvals of prd',
      environment: 'prd',
      message:
        'group:default/qfa-leads has 2 members and 2 have to approve: none of them can ask.',
      why: 'Who decides here can not ask, since nobody approves what they asked for.',
      fix: 'Bring group:default/qfa-leads to 3 members in the catalog, or require fewer approvals',
    },
  ],
  looked: ['Groups of the flow'],
  unread: [],
  services: {
    total: 12,
    looked: 9,
    well: 6,
    findings: [
      {
        code: 'branch-unprotected',
        severity: 'error',
        count: 7,
        services: ['backend', 'reports', 'search', 'mail', 'web'].map(name => ({
          ref: `component:default/qfa-${name}`,
          title: `qfa-${name}`,
        })),
      },
      {
        code: 'rollback-not-exercised',
        severity: 'warning',
        count: 1,
        services: [
          { ref: 'component:default/qfa-reports', title: 'qfa-reports' },
        ],
      },
    ],
  },
  now: ago(0),
};
