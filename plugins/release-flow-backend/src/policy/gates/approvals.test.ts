import type { TypedConfig } from 'backstage-plugin-release-flow-common';
import type { PromotionFacts } from '../facts';
import { decision, judge, read, unread } from './__testUtils__/gateFixtures';
import { summarise } from '.';

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
