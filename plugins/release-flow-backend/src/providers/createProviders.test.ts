import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { TargetObservation } from 'backstage-plugin-release-flow-node';
import { startLocalCloud, type LocalCloud } from './__testUtils__/localCloud';
import { createProviders, type OwnProviders } from './createProviders';

const context = () => ({ signal: new AbortController().signal });
const logger = mockServices.logger.mock();

it.each([
  ['azure.credential', { azure: { credential: 'nobody' } }],
  ['registries', { registries: [{ host: 'r', username: 'u' }] }],
  ['registries', { registries: [{ host: 'r', username: 'u', azure: true }] }],
  ['probes.allowedHosts', { probes: { allowedHosts: ['http://host'] } }],
])('does not start with a wrong releaseFlow.%s', (key, releaseFlow) => {
  const config = new ConfigReader({ releaseFlow });
  expect(() => createProviders({ config, logger })).toThrow(key);
});

it('starts with nothing configured', () => {
  const providers = createProviders({ config: new ConfigReader({}), logger });
  expect(providers.targets.map(({ type }) => type)).toEqual([
    'azure-app-service',
    'http-site',
  ]);
  expect(providers.verifications.map(({ type }) => type)).toEqual([
    'http',
    'warm-up',
    'digest-live',
    'stateless',
  ]);
});

describe('with the local cloud', () => {
  let cloud: LocalCloud;
  let providers: OwnProviders;

  beforeAll(async () => {
    cloud = await startLocalCloud();
    providers = createProviders({ config: cloud.config, logger });
  }, 30_000);
  afterAll(() => cloud?.stop());

  it('reads images of the registry', async () => {
    const { registry } = providers;
    const image = `${cloud.registryHost}/qfa-backend`;
    const digest = await registry.digestOf(image, 'v0.3.7', context());
    expect(await registry.digestOf(image, digest!, context())).toBe(digest);
    expect(await registry.digestOf(image, 'v9', context())).toBeUndefined();
    const labels = await registry.labels(image, digest!, context());
    expect(labels['org.opencontainers.image.revision']).toMatch(
      /^[0-9a-f]{40}$/,
    );
    expect(await registry.children(image, digest!, context())).toEqual([]);
  });

  it('visits over TLS, with the certificate checked', async () => {
    const probe = (allowedHosts: string[]) =>
      createProviders({
        config: new ConfigReader({ releaseFlow: { probes: { allowedHosts } } }),
        logger,
      }).probe;
    const { port } = new URL(`https://${cloud.registryHost}`);
    expect(
      await probe([cloud.registryHost]).get(
        `https://${cloud.registryHost}/v2/`,
        { hosts: [] },
        context(),
      ),
    ).toMatchObject({ status: 401 });
    await expect(
      probe([`other.localhost:${port}`]).get(
        `https://other.localhost:${port}/v2/`,
        { hosts: [] },
        context(),
      ),
    ).rejects.toThrow(/ERR_TLS_CERT_ALTNAME_INVALID/);
  });

  it.each([
    { type: 'http', path: '/health' },
    { type: 'warm-up', paths: ['/', '/health'] },
  ])('verifies a site by $type until it is healthy', async config => {
    const provider = providers.verifications.find(
      ({ type }) => type === config.type,
    )!;
    const host = `qfa-backend-dev.localhost:${cloud.sitesPort}`;
    const check = () =>
      provider.check(
        {
          config: provider.schema.parse(config),
          artifact: [],
          environment: { id: 'dev', urls: { web: `http://${host}` } },
          observe: async () => ({ hosts: [host] }) as TargetObservation,
        },
        context(),
      );
    await cloud.control('POST', '/sites/qfa-backend-dev', { healthy: false });
    expect(await check()).toMatchObject({ status: 'running' });
    await cloud.control('POST', '/sites/qfa-backend-dev', { healthy: true });
    expect(await check()).toMatchObject({ status: 'passed' });
  });

  it('asks for a decision only where the configuration allows it', async () => {
    const site = `http://qfa-backend-prd.localhost:${cloud.sitesPort}`;
    const { httpDecisions } = providers;
    expect(
      await httpDecisions.decide(`${site}/version`, context()),
    ).toMatchObject({ status: 200, body: { version: 'v0.3.7' } });
    await expect(
      httpDecisions.decide(`http://${cloud.githubHost}/api/v3`, context()),
    ).rejects.toMatchObject({ trouble: 'refused' });
  });
});
