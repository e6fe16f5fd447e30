import type { PromotionView, Step } from 'backstage-plugin-release-flow-common';
import {
  ADA,
  ago,
  artifactOf,
  BEN,
  commitOf,
  DAY,
  MINUTE,
  MONA,
  NOW,
  SERVICE,
} from './fixtures';
import { compare, gates } from './releases';

export const PLAN =
  '7c1e9a04b2d35f6688aa01c2d3e4f5061728394a5b6c7d8e9f00112233445566';

const step = (
  id: string,
  title: string,
  detail: string,
  usuallyMs: number | null,
): Step => ({
  id,
  title,
  detail,
  state: 'pending',
  startedAt: null,
  finishedAt: null,
  usuallyMs,
  url: null,
});

export const steps: Step[] = [
  step(
    'deploy',
    'Point qfa-backend-prd at the digest',
    'App Service in resource group rg-qfa-prd',
    40_000,
  ),
  step(
    'verify-0',
    'Wait until /health answers 200',
    'up to 10 min; container start includes migrations',
    55_000,
  ),
  step(
    'verify-1',
    'See the digest running',
    'read from /version of the site',
    5_000,
  ),
];

/** The first `done` steps done, the next one as told. */
const progress = (done: number, next?: Partial<Step>): Step[] =>
  steps.map((each, index) => {
    if (index < done) {
      return {
        ...each,
        state: 'done',
        startedAt: ago(3 * MINUTE - index * 45_000),
        finishedAt: ago(3 * MINUTE - index * 45_000 - 42_000),
      };
    }
    return index === done ? { ...each, ...next } : each;
  });

const passed = gates.map(each => ({ ...each, status: 'passed' as const }));
const approvedGates = passed.map(each =>
  each.type === 'approvals'
    ? {
        ...each,
        message: 'Approved by mona',
        evidence: [`${MONA} at ${ago(4 * MINUTE)}: looks good in staging`],
      }
    : each,
);

export const waiting: PromotionView = {
  id: 'p-waiting',
  number: 184,
  service: { ref: SERVICE, title: 'QFA backend' },
  environment: { id: 'prd', title: 'prd', tier: 'production' },
  from: 'staging',
  intent: 'promote',
  origin: 'person',
  state: 'waiting',
  message: 'Waits for 1 approval from qfa-leads',
  trouble: null,
  code: null,
  label: 'v0.4.0',
  releaseId: 'r-v0.4.0',
  artifact: artifactOf('v0.4.0'),
  commit: commitOf('v0.4.0'),
  gitRef: null,
  base: { label: 'v0.3.7', artifact: artifactOf('v0.3.7') },
  requestedBy: ADA,
  requestedAt: ago(12 * MINUTE),
  reason: 'usage tracking for the pilot',
  via: 'portal',
  finishedAt: null,
  expiresAt: ago(-(DAY - 12 * MINUTE)),
  planHash: PLAN,
  flow: {
    ref: 'releaseflow:default/azure-three-stage',
    title: 'azure-three-stage',
    revision: '12',
  },
  gates,
  gatesCheckedAt: ago(4_000),
  steps,
  onFailure: { action: 'rollback', label: 'v0.3.7' },
  decisions: [],
  links: [
    { title: 'qfa-backend-prd in Azure', url: 'https://portal.azure.com/#qfa' },
    {
      title: 'Release v0.4.0 in GitHub',
      url: 'https://github.com/acme/qfa-backend/releases/tag/v0.4.0',
    },
  ],
  compare,
  events: [
    { at: ago(12 * MINUTE), actor: ADA, message: 'Asked for v0.4.0 to prd' },
    {
      at: ago(11 * MINUTE),
      actor: 'release-flow',
      message: '5 of 6 gates passed',
    },
  ],
  can: {
    approve: true,
    approveMessage: null,
    reject: true,
    cancel: false,
    retry: false,
    resolve: false,
  },
  now: NOW,
};

const nothing = {
  approve: false,
  approveMessage: null,
  reject: false,
  cancel: false,
  retry: false,
  resolve: false,
};

