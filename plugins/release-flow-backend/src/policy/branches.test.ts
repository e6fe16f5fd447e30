import {
  branchMatch,
  buildLabel,
  buildVersion,
  isHotfix,
  literalPrefix,
  prefixesOf,
  versionSaid,
} from './branches';

const SHA = 'abcdef0123456789abcdef0123456789abcdef01';

it.each([
  ['main', 'main'],
  ['^main$', 'main'],
  ['release/.+', 'release/'],
  ['release/(?<version>v.+)', 'release/'],
  ['hotfix/\\w+', 'hotfix/'],
  ['a\\.b/.*', 'a.b/'],
  ['releases?/.+', 'release'],
  ['x{2}', ''],
  ['main|release/.+', ''],
  ['ma\\|in', 'ma|in'],
  ['(main|release/.+)', ''],
  ['.*', ''],
  ['[a-z]+', ''],
])('knows what every match of %s begins with', (pattern, prefix) => {
  expect(literalPrefix(pattern)).toBe(prefix);
});

it('asks for no branch twice', () => {
  const patterns = ['release/v.+', 'main', 'release/.+', 'main'];
  expect(prefixesOf(patterns)).toEqual(['main', 'release/']);
  expect(prefixesOf(['main', '.*'])).toEqual(['']);
  expect(prefixesOf([])).toEqual([]);
});

const source = {
  branches: ['main', 'release/(?<version>.+)'],
  hotfix: { branch: 'hotfix/.+', base: [], backport: 'main' },
};

it.each([
  ['main', `main@abcdef0`, undefined],
  ['release/v1.2.3', 'v1.2.3', '1.2.3'],
  ['release/2025-01-03', '2025-01-03', '2025-01-03'],
  ['hotfix/urgent', 'hotfix/urgent@abcdef0', undefined],
])('labels a build of %s', (branch, label, version) => {
  const match = branchMatch(source, branch)!;
  expect(buildLabel(branch, SHA, match)).toBe(label);
  const stored = buildVersion(label, match);
  expect(versionSaid({ branch, version: stored })).toBe(version);
});

it.each(['maintenance', 'feature/x', 'release/', 'xmain'])(
  'makes no builds of %s',
  branch => {
    expect(branchMatch(source, branch)).toBeUndefined();
  },
);

it('knows branches of urgent fixes', () => {
  expect(isHotfix(source, 'hotfix/a')).toBe(true);
  expect(isHotfix(source, 'main')).toBe(false);
  expect(isHotfix(source, null)).toBe(false);
  expect(isHotfix({}, 'hotfix/a')).toBe(false);
});
