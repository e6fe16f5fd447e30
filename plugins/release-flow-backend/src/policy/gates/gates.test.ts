import type { Plan, TypedConfig } from 'backstage-plugin-release-flow-common';
import { DIGEST, COMMIT, exampleBinding } from '../../__testUtils__/bindings';
import type {
  DeploymentRecord,
  EnvironmentRecord,
  ReleaseRecord,
} from '../../database/records';
import type { PromotionFacts } from '../facts';
import { judgeGates, summarise } from '.';

const NOW = '2026-11-21T12:00:00.000Z';
const binding = exampleBinding();
const [dev, staging, prd] = binding.environments;

const artifact = [
  {
    component: 'api',
    identity: { image: 'registry.example/qfa-backend', digest: DIGEST('b') },
  },
];

const release: ReleaseRecord = {
  id: 'r1',
  serviceRef: binding.service.ref,
  hostId: '1',
  tag: 'v0.4.0',
  version: '0.4.0',
  name: null,
  state: 'published',
  commit: COMMIT('b'),
  artifact,
  artifactKey: `api=${DIGEST('b')}`,
  problem: null,
  rejected: null,
  notes: '',
  author: null,
  publishedBy: null,
  createdAt: NOW,
  publishedAt: NOW,
  url: 'https://git.example/r1',
  firstSeenAt: NOW,
  seenAt: NOW,
};

