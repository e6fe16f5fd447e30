import type { TypedConfig } from 'backstage-plugin-release-flow-common';
import fc from 'fast-check';
import { COMMIT, DIGEST } from '../../__testUtils__/bindings';
import type { DecisionRecord } from '../../database/records';
import type { PromotionFacts } from '../facts';
import type { ApprovalsConfig } from '../gateSchemas';
import { summarise, judgeGates } from '.';
import {
  binding,
  clean,
  decision,
  deployment,
  environment,
  HASH,
  image,
  prd,
  read,
  release,
  resultOf,
  unread,
  upstream,
} from './__testUtils__/gateFixtures';
import { gateKeys } from './key';
import { approvalQuorum } from './voices';

/** Another seed looks elsewhere; a failure prints the one it had. */
fc.configureGlobal({
  seed: Number(process.env.RELEASE_FLOW_SEED ?? 20261121),
  numRuns: 500,
});
afterAll(() => fc.resetConfigureGlobal());

const GATES: TypedConfig[] = [
  { type: 'source' },
  { type: 'proven-upstream' },
  { type: 'artifact-available' },
  { type: 'freeze' },
  { type: 'configuration-resolved' },
  { type: 'infrastructure-applied' },
  {
    type: 'approvals',
    required: 1,
    from: ['group:default/qfa-leads'],
    preventSelfApproval: true,
  },
];
const MONA = 'user:default/mona';
const approved = { decisions: [decision(MONA)] };

const judgeAll = (facts: Partial<PromotionFacts>) =>
  judgeGates(
    { ...clean, ...approved, ...facts },
    {
      plan: {
        gates: GATES,
        intent: 'promote',
        from: 'staging',
        commit: release.commit,
        emergency: false,
      } as never,
      planHash: HASH,
      binding,
      environment: prd,
      requestedBy: 'user:default/ada',
      readings: new Map(),
    },
  );

/** Each of them alone has to stop a promotion. */
const NOES: Record<string, Partial<PromotionFacts>> = {
  'the release is a draft': { release: { ...release, state: 'draft' } },
  'a prerelease': { release: { ...release, state: 'prerelease' } },
  'no release': { release: undefined },
  'an edited body': {
    release: {
      ...release,
      problem: { code: 'artifact-changed', message: 'Another digest.' },
    },
  },
  'a rejection under another tag': {
    rejections: [{ ...release, tag: 'v0.4.0-stage' }],
  },
  'a moved tag': { tagCommit: read(COMMIT('c')) },
  'a missing tag': { tagCommit: read(undefined) },
  'an unread tag': { tagCommit: unread },
  'no path': { upstream: [] },
  'no proof': { upstream: [{ ...upstream, deployment: undefined }] },
  'a proof that was only declared': {
    upstream: [
      {
        ...upstream,
        deployment: { ...deployment, verified: false, kind: 'declared' },
      },
    ],
  },
  'an unhealthy upstream': {
    upstream: [{ ...upstream, environment: environment('unhealthy') }],
  },
  'an upstream of unknown health': {
    upstream: [{ ...upstream, environment: environment('unknown') }],
  },
  'an image that is gone': { images: read([{ ...image, found: undefined }]) },
  'an image tag that means another digest': {
    images: read([{ ...image, tagDigest: DIGEST('9') }]),
  },
  'an unread registry': { images: unread },
  'an unresolved reference': {
    references: read([{ name: 'k', resolved: false, status: 'NotFound' }]),
  },
  'unread references': { references: unread },
  'unread infrastructure': { infrastructure: unread },
  'infrastructure that is behind': {
    infrastructure: read({
      environment: 'prd',
      applied: { commit: COMMIT('c'), at: clean.now, url: 'u' },
      failed: null,
      missing: [{ sha: COMMIT('d'), message: 'infra' }],
    }),
  },
  'unread members': { members: unread },
  'a voided approval': {
    decisions: [decision(MONA, { voided: 'plan changed' })],
  },
  'an approval of another plan': {
    decisions: [decision(MONA, { planHash: 'old' })],
  },
  'an approval by the requester': {
    decisions: [decision('user:default/ada')],
    members: read({ 'group:default/qfa-leads': [MONA, 'user:default/ada'] }),
  },
  'a rejection in place of an approval': {
    decisions: [decision(MONA, { decision: 'reject' })],
  },
  'a stopped line': {
    freezes: [
      {
        ...{ id: 'f', kind: 'stop-the-line', title: 'Stop', reason: 'why' },
        ...{ scope: {}, from: clean.now, until: null, recurrence: null },
        ...{ by: MONA, at: clean.now, ended: null },
      },
    ],
  },
};

it('lets pass what nothing speaks against', () => {
  expect(summarise(judgeAll({}))).toBe('passed');
});

