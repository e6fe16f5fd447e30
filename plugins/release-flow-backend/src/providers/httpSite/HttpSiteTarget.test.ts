import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import type { Artifact } from 'backstage-plugin-release-flow-common';
import {
  testTargetProvider,
  type CloudFault,
} from 'backstage-plugin-release-flow-node/testUtils';
import { startLocalCloud, type LocalCloud } from '../__testUtils__/localCloud';
import { createProviders } from '../createProviders';
import type { HttpSiteConfig } from './httpSiteConfig';
import type { HttpSiteTarget } from './HttpSiteTarget';

const context = () => ({ signal: new AbortController().signal });
const SITE = 'shop-web-stage';
const COMMIT = 'a1'.repeat(20);
const DIGEST = `sha256:${'d1'.repeat(32)}`;

const FAULTS: Record<CloudFault, JsonObject> = {
  'rate-limit': { status: 429, retryAfter: 7 },
  'server-error': { status: 503 },
  'dropped-connection': { drop: true },
  'sign-in': { status: 401 },
  'lost-answer': { drop: true, after: true },
};

const builtFrom = (commit: string, ...components: string[]): Artifact =>
  components.map(component => ({ component, identity: { commit } }));

describe('HttpSiteTarget', () => {
  let cloud: LocalCloud;
  let target: HttpSiteTarget;

  beforeAll(async () => {
    cloud = await startLocalCloud();
    const providers = createProviders({
      config: cloud.config,
      logger: mockServices.logger.mock(),
    });
    target = providers.targets.find(
      ({ type }) => type === 'http-site',
    ) as HttpSiteTarget;
  }, 30_000);
  afterAll(() => cloud?.stop());
  beforeEach(async () => {
    await cloud.control('DELETE', '/faults');
    await cloud.control('POST', `/static-sites/${SITE}`, {
      commit: COMMIT,
      version: 'v1.2.3',
      healthy: true,
      tellsVersion: true,
      headers: { 'x-build': DIGEST },
    });
  });

  const urlOf = (site: string) => `http://${site}.localhost:${cloud.sitesPort}`;
  const version = { path: '/version.json', pointer: '/commit' };
  const configOf = (more: JsonObject = {}): HttpSiteConfig =>
    target.schema.parse({
      type: 'http-site',
      url: urlOf(SITE),
      version,
      ...more,
    });
  const observe = (more?: JsonObject, components = ['web']) =>
    target.observe({ config: configOf(more), components }, context());

  testTargetProvider('A site', async () => {
    const config = configOf({ healthPath: '/health' });
    return {
      provider: target,
      config,
      aliases: [
        { ...config, url: `${config.url}/` },
        { ...config, url: config.url.toUpperCase() },
        { ...config, version: { path: '/build' } },
      ],
      strangers: [
        { ...config, url: urlOf('shop-web-prod') },
        { ...config, url: `${config.url}/admin` },
      ],
      current: builtFrom(COMMIT, 'web'),
      next: builtFrom('b2'.repeat(20), 'web'),
      provesRunning: true,
      changes: async () => 0,
      settle: async () => {},
      failNext: async (_, fault) => {
        await cloud.control('POST', '/faults', {
          service: 'sites',
          match: '/version.json',
          times: 1,
          ...FAULTS[fault],
        });
      },
    };
  });

  it('serves what the workflow put there last', async () => {
    const commit = 'c3'.repeat(20);
    await cloud.control('POST', `/static-sites/${SITE}`, { commit });
    const served = builtFrom(commit, 'web', 'admin');
    expect(await observe({}, ['web', 'admin'])).toMatchObject({
      configured: served,
      running: served,
      health: { status: 'healthy' },
      state: 'HTTP 200',
      hosts: [`${SITE}.localhost:${cloud.sitesPort}`],
    });
  });

  it.each([
    ['a header', { header: 'X-Build' }],
    ['a pattern', { pattern: `"commit":"([0-9a-f]{40})"` }],
    ['a named group', { pattern: '"(\\w+)":"(?<version>[0-9a-f]{40})"' }],
  ])('reads what %s names', async (_, place) => {
    const { configured } = await observe({
      version: { path: '/version.json', ...place },
    });
    const [{ identity }] = configured!;
    expect(identity).toEqual(
      'header' in place
        ? { image: `${SITE}.localhost:${cloud.sitesPort}`, digest: DIGEST }
        : { commit: COMMIT },
    );
  });

  it('calls a version that is no commit by its name only', async () => {
    const seen = await observe({
      version: { path: '/version.json', pointer: '/version' },
    });
    expect(seen).toMatchObject({ label: 'v1.2.3' });
    expect(seen.configured).toBeUndefined();
  });

  it('can not tell which of several parts one digest is', async () => {
    const asked = { version: { path: '/version.json', header: 'x-build' } };
    const seen = await observe(asked, ['web', 'admin']);
    expect(seen).toMatchObject({ label: DIGEST });
    expect(seen.running).toBeUndefined();
  });

  it('does not call a site healthy that does not say what it serves', async () => {
    await cloud.control('POST', `/static-sites/${SITE}`, {
      tellsVersion: false,
    });
    expect((await observe()).health).toMatchObject({ status: 'unhealthy' });
    const fallback = { path: '/version', pointer: '/commit' };
    expect((await observe({ version: fallback })).health).toEqual({
      status: 'unknown',
      message: 'GET /version names no version at /commit',
    });
  });

  it('asks the health path for health', async () => {
    await cloud.control('POST', '/faults', {
      service: 'sites',
      match: '/health',
      status: 503,
      times: 1,
    });
    const seen = await observe({ healthPath: '/health' });
    expect(seen).toMatchObject({
      running: builtFrom(COMMIT, 'web'),
      health: {
        status: 'unhealthy',
        message: expect.stringContaining('GET /health answered 503'),
      },
    });
  });

  it('asks only hosts that the configuration allows', async () => {
    await expect(
      observe({ url: 'https://elsewhere.example' }),
    ).rejects.toMatchObject({
      trouble: 'refused',
      message: expect.stringContaining('releaseFlow.probes.allowedHosts'),
    });
  });

  it.each([
    ['two places for the version', { version: { ...version, header: 'x' } }],
    [
      'a pattern with look-around',
      { version: { path: '/v', pattern: 'a(?=b)' } },
    ],
    ['a foreign host in a path', { healthPath: '//e.vil' }],
    ['a url that is none', { url: 'ftp://host' }],
  ])('refuses %s', (_, more) => {
    expect(() => configOf(more)).toThrow();
  });
});