const deployment: DeploymentRecord = {
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

const environment = (status: 'healthy' | 'unhealthy' | 'unknown') =>
  ({
    observation: {
      health: { status, message: 'Stopped' },
      state: 'Running',
      hosts: [],
    },
  }) as unknown as EnvironmentRecord;

const upstream = {
  id: 'staging',
  title: 'Staging',
  environment: environment('healthy'),
  deployment,
  current: deployment,
};

const image = {
  component: 'api',
  image: 'registry.example/qfa-backend',
  digest: DIGEST('b'),
  found: DIGEST('b'),
  tag: 'v0.4.0',
  tagDigest: DIGEST('b'),
};

const read = <T>(value: T) => ({ value, at: NOW });
const unread = { unread: 'it answers 502' };

const clean: PromotionFacts = {
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
  environment: environment('healthy'),
  current: undefined,
  target: read({
    health: { status: 'healthy', message: '' },
    state: 'Running',
    hosts: [],
  }),
  operation: undefined,
};

const HASH = 'f'.repeat(64);
const decision = (actor: string, change = {}) => ({
  operationId: 'o1',
  actor,
  decision: 'approve' as const,
  comment: '',
  planHash: HASH,
  at: NOW,
  voided: null,
  ...change,
});

function judge(
  gate: TypedConfig,
  change: Partial<PromotionFacts> = {},
  options: {
    intent?: Plan['intent'];
    from?: string | null;
    in?: typeof prd;
  } = {},
) {
  const plan = {
    gates: [gate],
    intent: options.intent ?? 'promote',
    from: options.from === undefined ? 'staging' : options.from,
  } as unknown as Plan;
  const [result] = judgeGates(
    { ...clean, ...change },
    {
      plan,
      planHash: HASH,
      environment: options.in ?? prd,
      requestedBy: 'user:default/ada',
      foreign: new Map(),
    },
  );
  return `${result.status}: ${result.code}`;
}

const build = {
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

describe('source', () => {
  it.each<[string, Partial<PromotionFacts>, typeof prd, string]>([
    ['a final release', {}, prd, 'passed: release-accepted'],
    [
      'a draft in prd',
      { release: { ...release, state: 'draft' } },
      prd,
      'blocked: draft-not-accepted',
    ],
    [
      'a draft in dev',
      { release: { ...release, state: 'draft' } },
      dev,
      'passed: release-accepted',
    ],
    [
      'a prerelease',
      { release: { ...release, state: 'prerelease' } },
      prd,
      'blocked: prerelease-not-accepted',
    ],
    [
      'an unknown artifact',
      { release: undefined },
      prd,
      'blocked: unknown-release',
    ],
    [
      'no digest',
      {
        release: {
          ...release,
          artifact: null,
          problem: { code: 'no-digest', message: 'x' },
        },
      },
      prd,
      'blocked: no-digest',
    ],
    [
      'two digests',
      {
        release: { ...release, problem: { code: 'two-digests', message: 'x' } },
      },
      prd,
      'blocked: two-digests',
    ],
    [
      'a changed digest',
      {
        release: {
          ...release,
          problem: { code: 'artifact-changed', message: 'x' },
        },
      },
      prd,
      'blocked: artifact-changed',
    ],
    [
      'a moved tag',
      { tagCommit: read(COMMIT('9')) },
      prd,
      'blocked: artifact-changed',
    ],
    [
      'a missing tag',
      { tagCommit: read(undefined) },
      prd,
      'blocked: tag-missing',
    ],
    ['an unreadable tag', { tagCommit: unread }, prd, 'waiting: not-read'],
    [
      'a rejection under another tag',
      {
        rejections: [
          {
            ...release,
            tag: 'v0.4.0-hot',
            rejected: { by: 'x', at: NOW, reason: 'leak' },
          },
        ],
      },
      prd,
      'blocked: rejected',
    ],
    [
      'a rejected draft in dev: the rejection wins',
      {
        release: { ...release, state: 'draft' },
        rejections: [
          { ...release, rejected: { by: 'x', at: NOW, reason: 'leak' } },
        ],
      },
      dev,
      'blocked: rejected',
    ],
    [
      'an ephemeral build in prd',
      { release: undefined, build },
      prd,
      'blocked: ephemeral',
    ],
    [
      'an ephemeral build in staging',
      { release: undefined, build },
      staging,
      'blocked: ephemeral',
    ],
    [
      'a build of a branch that is not accepted',
      { release: undefined, build: { ...build, intent: 'promote' } },
      dev,
      'blocked: build-not-accepted',
    ],
    [
      'an ephemeral build in dev',
      { release: undefined, build },
      dev,
      'passed: build-accepted',
    ],
    [
      'an expired build in dev',
      {
        release: undefined,
        build: { ...build, expiresAt: '2026-11-20T00:00:00.000Z' },
      },
      dev,
      'blocked: build-expired',
    ],
  ])('%s', (_name, change, target, expected) => {
    expect(judge({ type: 'source' }, change, { in: target })).toBe(expected);
  });
});

describe('proven-upstream', () => {
  const with_ = (change: Partial<typeof upstream>) => ({
    upstream: [{ ...upstream, ...change }],
  });
  it.each<
    [string, Partial<PromotionFacts>, Parameters<typeof judge>[2], string]
  >([
    ['verified there and healthy', {}, {}, 'passed: proven-upstream'],
    [
      'never ran there',
      with_({ deployment: undefined }),
      {},
      'blocked: not-proven-upstream',
    ],
    [
      'only declared by GitHub',
      with_({
        deployment: { ...deployment, verified: false, kind: 'declared' },
      }),
      {},
      'blocked: not-proven-upstream',
    ],
    [
      'adopted there',
      with_({
        deployment: { ...deployment, verified: false, kind: 'adopted' },
      }),
      {},
      'passed: proven-upstream',
    ],
    [
      'unhealthy now',
      with_({ environment: environment('unhealthy') }),
      {},
      'waiting: upstream-unhealthy',
    ],
    [
      'health not known',
      with_({ environment: environment('unknown') }),
      {},
      'waiting: upstream-not-read',
    ],
    ['no such path', {}, { from: 'dev' }, 'blocked: no-path'],
    ['from nowhere', {}, { from: null }, 'blocked: no-path'],
    ['from the source', {}, { from: 'source', in: dev }, 'passed: from-source'],
    [
      'rollback to what never ran here',
      {},
      { intent: 'rollback' },
      'blocked: never-ran-here',
    ],
    [
      'rollback to what ran here',
      { rollbackTo: deployment },
      { intent: 'rollback' },
      'passed: ran-here',
    ],
  ])('%s', (_name, change, options, expected) => {
    expect(judge({ type: 'proven-upstream' }, change, options)).toBe(expected);
  });
});

describe('artifact-available', () => {
  it.each<[string, Partial<PromotionFacts>, string]>([
    ['there', {}, 'passed: artifact-available'],
    [
      'gone',
      { images: read([{ ...image, found: undefined }]) },
      'blocked: digest-gone',
    ],
    [
      'the tag resolves to something else',
      { images: read([{ ...image, tagDigest: DIGEST('9') }]) },
      'blocked: artifact-changed',
    ],
    [
      'the tag is gone, the digest is there',
      { images: read([{ ...image, tagDigest: undefined }]) },
      'passed: artifact-available',
    ],
    ['the registry does not answer', { images: unread }, 'waiting: not-read'],
  ])('%s', (_name, change, expected) => {
    expect(judge({ type: 'artifact-available' }, change)).toBe(expected);
  });
});

describe('configuration-resolved', () => {
  it.each<[string, Partial<PromotionFacts>, string]>([
    ['all resolve', {}, 'passed: configuration-resolved'],
    [
      'one does not',
      {
        references: read([
          { name: 'k', resolved: false, status: 'SecretNotFound' },
        ]),
      },
      'blocked: reference-unresolved',
    ],
    ['not readable', { references: unread }, 'waiting: not-read'],
    [
      'a target without references',
      { references: undefined },
      'blocked: not-supported',
    ],
  ])('%s', (_name, change, expected) => {
    expect(judge({ type: 'configuration-resolved' }, change)).toBe(expected);
  });
});

describe('infrastructure-applied', () => {
  const applied = { commit: COMMIT('c'), at: NOW, url: 'u' };
  const fact = (change: object) => ({
    infrastructure: read({
      environment: 'prd',
      applied,
      failed: null,
      missing: [],
      ...change,
    }),
  });
  it.each<[string, Partial<PromotionFacts>, string]>([
    ['applied', fact({}), 'passed: infrastructure-applied'],
    ['never applied', fact({ applied: null }), 'waiting: never-applied'],
    [
      'behind',
      fact({ missing: [{ sha: COMMIT('d'), message: 'infra' }] }),
      'waiting: infrastructure-behind',
    ],
    ['not readable', { infrastructure: unread }, 'waiting: not-read'],
    ['not declared', { infrastructure: undefined }, 'blocked: not-declared'],
  ])('%s', (_name, change, expected) => {
    expect(judge({ type: 'infrastructure-applied' }, change)).toBe(expected);
  });
});

describe('approvals', () => {
  const gate = {
    type: 'approvals',
    required: 1,
    from: ['group:default/qfa-leads'],
    preventSelfApproval: true,
  };
  const members = (...people: string[]) => ({
    members: read({ 'group:default/qfa-leads': people }),
  });
  const [ada, mona, lars] = ['ada', 'mona', 'lars'].map(
    name => `user:default/${name}`,
  );
  it.each<[string, TypedConfig, Partial<PromotionFacts>, string]>([
    ['nobody yet', gate, {}, 'waiting: approval-needed'],
    ['a lead', gate, { decisions: [decision(mona)] }, 'passed: approved'],
    [
      'the requester, who is a lead',
      gate,
      { ...members(ada), decisions: [decision(ada)] },
      'waiting: approval-needed',
    ],
    [
      'the requester, where that is allowed',
      { ...gate, preventSelfApproval: false },
      { ...members(ada), decisions: [decision(ada)] },
      'passed: approved',
    ],
    [
      'somebody outside',
      gate,
      { decisions: [decision(lars)] },
      'waiting: approval-needed',
    ],
    [
      'no longer a member',
      gate,
      { ...members(lars), decisions: [decision(mona)] },
      'waiting: approval-needed',
    ],
    [
      'an approval of another plan',
      gate,
      { decisions: [decision(mona, { planHash: '0' })] },
      'waiting: approval-needed',
    ],
    [
      'a voided approval',
      gate,
      { decisions: [decision(mona, { voided: 'x' })] },
      'waiting: approval-needed',
    ],
    [
      'one person twice is one voice',
      { ...gate, required: 2 },
      { ...members(mona, lars), decisions: [decision(mona), decision(mona)] },
      'waiting: approval-needed',
    ],
    [
      'two people',
      { ...gate, required: 2 },
      { ...members(mona, lars), decisions: [decision(mona), decision(lars)] },
      'passed: approved',
    ],
    [
      'membership not readable',
      gate,
      { members: unread, decisions: [decision(mona)] },
      'waiting: not-read',
    ],
    ['an empty group', gate, members(), 'waiting: no-approvers'],
  ])('%s', (_name, config, change, expected) => {
    expect(judge(config, change)).toBe(expected);
  });
});

it('blocks a gate that nothing provides', () => {
  expect(judge({ type: 'phase-of-moon' })).toBe('blocked: unknown-gate');
});

it('sums up: blocked before waiting before passed', () => {
  const result = (status: 'passed' | 'waiting' | 'blocked') =>
    ({ status }) as Parameters<typeof summarise>[0][number];
  expect(
    summarise([result('passed'), result('waiting'), result('blocked')]),
  ).toBe('blocked');
  expect(summarise([result('passed'), result('waiting')])).toBe('waiting');
  expect(summarise([result('passed')])).toBe('passed');
});