it('never lets all pass when anything speaks against it, whatever else is so', () => {
  fc.assert(
    fc.property(fc.subarray(Object.keys(NOES), { minLength: 1 }), names => {
      const facts = Object.assign({}, ...names.map(name => NOES[name]));
      expect(summarise(judgeAll(facts))).not.toBe('passed');
    }),
  );
});

it.each(Object.keys(NOES))('is stopped by %s alone', name => {
  expect(summarise(judgeAll(NOES[name]))).not.toBe('passed');
});

it('names every gate of a plan differently, and the same each time', () => {
  const gate = fc.record(
    {
      type: fc.constantFrom('approvals', 'sign-off', 'checklist', 'wait'),
      name: fc.constantFrom('qa', 'go', 'a-2'),
    },
    { requiredKeys: ['type'] },
  );
  fc.assert(
    fc.property(fc.array(gate, { maxLength: 12 }), gates => {
      const keys = gateKeys(gates);
      expect(new Set(keys).size).toBe(gates.length);
      expect(gateKeys(gates.map(it => ({ ...it, more: true })))).toEqual(keys);
    }),
  );
});

const PEOPLE = ['ada', 'mona', 'lars', 'eve', 'vera'].map(
  name => `user:default/${name}`,
);
const someone = fc.constantFrom(...PEOPLE);
const voice: fc.Arbitrary<DecisionRecord> = fc.record({
  operationId: fc.constant('o1'),
  actor: someone,
  decision: fc.constantFrom('approve' as const, 'reject' as const),
  gate: fc.constant(''),
  emergency: fc.boolean(),
  comment: fc.constant(''),
  planHash: fc.constantFrom(HASH, HASH, 'old'),
  at: fc
    .integer({ min: 0, max: 86_399 })
    .map(second => new Date(second * 1000).toISOString()),
  voided: fc.constantFrom(null, null, 'plan changed'),
});
const members = fc.record({
  leads: fc.subarray(PEOPLE),
  call: fc.subarray(PEOPLE),
});
const approvals = fc.record({
  required: fc.integer({ min: 1, max: 4 }),
  preventSelfApproval: fc.boolean(),
  emergency: fc.option(
    fc.record({
      from: fc.constant(['call']),
      required: fc.integer({ min: 1, max: 3 }),
    }),
    { nil: undefined },
  ),
});
const asked = fc.record({
  requestedBy: fc.constantFrom(...PEOPLE, 'github:octocat'),
  emergency: fc.boolean(),
});

function quorumOf(
  config: { required: number; preventSelfApproval: boolean },
  voices: DecisionRecord[],
  people: { leads: string[]; call: string[] },
  { requestedBy, emergency }: { requestedBy: string; emergency: boolean },
) {
  return approvalQuorum(
    { type: 'approvals', from: ['leads'], ...config } as ApprovalsConfig,
    voices,
    people,
    { plan: { emergency }, planHash: HASH, requestedBy },
  );
}

it('counts people, each once, and only those who may', () => {
  fc.assert(
    fc.property(
      approvals,
      fc.array(voice, { maxLength: 12 }),
      members,
      asked,
      (config, voices, people, request) => {
        const quorum = quorumOf(config, voices, people, request);
        const actors = quorum.voices.map(({ actor }) => actor);
        expect(new Set(actors).size).toBe(actors.length);
        const group = quorum.isEmergency ? people.call : people.leads;
        for (const {
          actor,
          planHash,
          voided,
          decision: said,
        } of quorum.voices) {
          expect(group).toContain(actor);
          expect([planHash, voided, said]).toEqual([HASH, null, 'approve']);
          const isOwn = actor === request.requestedBy;
          expect(isOwn && config.preventSelfApproval).toBe(false);
        }
        expect(Boolean(quorum.reachedAt)).toBe(
          actors.length >= quorum.required,
        );
        expect(quorum.isEmergency && !request.emergency).toBe(false);
      },
    ),
  );
});

it('never loses an approval by one more voice', () => {
  fc.assert(
    fc.property(
      approvals,
      fc.array(voice, { maxLength: 12 }),
      voice,
      members,
      asked,
      (config, voices, another, people, request) => {
        const before = quorumOf(config, voices, people, request);
        const after = quorumOf(config, [...voices, another], people, request);
        expect(Boolean(before.reachedAt) && !after.reachedAt).toBe(false);
      },
    ),
  );
});

it('asks for one more voice when who asked is not known here', () => {
  const gate = GATES[6];
  const people = { 'group:default/qfa-leads': [MONA, 'user:default/lars'] };
  const judged = (...voices: string[]) =>
    resultOf(
      gate,
      {
        members: read(people),
        decisions: voices.map(actor => decision(actor)),
      },
      { requestedBy: 'github:octocat' },
    ).status;
  expect(judged(MONA)).toBe('waiting');
  expect(judged(MONA, 'user:default/lars')).toBe('passed');
});
