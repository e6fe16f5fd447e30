import { carriedBy, type ChangedCommit, type Divergence } from './carried';

const change = (patch: string | null, parents = 1): ChangedCommit => ({
  sha: `sha-${patch}`,
  parents,
  patch,
});
const apart: Divergence = {
  commit: 'c',
  other: 'd',
  own: [change('one'), change('two')],
  others: [change('main-1'), change('main-2')],
  ownWhole: 'one+two',
  othersWhole: 'main',
  isSameContent: false,
};

it.each<[string, Partial<Divergence>, string | undefined]>([
  ['apart', {}, undefined],
  ['the same commit', { other: 'c' }, 'same'],
  ['an older commit', { own: [] }, 'contained'],
  [
    'a clean merge of what ran',
    { own: [change('m', 2)], others: [], isSameContent: true },
    'contained',
  ],
  ['a merge with changes of its own', { own: [change('m', 2)] }, undefined],
  [
    'every commit picked',
    { others: [change('two'), change('one'), change('x')] },
    'cherry-picked',
  ],
  [
    'picked by way of a merge',
    { own: [change('m', 2), change('one')], others: [change('one')] },
    'cherry-picked',
  ],
  ['only some picked', { others: [change('one')] }, undefined],
  ['squashed there', { others: [change('one+two')] }, 'squash-merged'],
  [
    'a squash of what is there',
    { own: [change('main')], ownWhole: 'main' },
    'squash-merged',
  ],
  [
    'a squash of what is there, and a pick',
    { own: [change('main'), change('main-1')] },
    'squash-merged',
  ],
  [
    'a squash of what is there, and more',
    { own: [change('main'), change('other')] },
    undefined,
  ],
  [
    'changes too big to be told',
    {
      own: [change(null)],
      others: [change(null)],
      ownWhole: null,
      othersWhole: null,
    },
    undefined,
  ],
])('knows %s', (_name, difference, expected) => {
  expect(carriedBy({ ...apart, ...difference })).toBe(expected);
});
