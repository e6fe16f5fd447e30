import type {
  GateResult,
  Plan,
  TypedConfig,
} from 'backstage-plugin-release-flow-common';
import {
  DIGEST,
  COMMIT,
  exampleBinding,
} from '../../../__testUtils__/bindings';
import type {
  DecisionRecord,
  DeploymentRecord,
  EnvironmentRecord,
  ReleaseRecord,
} from '../../../database/records';
import type { GateReading, PromotionFacts } from '../../facts';
import { judgeGates } from '..';

export const NOW = '2026-11-21T12:00:00.000Z';
export const binding = exampleBinding();
export const [dev, staging, prd] = binding.environments;

export const artifact = [
  {
    component: 'api',
    identity: { image: 'registry.example/qfa-backend', digest: DIGEST('b') },
  },
];

export const release: ReleaseRecord = {
  id: 'r1',
  serviceRef: binding.service.ref,
  hostId: '1',
  tag: 'v0.4.0',
  version: '0.4.0',
  name: null,
  state: 'published',
  branch: null,
  tags: [],
  backport: null,
  commit: COMMIT('b'),
  artifact,
  artifactKey: `api=${DIGEST('b')}`,
  problem: null,
  rejected: null,
  critical: null,
  notes: '',
  notesOf: 'published',
  place: null,
  author: null,
  publishedBy: null,
  createdAt: NOW,
  publishedAt: NOW,
  url: 'https://git.example/r1',
  firstSeenAt: NOW,
  seenAt: NOW,
};

export const deployment: DeploymentRecord = {
  id: 'd1',
  serviceRef: binding.service.ref,
  environment: 'staging',
  kind: 'recorded',
  artifact,
  artifactKey: `api=${DIGEST('b')}`,
  label: 'v0.4.0',
  commit: COMMIT('b'),
  releaseId: 'r1',
  buildId: null,
  operationId: 'o1',
  intent: 'promote',
  verified: true,
  actor: 'user:default/ada',
  reason: null,
  sourceKey: null,
  happenedAt: NOW,
  recordedAt: NOW,
};

export const environment = (status: 'healthy' | 'unhealthy' | 'unknown') =>
  ({
    observation: {
      health: { status, message: 'Stopped' },
      state: 'Running',
      hosts: [],
    },
  }) as unknown as EnvironmentRecord;

export const upstream = {
  id: 'staging',
  title: 'Staging',
  environment: environment('healthy'),
  deployment,
  current: deployment,
};

export const image = {
  component: 'api',
  image: 'registry.example/qfa-backend',
  digest: DIGEST('b'),
  found: DIGEST('b'),
  tag: 'v0.4.0',
  tagDigest: DIGEST('b'),
};

export const read = <T>(value: T) => ({ value, at: NOW });
export const unread = { unread: 'it answers 502' };

export const clean: PromotionFacts = {
  now: NOW,
  release,
  build: undefined,
  rollbackTo: undefined,
  rejections: [],
  upstream: [upstream],
  tagCommit: read(COMMIT('b')),
  images: read([image]),
  references: read([
    { name: 'llm-api-key', resolved: true, status: 'Resolved' },
  ]),
  infrastructure: read({
    environment: 'prd',
    applied: { commit: COMMIT('c'), at: NOW, url: 'https://git.example/run' },
    failed: null,
    missing: [],
  }),
  members: read({ 'group:default/qfa-leads': ['user:default/mona'] }),
  decisions: [],
  overrides: [],
  checklists: [],
  freezes: [],
  environment: environment('healthy'),
  current: undefined,
  target: read({
    health: { status: 'healthy', message: '' },
    state: 'Running',
    hosts: [],
  }),
  operation: undefined,
};

export const HASH = 'f'.repeat(64);
export const decision = (
  actor: string,
  change: Partial<DecisionRecord> = {},
): DecisionRecord => ({
  operationId: 'o1',
  actor,
  decision: 'approve' as DecisionRecord['decision'],
  gate: '',
  emergency: false,
  comment: '',
  planHash: HASH,
  at: NOW,
  voided: null,
  ...change,
});

/** The one result of a plan with one gate. */
export function resultOf(
  gate: TypedConfig,
  change: Partial<PromotionFacts> = {},
  options: {
    intent?: Plan['intent'];
    from?: string | null;
    in?: typeof prd;
    plan?: Partial<Plan>;
    requestedBy?: string;
    reading?: GateReading;
  } = {},
): GateResult {
  const plan = {
    gates: [gate],
    intent: options.intent ?? 'promote',
    from: options.from === undefined ? 'staging' : options.from,
    commit: release.commit,
    emergency: false,
    ...options.plan,
  } as unknown as Plan;
  const [result] = judgeGates(
    { ...clean, ...change },
    {
      plan,
      planHash: HASH,
      binding,
      environment: options.in ?? prd,
      requestedBy: options.requestedBy ?? 'user:default/ada',
      readings: new Map(options.reading ? [[0, options.reading]] : []),
    },
  );
  return result;
}

/** The result in one line, for tables. */
export function judge(...given: Parameters<typeof resultOf>): string {
  const { status, code } = resultOf(...given);
  return `${status}: ${code}`;
}

export const build = {
  id: 'b1',
  serviceRef: binding.service.ref,
  intent: 'ephemeral',
  ref: 'feat/x',
  commit: COMMIT('e'),
  artifact,
  artifactKey: `api=${DIGEST('b')}`,
  builtBy: 'user:default/ada',
  builtAt: NOW,
  expiresAt: '2026-11-24T12:00:00.000Z',
};
