import { COMMIT } from '../__testUtils__/bindings';
import { tagLines, tagProblem } from './tagLines';
import { compareVersions, isPrerelease, versionOrder } from './versions';

const PATTERN = '^v(?<version>\\d+\\.\\d+\\.\\d+(-rc\\.\\d+)?)(-stage)?$';
const [a, b] = [COMMIT('a'), COMMIT('b')];
const lines = (tags: Record<string, string>, pinned: [string, string][] = []) =>
  tagLines(
    Object.entries(tags).map(([name, commit]) => ({ name, commit })),
    PATTERN,
    new Map(pinned),
  );

it('makes one line of all tags of a version', () => {
  const found = lines({
    'v1.2.3': a,
    'v1.2.3-stage': a,
    'v1.3.0-rc.1': b,
    nightly: b,
  });
  expect(found).toEqual([
    {
      version: '1.2.3',
      label: 'v1.2.3',
      commit: a,
      tags: ['v1.2.3-stage', 'v1.2.3'],
      astray: [],
    },
    {
      version: '1.3.0-rc.1',
      label: 'v1.3.0-rc.1',
      commit: b,
      tags: ['v1.3.0-rc.1'],
      astray: [],
    },
  ]);
  expect(tagProblem(found[0])).toBeNull();
});

it.each<[string, [string, string][], string, string]>([
  ['the commit it was pinned to', [['1.2.3', b]], b, 'v1.2.3-stage'],
  ['its longest tag at first sight', [], a, 'v1.2.3'],
])('takes %s for the version', (_name, pinned, commit, astray) => {
  const [line] = lines({ 'v1.2.3-stage': a, 'v1.2.3': b }, pinned);
  expect(line.commit).toBe(commit);
  expect(tagProblem(line)).toMatchObject({
    code: 'artifact-changed',
    message: expect.stringContaining(`The tag ${astray} is on`),
  });
});

it.each([
  ['1.2.3-rc.9', '1.2.3-rc.10'],
  ['1.2.3-rc.10', '1.2.3'],
  ['1.9.0', '1.10.0'],
  ['v1.2.3', '1.2.4'],
  ['2025-01-03', '2025-01-10'],
  ['2024-12-31', '2025-01-01'],
])('puts %s before %s', (older, newer) => {
  expect(compareVersions(older, newer)).toBeLessThan(0);
  expect(compareVersions(newer, older)).toBeGreaterThan(0);
  expect(versionOrder(older, newer)).toBeLessThan(0);
});

it('does not order what has no order', () => {
  expect(versionOrder('main@abcdef0', '1.2.3')).toBeUndefined();
  expect(versionOrder('2025-01-03', '1.2.3')).toBeUndefined();
});

it('knows versions that are not final', () => {
  expect(isPrerelease('1.2.3-rc.1')).toBe(true);
  expect(isPrerelease('1.2.3')).toBe(false);
  expect(isPrerelease('2025-01-03')).toBe(false);
});
