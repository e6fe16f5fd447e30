import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { randomUUID } from 'crypto';
import type { Artifact } from 'backstage-plugin-release-flow-common';
import {
  testTargetProvider,
  type CloudFault,
} from 'backstage-plugin-release-flow-node/testUtils';
import { startLocalCloud, type LocalCloud } from '../__testUtils__/localCloud';
import { createProviders } from '../createProviders';
import type { ImageRegistry } from '../types';
import type { AppServiceConfig } from './appServiceConfig';
import type { AzureAppServiceTarget } from './AzureAppServiceTarget';

const context = () => ({ signal: new AbortController().signal });
const SITE = 'qfa-backend-prd';

const FAULTS: Record<CloudFault, JsonObject> = {
  'rate-limit': { status: 429 },
  'server-error': { status: 503 },
  'dropped-connection': { drop: true },
  'sign-in': { status: 401 },
  'lost-answer': { drop: true, after: true },
};

describe('AzureAppServiceTarget', () => {
  let cloud: LocalCloud;
  let target: AzureAppServiceTarget;
  let registry: ImageRegistry;

  const artifactOf = async (tag: string): Promise<Artifact> => {
    const image = `${cloud.registryHost}/qfa-backend`;
    const digest = await registry.digestOf(image, tag, context());
    return [{ component: 'api', identity: { image, digest: digest! } }];
  };

  beforeAll(async () => {
    cloud = await startLocalCloud();
    const providers = createProviders({
      config: cloud.config,
      logger: mockServices.logger.mock(),
    });
    target = providers.targets[0] as AzureAppServiceTarget;
    registry = providers.registry;
  }, 30_000);
  afterAll(() => cloud?.stop());
  beforeEach(async () => {
    const [{ identity: pinned }] = await artifactOf('v0.3.7');
    await cloud.control('DELETE', '/faults');
    await cloud.control('POST', `/sites/${SITE}`, {
      state: 'Running',
      digest: 'digest' in pinned ? pinned.digest : undefined,
    });
  });

  const configOf = (more: Partial<AppServiceConfig> = {}) =>
    target.schema.parse({
      type: 'azure-app-service',
      resourceGroup: 'rg-qfa-prd',
      site: SITE,
      url: `http://${SITE}.localhost:${cloud.sitesPort}`,
      ...more,
    });

  const identity = { path: '/version', pointer: '/digest' };

  describe.each([
    ['that tells what it runs', true],
    ['that does not tell', false],
  ])('with a site %s', (_, provesRunning) => {
    testTargetProvider('App Service', async () => {
      const config = configOf(provesRunning ? { identity } : {});
      const before = (await cloud.site(SITE)).changes;
      return {
        provider: target,
        config,
        aliases: [
          { ...config, site: SITE.toUpperCase(), slot: 'production' },
          { ...config, subscription: '00000000-0000-0000-0000-000000000001' },
        ],
        strangers: [
          { ...config, slot: 'blue' },
          { ...config, site: 'qfa-backend-dev' },
          { ...config, resourceGroup: 'rg-qfa-dev' },
        ],
        current: await artifactOf('v0.3.7'),
        next: await artifactOf('v0.3.6'),
        provesRunning,
        changes: async () => (await cloud.site(SITE)).changes - before,
        settle: async () => {
          await cloud.control('POST', '/clock', { advance: 60 });
        },
        failNext: async (requests, fault) => {
          await cloud.control('POST', '/faults', {
            service: 'arm',
            match: '/config/web',
            method: requests === 'reads' ? 'GET' : 'PATCH',
            times: 1,
            retryAfter: 7,
            ...FAULTS[fault],
          });
        },
      };
    });
  });

  const observe = (config: AppServiceConfig) =>
    target.observe({ config, components: ['api'] }, context());

  it('says what still runs while the new container starts', async () => {
    const config = configOf({ identity });
    const [current, next] = [
      await artifactOf('v0.3.7'),
      await artifactOf('v0.3.6'),
    ];
    const promotion = randomUUID();
    const intentId = `${promotion}:deploy`;
    await target.deploy({ intentId, config, artifact: next }, context());
    const { changes } = await cloud.control<{ changes: JsonObject[] }>(
      'GET',
      '/sites',
    );
    expect(changes.at(-1)).toMatchObject({ correlation: promotion });
    expect(await observe(config)).toMatchObject({
      configured: next,
      running: current,
    });
  });

  it('sees a stopped site and its host', async () => {
    await cloud.control('POST', `/sites/${SITE}`, { state: 'Stopped' });
    expect(await observe(configOf({ identity }))).toMatchObject({
      state: 'Stopped',
      health: { status: 'unhealthy' },
      hosts: [`${SITE}.localhost:${cloud.sitesPort}`],
    });
  });

  it('does not call a site healthy whose identity can not be read', async () => {
    const at = (path: string) =>
      observe(configOf({ identity: { path, pointer: '/digest' } }));
    const silent = await at('/nowhere');
    expect(silent.running).toBeUndefined();
    expect(silent.health).toEqual({
      status: 'unknown',
      message: 'GET /nowhere answered 404, not what it runs',
    });
    expect((await at('/health')).health.message).toBe(
      'GET /health names no digest at /digest',
    );
  });

  it('names a site that does not exist', async () => {
    await expect(observe(configOf({ site: 'nowhere' }))).rejects.toMatchObject({
      trouble: 'not-found',
    });
  });

  it('reads which secrets resolve', async () => {
    const read = () => target.configurationReferences(configOf(), context());
    expect((await read()).every(({ resolved }) => resolved)).toBe(true);
    await cloud.control('POST', `/keyvault/${SITE}/LLM_API_KEY`, {
      status: 'SecretNotFound',
    });
    expect(await read()).toContainEqual({
      name: 'LLM_API_KEY',
      resolved: false,
      status: 'SecretNotFound',
      message: expect.stringContaining('SecretNotFound'),
    });
  });

  const QUIET = {
    httpsOnly: true,
    clientAffinity: false,
    hasIdentity: true,
    healthCheckPath: '/health',
    settings: { DB_AUTH_MODE: 'entra', DB_TRACK_USAGE: 'true' },
  };

  it('tells how a site runs, and values of visible settings only', async () => {
    await cloud.control('POST', `/sites/${SITE}`, QUIET);
    const config = configOf({ slot: 'production' });
    const told = await target.runtime(
      { config, visibleSettings: ['DB_AUTH_MODE'] },
      context(),
    );
    expect(told).toMatchObject({
      state: 'Running',
      image: expect.stringMatching(/qfa-backend@sha256:/),
      instances: [
        { state: 'READY', health: 'healthy' },
        { state: 'READY', health: 'healthy' },
      ],
      instanceClass: 'P1v3',
      scale: { desired: 2 },
      healthPath: '/health',
      identities: [expect.stringMatching(/^[0-9a-f-]{36}$/)],
    });
    expect(told.settings).toEqual(
      expect.arrayContaining([
        { name: 'DB_AUTH_MODE', value: 'entra' },
        { name: 'DB_TRACK_USAGE' },
        { name: 'LLM_API_KEY' },
      ]),
    );
    expect(told.links[0].url).toContain(`/sites/${SITE}`);
  });

  const expected = {
    environment: 'prd',
    tier: 'production' as const,
    platform: { healthPath: '/health', instances: { min: 2, max: 4 } },
    settings: [
      { name: 'DB_AUTH_MODE', expect: 'entra', visible: true },
      { name: 'DB_TRACK_USAGE', expect: 'true' },
      { name: 'LLM_API_KEY', required: true },
    ],
  };
  const inspect = () =>
    target.inspect({ config: configOf(), expected }, context());

  it('finds nothing where all is as expected', async () => {
    await cloud.control('POST', `/sites/${SITE}`, QUIET);
    expect(await inspect()).toEqual([]);
  });

  it.each<[string, JsonObject, string]>([
    ['https-not-enforced', { httpsOnly: false }, 'plain HTTP'],
    ['sticky-sessions', { clientAffinity: true }, 'ARR affinity'],
    ['no-identity', { hasIdentity: false }, 'managed identity'],
    ['health-path-differs', { healthCheckPath: '/' }, 'asks /, not /health'],
    [
      'setting-differs',
      { settings: { ...QUIET.settings, DB_AUTH_MODE: 'password' } },
      'DB_AUTH_MODE is password, not entra',
    ],
    [
      'setting-differs',
      { settings: { ...QUIET.settings, DB_TRACK_USAGE: 'hidden' } },
      'DB_TRACK_USAGE is not what is expected',
    ],
  ])('finds %s', async (code, change, message) => {
    await cloud.control('POST', `/sites/${SITE}`, { ...QUIET, ...change });
    expect(await inspect()).toEqual([
      expect.objectContaining({
        code,
        subject: `site ${SITE}`,
        message: expect.stringContaining(message),
      }),
    ]);
  });

  it('says which roles a new identity needs, in PostgreSQL too', async () => {
    await cloud.control('POST', `/sites/${SITE}`, {
      ...QUIET,
      hasIdentity: false,
    });
    const [{ fix }] = await inspect();
    expect(fix).toContain('Key Vault Secrets User');
    expect(fix).toContain(
      `pgaadauth_create_principal('${SITE}', false, false)`,
    );
  });

  it('finds a required setting that is missing, and too few instances', async () => {
    await cloud.control('POST', `/sites/${SITE}`, QUIET);
    const more = {
      ...expected,
      platform: { instances: { min: 3, max: 4 } },
      settings: [{ name: 'VITE_API_BASE', required: true }],
    };
    const found = await target.inspect(
      { config: configOf(), expected: more },
      context(),
    );
    expect(found.map(({ code, severity }) => [code, severity])).toEqual([
      ['instances-differ', 'warning'],
      ['setting-missing', 'error'],
    ]);
  });

  it('finds a plan that several sites share', async () => {
    await cloud.control('POST', `/sites/${SITE}`, {
      ...QUIET,
      plan: 'plan-qfa-reports-prd',
    });
    const [found] = await inspect();
    expect(found).toMatchObject({
      code: 'plan-shared',
      subject: 'plan rg-qfa-prd/plan-qfa-reports-prd',
      message: '2 sites share the plan plan-qfa-reports-prd',
    });
    await cloud.control('POST', `/sites/${SITE}`, {
      plan: `plan-${SITE}`,
    });
  });

  it('reads the newest lines of the log', async () => {
    for (const output of ['first', 'second', 'ERROR third']) {
      await cloud.control('POST', `/sites/${SITE}`, { output });
    }
    const read = (more: object) =>
      target.logs({ config: configOf(), limit: 2, ...more }, context());
    expect((await read({})).map(({ text }) => text)).toEqual([
      'second',
      'ERROR third',
    ]);
    expect(await read({ since: '2999-01-01T00:00:00+02:00' })).toEqual([]);
  });

  it('takes one image, and nothing else', async () => {
    const config = configOf();
    const [api] = await artifactOf('v0.3.7');
    const deploy = (artifact: Artifact) =>
      target.deploy({ intentId: 'i', config, artifact }, context());
    await expect(deploy([api, { ...api, component: 'web' }])).rejects.toThrow(
      /runs one container, but the flow has 2 components/,
    );
    const identified = { commit: 'a'.repeat(40) };
    await expect(
      deploy([{ component: 'api', identity: identified }]),
    ).rejects.toMatchObject({ trouble: 'refused' });
    await expect(
      target.observe({ config, components: ['api', 'web'] }, context()),
    ).rejects.toMatchObject({ trouble: 'refused' });
  });
});
