import type { Plan, TypedConfig } from 'backstage-plugin-release-flow-common';
import type { ChecklistItemRecord } from '../../database/records';
import type { PromotionFacts } from '../facts';
import {
  decision,
  deployment,
  judge,
  NOW,
  read,
  release,
  resultOf,
  upstream,
} from './__testUtils__/gateFixtures';

const [ada, mona, lars, olga] = ['ada', 'mona', 'lars', 'olga'].map(
  name => `user:default/${name}`,
);
const members = read({
  'group:default/qfa-leads': [mona, lars],
  'group:default/on-call': [olga, ada],
});
const leads = ['group:default/qfa-leads'];
const approvals = {
  type: 'approvals',
  required: 2,
  from: leads,
  preventSelfApproval: true,
  emergency: { from: ['group:default/on-call'], required: 1 },
};
const at = (minutes: number) =>
  new Date(Date.parse(NOW) + minutes * 60_000).toISOString();

describe('approvals in an emergency', () => {
  const emergency = { emergency: true };
  it.each<[string, Partial<Plan>, string[], string]>([
    ['on-call alone, without one', {}, [olga], 'waiting: approval-needed'],
    ['on-call alone', emergency, [olga], 'passed: approved-in-emergency'],
    ['on-call who asked for it', emergency, [ada], 'waiting: approval-needed'],
    ['one lead, no on-call', emergency, [mona], 'waiting: approval-needed'],
    ['both leads', emergency, [mona, lars], 'passed: approved'],
  ])('%s', (_name, plan, people, expected) => {
    const facts = { members, decisions: people.map(actor => decision(actor)) };
    expect(judge(approvals, facts, { plan })).toBe(expected);
  });
});

describe('a requester that the catalog does not know', () => {
  it.each<[string, string[], boolean, string]>([
    ['needs one more', [mona, lars], true, 'waiting: approval-needed'],
    [
      'and no more where self-approval is allowed',
      [mona, lars],
      false,
      'passed: approved',
    ],
  ])('%s', (_name, people, preventSelfApproval, expected) => {
    const facts = { members, decisions: people.map(actor => decision(actor)) };
    const gate = { ...approvals, preventSelfApproval };
    expect(judge(gate, facts, { requestedBy: 'github:octocat' })).toBe(
      expected,
    );
  });
});

describe('sign-off', () => {
  const gate = {
    type: 'sign-off',
    name: 'qa',
    from: leads,
    preventSelfApproval: true,
  };
  const signed = (actor: string, change = {}) =>
    decision(actor, { decision: 'sign-off', gate: 'qa', ...change });
  it.each<[string, Partial<PromotionFacts>, string]>([
    ['nobody yet', { members }, 'waiting: sign-off-needed'],
    ['a lead', { members, decisions: [signed(mona)] }, 'passed: signed-off'],
    [
      'an approval is none',
      { members, decisions: [decision(mona)] },
      'waiting: sign-off-needed',
    ],
    [
      'another sign-off is none',
      { members, decisions: [signed(mona, { gate: 'uat' })] },
      'waiting: sign-off-needed',
    ],
    [
      'of an older plan',
      { members, decisions: [signed(mona, { planHash: 'old' })] },
      'waiting: sign-off-needed',
    ],
    [
      'somebody outside',
      { members, decisions: [signed(olga)] },
      'waiting: sign-off-needed',
    ],
    [
      'the requester',
      { members: read({ [leads[0]]: [ada] }), decisions: [signed(ada)] },
      'waiting: sign-off-needed',
    ],
    [
      'an empty group',
      { members: read({ [leads[0]]: [] }) },
      'waiting: nobody-to-sign',
    ],
    [
      'members that can not be read',
      { members: { unread: 'it is down' }, decisions: [signed(mona)] },
      'waiting: not-read',
    ],
  ])('%s', (_name, facts, expected) => {
    expect(judge(gate, facts)).toBe(expected);
  });

  it('does not count as an approval', () => {
    const facts = { members, decisions: [signed(mona), signed(lars)] };
    expect(judge(approvals, facts)).toBe('waiting: approval-needed');
  });
});

describe('wait', () => {
  const after = (what: string): TypedConfig => ({
    type: 'wait',
    after: what,
    for: 'PT1H',
  });
  const plan = { gates: [after('approved'), approvals] };
  const decided = (...minutes: number[]) => ({
    members,
    decisions: [mona, lars]
      .slice(0, minutes.length)
      .map((actor, index) => decision(actor, { at: at(minutes[index]) })),
  });
  it.each<[string, Partial<PromotionFacts>, string]>([
    ['nobody approved', decided(), 'waiting: not-begun'],
    ['one of two did, long ago', decided(-600), 'waiting: not-begun'],
    ['the second did just now', decided(-600, -59), 'waiting: wait-not-over'],
    ['both did an hour ago', decided(-600, -60), 'passed: waited'],
    [
      'unknown who may',
      { ...decided(-600, -60), members: { unread: 'down' } },
      'waiting: not-read',
    ],
  ])('after approval: %s', (_name, facts, expected) => {
    expect(judge(after('approved'), facts, { plan })).toBe(expected);
  });

  it('says when it is over', () => {
    const result = resultOf(after('approved'), decided(-600, -59), { plan });
    expect(result.nextCheckAt).toBe(at(1));
  });

  const proven = (minutes: number, change = {}) => ({
    upstream: [
      {
        ...upstream,
        deployment: { ...deployment, happenedAt: at(minutes), ...change },
      },
    ],
  });
  it.each<[string, Partial<PromotionFacts>, string]>([
    ['long ago', proven(-61), 'passed: waited'],
    ['just now', proven(-1), 'waiting: wait-not-over'],
    [
      'only said by GitHub',
      proven(-61, { kind: 'declared', verified: false }),
      'waiting: not-begun',
    ],
    [
      'never',
      { upstream: [{ ...upstream, deployment: undefined }] },
      'waiting: not-begun',
    ],
  ])('after the proof upstream: %s', (_name, facts, expected) => {
    expect(judge(after('verified-upstream'), facts)).toBe(expected);
  });
});

