import type { ReleaseRecord } from '../../database';
import type { Binding } from '../../policy/binding';
import { remindersOf } from './reminders';

const binding = {
  environments: [{ id: 'prd', title: 'Production' }],
  repository: { url: 'https://github.com/acme/qfa' },
} as unknown as Binding;
const fix = {
  tag: 'v1.2.4',
  branch: 'hotfix/total',
  backport: { into: 'main', environment: 'prd', at: '2026-11-21T10:00:00Z' },
} as unknown as ReleaseRecord;

it.each([
  [true, /^The fix of hotfix\/total runs in Production and is not in main\./],
  [false, /^The fix of hotfix\/total is not in main\./],
])(
  'reminds of a fix, and says where it runs to who may see it: %s',
  (mayRead, expected) => {
    const [reminder] = remindersOf(binding, [fix], () => mayRead);
    expect(reminder.message).toMatch(expected);
  },
);

it('reminds of nothing that was brought back', () => {
  const done = { ...fix.backport!, how: 'merged' } as never;
  const brought = { ...fix, backport: done };
  expect(remindersOf(binding, [brought], () => true)).toEqual([]);
});