const decided: Partial<PromotionView> = {
  gates: approvedGates,
  decisions: [
    {
      actor: BEN,
      decision: 'approve',
      comment: '',
      at: ago(8 * MINUTE),
      voided: `The plan changed at ${ago(6 * MINUTE)}: the base was v0.3.6`,
    },
    {
      actor: MONA,
      decision: 'approve',
      comment: 'looks good in staging',
      at: ago(4 * MINUTE),
      voided: null,
    },
  ],
  events: [
    ...waiting.events,
    { at: ago(4 * MINUTE), actor: MONA, message: 'Approved' },
    {
      at: ago(3 * MINUTE),
      actor: 'release-flow',
      message: 'Every gate passed, deploying',
    },
  ],
  expiresAt: null,
  can: { ...nothing, cancel: true },
};

const ended = (
  state: PromotionView['state'],
  message: string,
  change: Partial<PromotionView> = {},
): PromotionView => ({
  ...waiting,
  ...decided,
  id: `p-${state}`,
  state,
  message,
  finishedAt: ago(MINUTE),
  can: { ...nothing, retry: state !== 'succeeded' },
  ...change,
});

/** One promotion per state, by id. */
export const promotions: Record<string, PromotionView> = Object.fromEntries(
  [
    waiting,
    {
      ...waiting,
      id: 'p-own',
      can: {
        ...nothing,
        cancel: true,
        approveMessage: "You asked for it, so you can't approve it.",
      },
    },
    {
      ...waiting,
      id: 'p-trouble',
      trouble: `GitHub does not answer (503); tried again ${ago(-45_000)}`,
    },
    {
      ...waiting,
      ...decided,
      id: 'p-deploying',
      state: 'deploying' as const,
      message: 'Pointing the App Service at the digest',
      steps: progress(0, { state: 'running', startedAt: ago(22_000) }),
    },
    {
      ...waiting,
      ...decided,
      id: 'p-waiting-in-github',
      state: 'waiting-in-github' as const,
      message: 'promote-to-prd.yaml waits for a reviewer',
      steps: progress(0, {
        state: 'running',
        startedAt: ago(90_000),
        url: 'https://github.com/acme/qfa-backend/actions/runs/42',
      }),
      links: [
        {
          title: 'Run 42 of promote-to-prd.yaml',
          url: 'https://github.com/acme/qfa-backend/actions/runs/42',
        },
        ...waiting.links,
      ],
    },
    {
      ...waiting,
      ...decided,
      id: 'p-verifying',
      state: 'verifying' as const,
      message: 'Waiting until /health answers 200',
      steps: progress(1, { state: 'running', startedAt: ago(22_000) }),
    },
    {
      ...waiting,
      ...decided,
      id: 'p-rolling-back',
      state: 'rolling-back' as const,
      message: '/health answered 503 for 10 min; going back to v0.3.7',
      steps: progress(1, {
        state: 'failed',
        startedAt: ago(10 * MINUTE),
        finishedAt: ago(MINUTE),
      }),
      can: nothing,
    },
    {
      ...waiting,
      ...decided,
      id: 'p-attention',
      state: 'attention' as const,
      message: 'Azure did not answer the change, and the site can’t be read.',
      steps: progress(0, { state: 'running', startedAt: ago(22_000) }),
      can: { ...nothing, resolve: true },
    },
    ended('succeeded', 'Healthy on the wanted digest.', {
      steps: progress(3),
      expiresAt: null,
    }),
    ended('rolled-back', '/health answered 503 for 10 min.', {
      steps: progress(1, {
        state: 'failed',
        startedAt: ago(10 * MINUTE),
        finishedAt: ago(MINUTE),
      }),
    }),
    ended('failed', 'Something else was deployed meanwhile (overtaken).'),
    ended('errored', 'Azure refused the change: the site is locked.'),
    ended('rejected', `Rejected by ${MONA}: not before the pilot starts`, {
      decisions: [
        {
          actor: MONA,
          decision: 'reject',
          comment: 'not before the pilot starts',
          at: ago(MINUTE),
          voided: null,
        },
      ],
    }),
    ended('cancelled', `Cancelled by ${ADA}`),
    ended('expired', 'Nobody decided within 24 h'),
    ended('superseded', 'v0.4.1 took its place'),
  ].map(each => [each.id, each]),
);
