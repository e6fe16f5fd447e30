import { DIGEST } from '../__testUtils__/bindings';
import { image, read, release } from './gates/__testUtils__/gateFixtures';
import {
  LARS,
  MONA,
  OLGA,
  LEADS,
  ON_CALL,
  strict,
  lenient,
  freeze,
  stop,
  rejected,
  type Case,
  outcome,
  rollback,
  overrides,
  TAG_MOVED,
  movedTo,
  windows,
} from './__testUtils__/pairs';

/** Rules that meet: what comes of two of them at once, judged over a whole plan. */

const CASES: Array<[string, Case, string]> = [
  ['nothing in the way', {}, 'passed'],

  ['freeze × promotion', { facts: () => ({ freezes: [freeze] }) }, 'frozen'],
  ['freeze × rollback', rollback({ freezes: [freeze] }), 'frozen'],
  [
    'freeze × rollback that the flow lets through',
    { in: lenient, ...rollback({ freezes: [freeze] }) },
    'passed',
  ],
  [
    'stop of the line × rollback that the flow lets through',
    { in: lenient, ...rollback({ freezes: [freeze, stop] }) },
    'line-stopped',
  ],
  [
    'freeze × promotion where the flow lets rollbacks through',
    { in: lenient, facts: () => ({ freezes: [freeze] }) },
    'frozen',
  ],
  [
    'freeze × emergency: an emergency needs an override too',
    { subject: { emergency: true }, facts: () => ({ freezes: [freeze] }) },
    'frozen',
  ],
  [
    'freeze × override',
    {
      facts: hash => ({ freezes: [freeze], ...overrides(hash, 'freeze f1') }),
    },
    'passed',
  ],
  [
    'freeze × override × another freeze declared after it',
    {
      facts: hash => ({
        freezes: [freeze, stop],
        ...overrides(hash, 'freeze f1'),
      }),
    },
    'line-stopped',
  ],
  [
    'freeze × closed window: an override of the freeze alone opens no window',
    {
      in: { ...strict, gates: [...strict.gates, windows] },
      facts: hash => ({ freezes: [freeze], ...overrides(hash, 'freeze f1') }),
    },
    'frozen',
  ],

  [
    'override × plan changed',
    { facts: () => ({ freezes: [freeze], ...overrides('old', 'freeze f1') }) },
    'frozen',
  ],
  [
    'override × the person may not override any more',
    {
      facts: hash => ({
        ...{ freezes: [freeze], ...overrides(hash, 'freeze f1') },
        members: read({ [LEADS]: [MONA, LARS], [ON_CALL]: [], [OLGA]: [] }),
      }),
    },
    'frozen',
  ],
  [
    'override × artifact changed',
    {
      facts: hash => ({
        ...movedTo('c'),
        ...overrides(
          hash,
          `${TAG_MOVED} ccccccc after it was first seen. Move it back, or make a new release.`,
          'source',
        ),
      }),
    },
    'passed',
  ],
  [
    'override × artifact changed, and changed again',
    {
      facts: hash => ({
        ...movedTo('d'),
        ...overrides(
          hash,
          `${TAG_MOVED} ccccccc after it was first seen. Move it back, or make a new release.`,
          'source',
        ),
      }),
    },
    'artifact-changed',
  ],
  [
    'override × artifact changed × body edited as well',
    {
      facts: hash => ({
        ...movedTo('c'),
        release: {
          ...release,
          problem: { code: 'artifact-changed', message: 'Another digest.' },
        },
        ...overrides(hash, 'artifact-changed: Another digest.', 'source'),
      }),
    },
    'artifact-changed',
  ],
  [
    'artifact changed × draft: what may be overridden hides nothing that may not',
    {
      facts: () => ({
        release: {
          ...{ ...release, state: 'draft' as const },
          problem: { code: 'artifact-changed', message: 'Another digest.' },
        },
      }),
    },
    'draft-not-accepted',
  ],
  [
    'artifact changed × rejected',
    { facts: () => ({ ...movedTo('c'), rejections: [rejected] }) },
    'rejected',
  ],
  [
    'image changed × another image gone',
    {
      facts: () => ({
        images: read([
          { ...image, tagDigest: DIGEST('9') },
          { ...image, component: 'web', found: undefined },
        ]),
      }),
    },
    'digest-gone',
  ],

  [
    'rejection × rollback to it',
    rollback({ rejections: [rejected] }),
    'rejected',
  ],
  [
    'rejection × rollback that has no gates',
    { in: lenient, ...rollback({ rejections: [rejected] }) },
    'rejected',
  ],
  [
    'rejection × emergency',
    { subject: { emergency: true }, facts: () => ({ rejections: [rejected] }) },
    'rejected',
  ],
];

it.each(CASES)('%s', (_name, given, expected) => {
  expect(outcome(given)).toBe(expected);
});
