import type {
  Compare,
  GateResult,
  ReleaseView,
} from 'backstage-plugin-release-flow-common';
import {
  ago,
  artifactOf,
  commitOf,
  DAY,
  HOUR,
  MINUTE,
  MONA,
  digestOf,
} from './fixtures';

const SECOND = 1_000;

export const NOTES = `## What's new

- Retry LLM calls on 429 by @mona in [#212](https://github.com/acme/qfa-backend/pull/212)
- Usage tracking per tenant, see \`DB_TRACK_USAGE\`
- Terraform: usage database binding

Digest: \`${artifactOf('v0.4.0')[0].component}\``;

/** Notes by somebody who means no good. */
export const HOSTILE_NOTES = `# Release

<script>window.hacked = true</script>
<img src="https://tracker.example.com/x.png" onerror="window.hacked = true">

![pixel](https://tracker.example.com/y.png)
[harmless looking](javascript:window.hacked=true) and [data](data:text/html,x) and [fine](https://example.com/fine)`;

export function release(
  tag: string,
  change: Partial<ReleaseView> = {},
): ReleaseView {
  return {
    id: `r-${tag}`,
    tag,
    version: tag.slice(1),
    name: tag,
    state: 'published',
    latest: false,
    artifact: artifactOf(tag),
    problem: null,
    rejected: null,
    branch: null,
    tags: [],
    acceptedBy: ['staging', 'prd'],
    critical: null,
    commit: commitOf(tag),
    notes: NOTES,
    author: 'ada',
    publishedBy: 'mona',
    createdAt: ago(3 * HOUR),
    publishedAt: ago(2 * HOUR),
    url: `https://github.com/acme/qfa-backend/releases/tag/${tag}`,
    environments: [],
    changes: { since: 'v0.3.7', commits: 8, infrastructure: 2, migrations: 1 },
    ...change,
  };
}

function build(
  id: string,
  tag: string,
  branch: string,
  change: Partial<ReleaseView> = {},
): ReleaseView {
  const commit = commitOf(id);
  return release(tag, {
    id: `b-${id}`,
    version: tag,
    name: 'feat: usage per tenant',
    state: 'build',
    branch,
    commit,
    artifact: artifactOf(id),
    publishedAt: null,
    publishedBy: null,
    createdAt: ago(40 * MINUTE),
    acceptedBy: ['dev', 'staging'],
    changes: null,
    url: `https://github.com/acme/qfa-backend/commit/${commit}`,
    ...change,
  });
}

/** Commits of branches: one still without its image, one that an urgent fix is. */
export const builds: ReleaseView[] = [
  build('main-2', `main@${commitOf('main-2').slice(0, 7)}`, 'main', {
    artifact: null,
    createdAt: ago(4 * MINUTE),
    problem: {
      code: 'waiting-for-image',
      message:
        'Waiting for its image: acme.azurecr.io/qfa-backend:sha-4be1 is not there. It is tried again at every reading.',
    },
  }),
  build('main-1', `main@${commitOf('main-1').slice(0, 7)}`, 'main', {
    environments: ['dev'],
  }),
  build('release', 'v1.3.0', 'release/v1.3.0', {
    name: 'fix: say which tenant ran out',
    createdAt: ago(3 * HOUR),
  }),
  build(
    'hotfix',
    `hotfix/token-refresh@${commitOf('hotfix').slice(0, 7)}`,
    'hotfix/token-refresh',
    {
      name: 'fix: refresh the token in time',
      createdAt: ago(2 * DAY),
      environments: ['prd'],
    },
  ),
];

export const releases: ReleaseView[] = [
  release('v0.4.1', {
    state: 'draft',
    publishedAt: null,
    publishedBy: null,
    createdAt: ago(6 * MINUTE),
    changes: { since: 'v0.4.0', commits: 2, infrastructure: 0, migrations: 0 },
  }),
  release('v0.4.0', { latest: true, environments: ['staging'] }),
  release('v0.3.7', {
    critical: {
      by: MONA,
      at: ago(9 * DAY),
      reason: 'closes a hole in the login',
    },
    environments: ['prd'],
    publishedAt: ago(9 * DAY),
    changes: { since: 'v0.3.6', commits: 2, infrastructure: 0, migrations: 0 },
  }),
  release('v0.3.6', {
    publishedAt: ago(21 * DAY),
    rejected: { by: MONA, at: ago(20 * DAY), reason: 'memory leak' },
    changes: { since: 'v0.3.5', commits: 5, infrastructure: 0, migrations: 0 },
  }),
  release('v0.3.5', {
    publishedAt: ago(40 * DAY),
    artifact: null,
    problem: {
      code: 'no-digest',
      message: 'The release body names no digest, so it can’t be deployed.',
    },
    changes: null,
    notes: '',
  }),
];

const commit = (
  message: string,
  author: string,
  marks: Compare['commits'][number]['marks'] = [],
): Compare['commits'][number] => ({
  sha: commitOf(message),
  message,
  author,
  at: ago(5 * HOUR),
  url: `https://github.com/acme/qfa-backend/commit/${commitOf(message)}`,
  marks,
});

export const compare: Compare = {
  from: commitOf('v0.3.7'),
  to: commitOf('v0.4.0'),
  status: 'ahead',
  ahead: 8,
  behind: 0,
  commits: [
    commit('Retry LLM calls on 429 (#212)', 'Mona Osei'),
    commit('Usage tracking per tenant (#208)', 'Ruth Lindgren'),
    commit('Terraform: usage database binding (#209)', 'Mona Osei', [
      'infrastructure',
    ]),
    commit('Add usage table (#210)', 'Ada Lindqvist', ['migration']),
    commit('Drop the v1 answer format (#207)', 'Ben Okafor', ['breaking']),
    commit('Log the tenant of every question', 'Ada Lindqvist'),
    commit('Bump uvicorn', 'Ben Okafor'),
    commit('Fix typo in the health answer', 'Ada Lindqvist'),
  ],
  files: 31,
  url: 'https://github.com/acme/qfa-backend/compare/v0.3.7...v0.4.0',
  message: null,
};

export const gate = (
  type: string,
  title: string,
  message: string,
  change: Partial<GateResult> = {},
): GateResult => ({
  type,
  title,
  status: 'passed',
  code: type,
  message,
  evidence: [],
  checkedAt: ago(4 * SECOND),
  nextCheckAt: null,
  ...change,
});

export const gates: GateResult[] = [
  gate(
    'source',
    'Published and final',
    `GitHub release v0.4.0, published ${ago(2 * HOUR)}`,
  ),
  gate(
    'proven-upstream',
    'Proven in staging',
    `Healthy there since ${ago(2 * HOUR)} on the same digest`,
  ),
  gate(
    'artifact-available',
    'Image still in the registry',
    `${digestOf('v0.4.0')}, 184 MB`,
  ),
  gate(
    'configuration-resolved',
    'Settings are there, and references resolve',
    '3 of 3: llm-api-key, llm-api-base, auth-api-keys',
  ),
  gate(
    'infrastructure-applied',
    'Infrastructure applied',
    `prd is at ${commitOf('infra')}, which contains the 2 infra commits of this release`,
  ),
  gate(
    'approvals',
    '1 approval from qfa-leads',
    "0 of 1. The requester can't approve.",
    {
      status: 'waiting',
      code: 'approval-needed',
    },
  ),
];
