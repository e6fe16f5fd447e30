import { readCommit } from './conventional';
import { nextVersion, versionProblem, type VersionFacts } from './nextVersion';

it.each<[string, string | null, boolean]>([
  ['feat: more', 'feat', false],
  ['Fix(api): less', 'fix', false],
  ['feat!: other', 'feat', true],
  ['refactor(core)!: other', 'refactor', true],
  ['fix: it\n\nWhy\n\nBREAKING CHANGE: no more x', 'fix', true],
  ['fix: it\r\n\r\nBREAKING-CHANGE: no more x', 'fix', true],
  ['Say that no BREAKING CHANGE: is here', null, false],
  ['Merge pull request #1', null, false],
  ['feat:no space', null, false],
  ['', null, false],
])('reads %j', (message, type, isBreaking) => {
  expect(readCommit(message)).toMatchObject({ type, isBreaking });
});

const facts: VersionFacts = {
  current: '1.2.3',
  messages: ['fix: a', 'chore: b'],
  isHotfix: false,
  taken: new Set(),
};

it.each<[string, Partial<VersionFacts>, string, string]>([
  ['fixes', {}, '1.2.4', '2 commits, none a feature, since 1.2.3'],
  [
    'features',
    { messages: ['feat: a', 'fix: b', 'feat: c'] },
    '1.3.0',
    '2 features (feat: a) since 1.2.3',
  ],
  [
    'a breaking change',
    { messages: ['feat: a', 'fix!: b'] },
    '2.0.0',
    '1 breaking change (fix!: b) since 1.2.3',
  ],
  [
    'a breaking change before the first major version',
    { current: '0.4.1', messages: ['fix!: b'] },
    '0.5.0',
    'since 0.4.1',
  ],
  [
    'an urgent fix',
    { isHotfix: true, messages: ['feat: a'] },
    '1.2.4',
    'urgent',
  ],
  ['what was not read', { messages: undefined }, '1.2.4', 'could not be read'],
  ['nothing before', { current: undefined }, '0.1.0', 'No version'],
  ['a date before', { current: '2025-01-03' }, '0.1.0', 'No version'],
  [
    'a version that is taken',
    { taken: new Set(['1.2.4', '1.2.5']) },
    '1.2.6',
    'none a feature',
  ],
  [
    'a candidate before',
    { current: '1.3.0-rc.2', messages: ['feat: a'] },
    '1.3.0',
    'since 1.3.0-rc.2',
  ],
])('proposes what comes after %s', (_name, change, version, reason) => {
  const proposed = nextVersion({ ...facts, ...change });
  expect(proposed.version).toBe(version);
  expect(proposed.reason).toContain(reason);
});

it.each([
  ['1.2.4', 'fine'],
  ['2.0.0-rc.1', 'fine'],
  ['1.2', 'no semantic version'],
  ['2025-01-03', 'no semantic version'],
  ['1.2.3', 'not greater than 1.2.3, which Production runs'],
  ['1.2.3-rc.9', 'not greater'],
  ['1.4.0', 'the version of something else'],
])('judges %s', (version, problem) => {
  const said = versionProblem(version, {
    before: '1.2.3',
    taken: new Set(['1.4.0']),
    which: 'which Production runs',
    proposed: '1.3.0',
  });
  expect(said ?? 'fine').toContain(problem);
});
