import { readDigest } from './digest';
import { compareVersions, versionOf } from './versions';

const one = `sha256:${'a'.repeat(64)}`;
const two = `sha256:${'b'.repeat(64)}`;

it.each([
  ['one', `Image digest: ${one}`, { digest: one }],
  ['the same twice', `${one}\n${one}`, { digest: one }],
  ['none', 'Notes only', { problem: { code: 'no-digest' } }],
  ['a short one', 'sha256:abc', { problem: { code: 'no-digest' } }],
  ['two', `${one} and ${two}`, { problem: { code: 'two-digests' } }],
])('%s', (_name, body, expected) => {
  expect(readDigest(body, undefined, 'api')).toMatchObject(expected);
});

it('reads only where the pattern looks', () => {
  const pattern = 'Image digest: sha256:[0-9a-f]{64}';
  expect(
    readDigest(`Base image ${two}\nImage digest: ${one}`, pattern, 'api'),
  ).toEqual({ digest: one });
});

it.each([
  ['v0.4.0', '0.4.0'],
  ['v10.0.1', '10.0.1'],
  ['v0.4', undefined],
  ['x-v0.4.0', undefined],
  ['v0.4.0-rc.1', undefined],
])('the version of %p is %p', (tag, version) => {
  expect(versionOf(tag, '^v(?<version>\\d+\\.\\d+\\.\\d+)$')).toBe(version);
});

it.each([
  ['1.2.3-rc.9', '1.2.3-rc.10'],
  ['1.2.3-rc.10', '1.2.3'],
  ['v0.9.0', 'v0.10.0'],
  ['2025-01-03', '2025-02-01'],
])('%p comes before %p', (a, b) => {
  expect(compareVersions(a, b)).toBeLessThan(0);
});