describe('checklist', () => {
  const item = (id: string, change = {}) => ({
    id,
    text: `Do ${id}`,
    evidence: false,
    notApplicable: true,
    ...change,
  });
  const gate = (...items: unknown[]): TypedConfig => ({
    type: 'checklist',
    name: 'pre',
    scope: 'promotion',
    within: 'P7D',
    items,
  });
  const tick = (
    id: string,
    change: Partial<ChecklistItemRecord> = {},
  ): ChecklistItemRecord => ({
    operationId: 'o1',
    serviceRef: release.serviceRef,
    artifactKey: null,
    checklist: 'pre',
    item: id,
    text: `Do ${id}`,
    state: 'done',
    evidence: null,
    actor: mona,
    at: NOW,
    ...change,
  });
  const notedAs = (
    state: typeof release.state,
    notesOf: typeof release.notesOf,
  ) => ({ release: { ...release, state, notesOf, notes: 'New.' } });
  const done = 'passed: checklist-done';
  const open = 'waiting: items-open';
  it.each<[string, unknown, ChecklistItemRecord[], string]>([
    ['nothing ticked', item('a'), [], open],
    ['ticked', item('a'), [tick('a')], done],
    [
      'ticked and taken back',
      item('a'),
      [tick('a'), tick('a', { state: 'open' })],
      open,
    ],
    [
      'ticked in another list',
      item('a'),
      [tick('a', { checklist: 'post' })],
      open,
    ],
    [
      'ticked when it read otherwise',
      item('a'),
      [tick('a', { text: 'Do less' })],
      open,
    ],
    [
      'without the evidence it asks for',
      item('a', { evidence: true }),
      [tick('a')],
      open,
    ],
    [
      'with it',
      item('a', { evidence: true }),
      [tick('a', { evidence: 'seen' })],
      done,
    ],
    [
      'not applicable, with why',
      item('a'),
      [tick('a', { state: 'not-applicable', evidence: 'no database' })],
      done,
    ],
    [
      'not applicable, without why',
      item('a'),
      [tick('a', { state: 'not-applicable' })],
      open,
    ],
    [
      'not applicable where it always applies',
      item('a', { notApplicable: false }),
      [tick('a', { state: 'not-applicable', evidence: 'why' })],
      open,
    ],
    [
      'ticked by hand where a gate does',
      item('a', { provenBy: { gate: 'checks' } }),
      [tick('a')],
      open,
    ],
  ])('%s', (_name, one, checklists, expected) => {
    expect(judge(gate(one), { checklists })).toBe(expected);
  });

  it.each([
    ['a gate that passed', { gate: 'configuration-resolved' }, {}, done],
    ['a gate that did not', { gate: 'approvals' }, {}, open],
    [
      'notes',
      'release-notes',
      { release: { ...release, notes: 'New.' } },
      done,
    ],
    [
      'no notes',
      'release-notes',
      { release: { ...release, notes: ' ' } },
      open,
    ],
    ['notes of a draft', 'release-notes', notedAs('draft', 'draft'), open],
    [
      'notes of a tag for staging',
      'release-notes',
      notedAs('published', 'prerelease'),
      open,
    ],
    [
      'notes of a candidate',
      'release-notes',
      notedAs('prerelease', 'prerelease'),
      done,
    ],
    ['the message of a commit', 'release-notes', notedAs('build', null), open],
  ])('ticks itself by %s', (_name, provenBy, facts, expected) => {
    const list = gate(item('a', { provenBy }));
    const gates = [list, approvals, { type: 'configuration-resolved' }];
    expect(judge(list, facts, { plan: { gates } })).toBe(expected);
  });

  it('asks for no notes of what goes back', () => {
    const list = gate(item('a', { provenBy: 'release-notes' }));
    const facts = { release: undefined };
    const plan = { intent: 'rollback' as const, gates: [list] };
    expect(judge(list, facts, { plan })).toBe(done);
    expect(resultOf(list, facts, { plan }).evidence).toEqual([
      'Do a: not-applicable, by itself, Nothing new is released',
    ]);
  });

  it('says by what an open item ticks itself', () => {
    const list = gate(item('a', { provenBy: 'release-notes' }));
    expect(resultOf(list, {}).message).toBe(
      '0 of 1 done. Open: Do a (ticks itself by the published release notes)',
    );
  });
});
