import type { RepositoryFacts } from './facts';
import {
  checkAccess,
  checkHooks,
  checkMain,
  checkPages,
  NEEDED_EVENTS,
} from './repository';
import { codesOf, declaring, files, healthy } from './__testUtils__/healthy';

const docs = { workflow: 'docs.yaml', site: 'https://docs.example' };
const facts = (repository: RepositoryFacts) =>
  healthy(declaring({}, { docs }), {
    files: { ...files(), 'docs.yaml': 'uses: actions/deploy-pages@v4' },
    ...repository,
  });
const hook = (change: object = {}) => ({
  url: 'https://portal.example/api/release-flow/webhooks/github',
  active: true,
  events: NEEDED_EVENTS,
  lastStatus: 202,
  ...change,
});

it.each<[string, object[], string[]]>([
  ['is as needed', [hook()], []],
  ['tells of everything', [hook({ events: ['*'], lastStatus: null })], []],
  ['is missing', [], ['warning webhook-missing']],
  [
    'goes elsewhere',
    [hook({ url: 'https://ci.example/hook' })],
    ['warning webhook-missing'],
  ],
  ['is off', [hook({ active: false })], ['warning webhook-inactive']],
  [
    'tells of pushes only',
    [hook({ events: ['push'] })],
    ['warning webhook-events'],
  ],
  ['is refused', [hook({ lastStatus: 401 })], ['warning webhook-failing']],
  ['reaches nobody', [hook({ lastStatus: 0 })], ['warning webhook-failing']],
])('tells when the webhook %s', (_what, hooks, codes) => {
  expect(codesOf(checkHooks(facts({ hooks: hooks as never })))).toEqual(codes);
});

it.each<[string, RepositoryFacts['access'], string[]]>([
  ['may do it all', { scopes: ['repo'], canPush: true, isAdmin: true }, []],
  ['is of an app', { scopes: null, canPush: true, isAdmin: false }, []],
  [
    'lacks a scope',
    { scopes: ['read:org'], canPush: true, isAdmin: false },
    ['error token-scope'],
  ],
  [
    'only reads',
    { scopes: ['repo'], canPush: false, isAdmin: false },
    ['error token-cannot-push'],
  ],
  ['is not known', undefined, []],
])('tells when our credential %s', (_what, access, codes) => {
  expect(codesOf(checkAccess(facts({ access })))).toEqual(codes);
});

it.each<[string, RepositoryFacts['pages'], string[]]>([
  ['come from Actions', 'workflow', []],
  ['come from a branch', 'legacy', ['error pages-not-from-actions']],
  ['are off', 'off', ['error pages-off']],
  ['could not be read', undefined, []],
])('tells when Pages %s', (_what, pages, codes) => {
  expect(codesOf(checkPages(facts({ pages })))).toEqual(codes);
});

it('leaves Pages alone where the documentation goes elsewhere', () => {
  expect(checkPages(facts({ pages: 'off', files: files() }))).toEqual([]);
});

it.each([
  ['success', 0],
  ['failure', 1],
  ['timed_out', 1],
  ['cancelled', 0],
])('main after %s', (conclusion, count) => {
  const run = { workflow: 'ci.yaml', title: 'fix: x', url: 'https://g/runs/7' };
  const found = checkMain(facts({ mainRuns: [{ ...run, conclusion }] }));
  const fix = expect.stringContaining('gh run rerun --failed 7');
  expect(found).toEqual(
    Array(count).fill(expect.objectContaining({ code: 'main-red', fix })),
  );
});
