import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { startLocalCloud, type LocalCloud } from '../__testUtils__/localCloud';
import type { Repository } from '../types';
import { GithubConnections } from './GithubConnections';
import { GithubReader } from './GithubReader';
import { GithubSettings } from './GithubSettings';

jest.setTimeout(60_000);

let cloud: LocalCloud;
let repo: Repository;
let settings: GithubSettings;
const context = () => ({ signal: new AbortController().signal });
const set = (path: string, body: JsonObject, method = 'POST') =>
  cloud.control(method, `/settings/qfa-reports${path}`, body);

beforeAll(async () => {
  cloud = await startLocalCloud();
  repo = { host: cloud.githubHost, slug: 'acme/qfa-reports' };
  const logger = mockServices.logger.mock();
  settings = new GithubSettings(
    new GithubReader(GithubConnections.fromConfig(cloud.config, logger)),
  );
});
afterAll(() => cloud.stop());

it('tells what the credential may do', async () => {
  expect(await settings.access(repo, context())).toEqual({
    scopes: ['repo', 'workflow'],
    canPush: true,
    isAdmin: true,
  });
  expect(await settings.permissionOf(repo, 'vera', context())).toBe('read');
  expect(await settings.permissionOf(repo, 'nobody', context())).toBe('none');
});

it('reads environments with their protection', async () => {
  await set('/environments/prd', {
    waitMinutes: 15,
    branches: ['main', 'release/*'],
    tags: ['v*'],
  });
  const environments = await settings.environments(repo, context());
  expect(environments.find(({ name }) => name === 'prd')).toMatchObject({
    reviewers: ['mona', 'lars'],
    preventSelfReview: true,
    waitMinutes: 15,
    policy: 'custom',
    branches: ['main', 'release/*'],
    tags: ['v*'],
  });
  expect(environments.find(({ name }) => name === 'dev')).toMatchObject({
    reviewers: [],
    waitMinutes: 0,
    policy: 'all',
  });
});

it('joins classic protection and rulesets of a branch', async () => {
  const main = { name: 'main', exists: true };
  await set('/rules', { rules: [] }, 'PUT');
  expect(await settings.branchRules(repo, main, context())).toEqual({
    isProtected: false,
    reviews: 0,
    checks: [],
    directPushes: true,
    forcePushes: true,
  });
  const rules = [
    { pattern: 'main', reviews: 1, checks: ['Test'], forcePushes: true },
    { pattern: '*', by: 'ruleset', reviews: 2, checks: ['Lint'] },
  ];
  await set('/rules', { rules }, 'PUT');
  expect(await settings.branchRules(repo, main, context())).toEqual({
    isProtected: true,
    reviews: 2,
    checks: ['Test', 'Lint'],
    directPushes: false,
    forcePushes: false,
  });
  const future = { name: 'future', exists: false };
  expect(await settings.branchRules(repo, future, context())).toMatchObject({
    reviews: 2,
    checks: ['Lint'],
  });
});

it('reads workflows, Pages, webhooks and names', async () => {
  await set('/workflows/docs.yaml', { disabled: true });
  const workflows = await settings.workflows(repo, context());
  expect(workflows.find(({ file }) => file === 'docs.yaml')).toMatchObject({
    state: 'disabled_manually',
  });
  expect(await settings.pages(repo, context())).toBe('workflow');
  await set('', { pages: null, secrets: ['AZURE_CREDENTIALS'] });
  expect(await settings.pages(repo, context())).toBeUndefined();
  const [hook] = await settings.hooks(repo, context());
  expect(hook).toMatchObject({ active: true, lastStatus: null });
  const here = await settings.names(repo, undefined, context());
  expect(here.secrets).toEqual(['AZURE_CREDENTIALS']);
  expect(Object.keys(here.variables)).toContain('REGISTRY');
  const prd = await settings.names(repo, 'prd', context());
  expect(prd.variables.APP_NAME).toBe('qfa-reports-prd');
});

it('says what a repository refuses', async () => {
  await cloud.control('POST', '/settings/qfa-reports/access/release-flow-bot', {
    permission: 'read',
  });
  await expect(settings.names(repo, undefined, context())).rejects.toThrow(
    /variables of acme\/qfa-reports/,
  );
});
