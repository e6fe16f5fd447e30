import type { BoundEnvironment } from '../binding';
import { checkGroups, checkReaders } from './people';
import { codesOf, declaring, healthy } from './__testUtils__/healthy';

const LEADS = 'group:default/leads';
const approvals = (change: object = {}) =>
  ({ type: 'approvals', required: 1, from: [LEADS], ...change }) as never;
const groups = (
  gate: never,
  leads: string[],
  allow: BoundEnvironment['allow'] = {},
) =>
  checkGroups([{ id: 'prd', gates: [gate], allow }], [], {
    [LEADS]: leads,
    'group:default/empty': [],
  });

it.each<[string, object, string[], string[]]>([
  ['enough people decide', {}, ['a', 'b'], []],
  ['nobody decides', {}, [], ['error approvers-empty']],
  ['too few decide', { required: 3 }, ['a', 'b'], ['error approvers-few']],
  [
    'too few decide when it is critical',
    { requiredWhenCritical: 3 },
    ['a', 'b'],
    ['error approvers-few'],
  ],
  [
    'none of those who decide can ask',
    { required: 2 },
    ['a', 'b'],
    ['warning approvers-tight'],
  ],
  [
    'those who decide may ask',
    { required: 2, preventSelfApproval: false },
    ['a', 'b'],
    [],
  ],
  [
    'nobody decides in an emergency',
    { emergency: { from: ['group:default/empty'], required: 1 } },
    ['a', 'b'],
    ['error approvers-empty'],
  ],
])('tells when %s', (_what, change, leads, codes) => {
  expect(codesOf(groups(approvals(change), leads))).toEqual(codes);
});

it('looks at sign-offs and at who may act', () => {
  const signOff = { type: 'sign-off', name: 'qa', from: [LEADS] } as never;
  expect(codesOf(groups(signOff, []))).toEqual(['error approvers-empty']);
  const allow = { promote: ['group:default/empty'], override: [] };
  expect(codesOf(groups(signOff, ['a', 'b'], allow))).toEqual([
    'warning actors-empty',
  ]);
});

it('looks at who decides on the way of one path', () => {
  const signOff = { type: 'sign-off', name: 'partners', from: [LEADS] };
  const paths = [
    { from: 'dev', to: 'prd', gates: [signOff] },
    { from: 'dev', to: 'staging' },
  ];
  const environments = ['prd', 'staging'].map(id => ({ id, gates: [] }));
  const found = checkGroups(environments, paths, { [LEADS]: [] });
  expect(found).toEqual([
    expect.objectContaining({
      ...{ code: 'approvers-empty', environment: 'prd' },
      subject: 'sign-off partners of prd',
    }),
  ]);
});

it('lets as many decide as have to where none of them may ask', () => {
  const members = {
    [LEADS]: ['a', 'b'],
    'group:default/team': ['b', 'c'],
    'group:default/other': ['c'],
  };
  const allowing = (promote: string[]) => {
    const gates = [approvals({ required: 2 })];
    const environment = { id: 'prd', gates, allow: { promote } };
    return codesOf(checkGroups([environment], [], members));
  };
  expect(allowing(['group:default/other'])).toEqual([]);
  expect(allowing(['group:default/team'])).toEqual(['warning approvers-tight']);
});

it('says nothing of groups that could not be read', () => {
  const environments = [{ id: 'prd', gates: [approvals()] }];
  expect(checkGroups(environments, [], undefined)).toEqual([]);
});

it('finds who decides without being able to read the repository', () => {
  const environment = {
    ...{ name: 'prod', preventSelfReview: false, waitMinutes: 0, url: '' },
    ...{ policy: 'all' as const, branches: [], tags: [] },
    reviewers: ['mona', '@sre'],
  };
  const found = checkReaders({
    ...healthy(declaring({ github: { environments: [{ name: 'prod' }] } }), {
      environments: [environment, { ...environment, name: 'other' }],
      permissions: { mona: 'none', lars: 'none', ben: 'read' },
    }),
    approverLogins: {
      'user:default/lars': 'lars',
      'user:default/ben': 'ben',
    },
  });
  expect(found.map(({ code, subject }) => `${code}: ${subject}`)).toEqual([
    'reviewer-cannot-read: reviewer mona of prod',
    'approver-cannot-read: approver user:default/lars',
  ]);
});
