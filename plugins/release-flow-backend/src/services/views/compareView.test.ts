import type { DeploymentRecord, StoredComparison } from '../../database';
import { COMMIT, exampleBinding } from '../../__testUtils__/bindings';
import { release } from '../../policy/gates/__testUtils__/gateFixtures';
import { compareView, marksOf } from './compareView';
import { releaseView } from './releaseView';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(COMMIT);

const binding = exampleBinding({
  infrastructure: {
    workflow: 'terraform.yaml',
    path: 'infra/',
    runName: '(?<command>plan) (?<environment>dev)',
    environments: { dev: 'dev' },
  },
  source: {
    ...exampleBinding().source,
    migrations: ['migrations/**/*.sql', 'prisma/migrations/**'],
  },
});

const commit = (sha: string, message: string) => ({
  ...{ sha, message, author: 'ada', at: '2026-01-01T00:00:00.000Z' },
  url: `https://git.example/commit/${sha}`,
});

/** Oldest first, as GitHub lists them. */
const comparison: StoredComparison = {
  status: 'ahead',
  ahead: 3,
  behind: 0,
  commits: [
    commit(b, 'feat: usage per tenant'),
    commit(c, 'feat(api)!: drop v1'),
    commit(d, 'docs: say so'),
  ],
  files: ['migrations/0007/up.sql', 'infra/db.tf', 'src/app.ts'],
  url: 'https://git.example/compare',
  commitFiles: {
    [b]: ['migrations/0007/up.sql', 'infra/db.tf'],
    [c]: ['src/app.ts', 'migrations/README.md'],
    [d]: ['infrastructure.md'],
  },
};

it.each([
  ['a migration', 'feat: x', ['migrations/0007/up.sql'], ['migration']],
  [
    'a migration of another glob',
    'x',
    ['prisma/migrations/1/m'],
    ['migration'],
  ],
  ['what lies beside migrations', 'feat: x', ['migrations/README.md'], []],
  [
    'infrastructure',
    'feat: x',
    ['src/a.ts', 'infra/db.tf'],
    ['infrastructure'],
  ],
  ['what is named like its folder', 'feat: x', ['infra.md', 'src/infra/a'], []],
  ['a breaking change', 'fix!: drop v1', ['src/a.ts'], ['breaking']],
  [
    'one that its footer tells',
    'fix: x\n\nBREAKING CHANGE: y',
    [],
    ['breaking'],
  ],
  [
    'all of it',
    'feat!: x',
    ['infra/db.tf', 'prisma/migrations/2/m'],
    ['infrastructure', 'migration', 'breaking'],
  ],
  ['nothing of the kind', 'feat: x', ['src/a.ts'], []],
  ['what is not known', 'feat: x', undefined, []],
])('marks %s', (_what, message, files, marks) => {
  expect(marksOf(binding, message, files)).toEqual(marks);
});

it('marks no files where the flow declares none', () => {
  const plain = exampleBinding();
  const files = ['migrations/0007/up.sql', 'infra/db.tf'];
  expect(marksOf(plain, 'feat: x', files)).toEqual([]);
});

it('shows every commit with its marks, the newest first', () => {
  const view = compareView(binding, a, d, comparison);
  expect(view.commits.map(({ sha, marks }) => [sha, marks])).toEqual([
    [d, []],
    [c, ['breaking']],
    [b, ['infrastructure', 'migration']],
  ]);
  expect(view).toMatchObject({ from: a, to: d, ahead: 3, files: 3 });
});

it('counts what a release brings since the one before', () => {
  const facts = {
    binding,
    latestId: undefined,
    current: [] as DeploymentRecord[],
    previous: { ...release, tag: 'v0.3.7', commit: a },
    comparisons: new Map([[`${a}...${d}`, comparison]]),
  };
  const later = { ...release, tag: 'v0.4.0', commit: d };
  const changes = {
    since: 'v0.3.7',
    commits: 3,
    infrastructure: 1,
    migrations: 1,
  };
  expect(releaseView(later, facts).changes).toEqual(changes);
  // Nothing is said of what was not compared.
  const unread = { ...facts, comparisons: new Map() };
  expect(releaseView(later, unread).changes).toBeNull();
  const first = { ...facts, previous: undefined };
  expect(releaseView(later, first).changes).toBeNull();
});
