import type {
  Preflight,
  PromotionSummary,
} from 'backstage-plugin-release-flow-common';
import { ADA, ago, BEN, DAY, HOUR, MINUTE } from './fixtures';
import { PLAN, steps, waiting } from './waiting';
import { compare, gate, gates } from './releases';

const { id, kind, number, service, environment, intent, origin, emergency } =
  waiting;

export const summaries: PromotionSummary[] = [
  {
    id,
    kind,
    number,
    service,
    environment,
    intent,
    origin,
    emergency,
    state: 'waiting',
    message: 'Needs 1 approval from qfa-leads',
    label: 'v0.4.0',
    requestedBy: ADA,
    requestedAt: ago(12 * MINUTE),
    reason: 'usage tracking for the pilot',
    finishedAt: null,
    expiresAt: ago(-(DAY - 12 * MINUTE)),
    base: 'v0.3.7',
  },
  {
    id: 'p-verifying',
    kind: 'promotion',
    number: 185,
    service: { ref: 'component:default/ledger', title: 'Ledger' },
    environment: { id: 'uat', title: 'uat', tier: 'testing' },
    intent: 'rollback',
    origin: 'person',
    emergency: false,
    state: 'waiting',
    message: 'Needs 2 approvals from partners',
    label: 'v2.0.1',
    requestedBy: BEN,
    requestedAt: ago(3 * HOUR),
    reason: null,
    finishedAt: null,
    expiresAt: null,
    base: 'v2.0.3',
  },
];

export const preflight: Preflight = {
  environment: 'prd',
  intent: 'promote',
  label: 'v0.4.0',
  allowed: true,
  refusals: [],
  warnings: [
    {
      code: 'migrations',
      message: 'It brings 1 database migration; the container starts later.',
    },
  ],
  gates,
  steps,
  base: waiting.base,
  artifact: waiting.artifact,
  compare,
  needsReason: false,
  emergency: { possible: false, message: 'The flow has no emergency path.' },
  onFailure: waiting.onFailure,
  planHash: PLAN,
  proposedVersion: null,
};

export const refused: Preflight = {
  ...preflight,
  allowed: false,
  warnings: [],
  refusals: [
    {
      code: 'not-proven-upstream',
      message: 'This artifact never ran in staging. Promote it there first.',
    },
  ],
};

/** What it waits for is a freeze; it could be an emergency. */
export const frozen: Preflight = {
  ...preflight,
  emergency: {
    possible: true,
    message: 'incident-leads decide instead of qfa-leads.',
  },
  gates: [
    gate(
      'freeze',
      'No freeze',
      `Year end until ${ago(-9 * DAY)}: Few people are there to help`,
      {
        key: 'freeze',
        status: 'waiting',
        code: 'frozen',
        about: 'freeze f-year',
      },
    ),
    ...gates,
  ],
};
