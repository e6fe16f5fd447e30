import { patchId, type FileJson } from './patchId';

const file = (change: Partial<FileJson> = {}): FileJson => ({
  filename: 'src/a.ts',
  status: 'modified',
  sha: 'a'.repeat(40),
  patch: '@@ -1,3 +1,4 @@ class A\n one\n-two\n+two!\n three',
  ...change,
});
const other = file({ filename: 'src/b.ts' });

it.each<[string, FileJson[]]>([
  [
    'elsewhere in the file',
    [file({ patch: '@@ -9,3 +19,4 @@ class B\n one\n-two\n+two!\n three' })],
  ],
  ['on another version of the file', [file({ sha: 'b'.repeat(40) })]],
  [
    'with other white space',
    [file({ patch: '@@ -1 +1 @@\n one\n-two\n+  two!\n three' })],
  ],
])('knows a change again %s', (_name, files) => {
  expect(patchId(files)).toBe(patchId([file()]));
});

it.each<[string, FileJson[]]>([
  ['other lines', [file({ patch: '@@ -1 +1 @@\n one\n-two\n+three' })]],
  ['another file', [file({ filename: 'src/c.ts' })]],
  ['a file more', [file(), other]],
  ['a removed file', [file({ status: 'removed' })]],
])('tells %s apart', (_name, files) => {
  expect(patchId(files)).not.toBe(patchId([file()]));
});

it('does not mind the order of files', () => {
  expect(patchId([file(), other])).toBe(patchId([other, file()]));
});

it('knows a file without text by what it became', () => {
  const picture = (sha: string) =>
    patchId([file({ patch: undefined, sha: sha.repeat(40) })]);
  expect(picture('a')).toBe(picture('a'));
  expect(picture('a')).not.toBe(picture('b'));
});

it('does not claim to know a change that was not told whole', () => {
  expect(patchId(Array(300).fill(file()))).toBeNull();
});
