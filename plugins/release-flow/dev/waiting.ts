import type { PromotionView, Step } from 'backstage-plugin-release-flow-common';
import {
  ADA,
  ago,
  artifactOf,
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
export const progress = (done: number, next?: Partial<Step>): Step[] =>
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
export const approvedGates = passed.map(each =>
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
  kind: 'promotion',
  number: 184,
  service: { ref: SERVICE, title: 'QFA backend' },
  environment: { id: 'prd', title: 'prd', tier: 'production' },
  from: 'staging',
  intent: 'promote',
  origin: 'person',
  emergency: false,
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
  checklists: [],
  planChange: null,
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
    signOff: [],
    override: false,
  },
  now: NOW,
};

export const nothing: PromotionView['can'] = {
  approve: false,
  approveMessage: null,
  reject: false,
  cancel: false,
  retry: false,
  resolve: false,
  signOff: [],
  override: false,
};
