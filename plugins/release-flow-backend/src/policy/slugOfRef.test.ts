import { slugOfRef } from './plan';

it.each([
  ['feat/some-experiment', 'feat-some-experiment'],
  ['feat/New_UI', 'feat-New-UI'],
  ['a//b.c-', 'a--b-c-'],
])('spells %s in a tag as the workflow does', (ref, slug) => {
  expect(slugOfRef(ref)).toBe(slug);
});
