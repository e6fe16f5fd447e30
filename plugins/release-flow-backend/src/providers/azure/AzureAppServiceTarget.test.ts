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
