import { WebSiteManagementClient } from '@azure/arm-appservice';
import type { LocalCloud } from '../index';
import { startLocalCloud } from '../index';
import { control, eventually } from '../__testUtils__/wire';

jest.setTimeout(60_000);

const SUBSCRIPTION = '00000000-0000-0000-0000-000000000001';
const [GROUP, SITE] = ['rg-qfa-dev', 'qfa-backend-dev'];

let cloud: LocalCloud;
let azure: WebSiteManagementClient;

/** What the App Service's own identity gives, asked as `@azure/identity` asks. */
async function identityToken(): Promise<{ token: string; expires: number }> {
  const url = `${cloud.urls.identity}?resource=https://management.azure.com&api-version=2019-08-01`;
  const answer = await fetch(url, {
    headers: { 'x-identity-header': 'local' },
  });
  const body = (await answer.json()) as Record<string, string>;
  return { token: body.access_token, expires: Number(body.expires_on) * 1000 };
}

beforeAll(async () => {
  cloud = await startLocalCloud({ clockScale: 10 });
  azure = new WebSiteManagementClient(
    {
      getToken: async () => {
        const { token, expires } = await identityToken();
        return { token, expiresOnTimestamp: expires };
      },
    },
    SUBSCRIPTION,
    {
      endpoint: cloud.urls.arm,
      retryOptions: { maxRetries: 0 },
      tlsOptions: { ca: cloud.ca },
    },
  );
});

afterAll(() => cloud.close());

const digestOf = (tag: string) => cloud.state.registry['qfa-backend'].tags[tag];
const imageOf = (digest: string) =>
  `DOCKER|${cloud.urls.registryHost}/qfa-backend@${digest}`;
const site = async () =>
  (await control(cloud, 'GET', '/sites')).sites.find(
    (it: { name: string }) => it.name === SITE,
  );

describe('App Service', () => {
  it('tells a site, its configuration, settings and references', async () => {
    const { webApps } = azure;
    expect(await webApps.get(GROUP, SITE)).toMatchObject({
      name: SITE,
      state: 'Running',
      defaultHostName: `${SITE}.localhost:${cloud.urls.sitesPort}`,
    });
    expect(await webApps.getConfiguration(GROUP, SITE)).toMatchObject({
      linuxFxVersion: imageOf(digestOf('v0.3.7')),
      healthCheckPath: '/health',
    });
    const settings = await webApps.listApplicationSettings(GROUP, SITE);
    expect(settings.properties).toMatchObject({ DB_AUTH_MODE: 'entra' });
    const references = [];
    for await (const reference of webApps.listAppSettingsKeyVaultReferences(
      GROUP,
      SITE,
    )) {
      references.push([reference.name, reference.status]);
    }
    expect(references).toEqual([
      ['LLM_API_KEY', 'Resolved'],
      ['LLM_API_BASE', 'Resolved'],
      ['AUTH_API_KEYS', 'Resolved'],
    ]);
    await control(cloud, 'POST', `/keyvault/${SITE}/llm-api-key`, {
      status: 'SecretNotFound',
    });
    expect(
      await webApps.getAppSettingKeyVaultReference(GROUP, SITE, 'LLM_API_KEY'),
    ).toMatchObject({ status: 'SecretNotFound', secretName: 'llm-api-key' });
    const instances = [];
    for await (const it of webApps.listInstanceIdentifiers(GROUP, SITE)) {
      instances.push(await webApps.getInstanceInfo(GROUP, SITE, it.name!));
    }
    expect(instances).toMatchObject([{ state: 'READY' }]);
  });

  it('tells the plan, the transport and the identity of a site', async () => {
    const { webApps, appServicePlans } = azure;
    const found = await webApps.get(GROUP, SITE);
    expect(found).toMatchObject({
      httpsOnly: true,
      clientAffinityEnabled: false,
      identity: {
        type: 'SystemAssigned, UserAssigned',
        userAssignedIdentities: {
          [`/subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-${SITE}`]:
            { clientId: expect.any(String) },
        },
      },
    });
    const [name] = found.serverFarmId!.split('/').slice(-1);
    expect(await appServicePlans.get(GROUP, name)).toMatchObject({
      sku: { name: 'B1', capacity: 1 },
      numberOfSites: 1,
    });
    await expect(appServicePlans.get(GROUP, 'none')).rejects.toMatchObject({
      code: 'ResourceNotFound',
    });
    await control(cloud, 'POST', `/sites/${SITE}`, {
      httpsOnly: false,
      clientAffinity: true,
      hasIdentity: false,
    });
    const changed = await webApps.get(GROUP, SITE);
    expect(changed).toMatchObject({
      httpsOnly: false,
      clientAffinityEnabled: true,
    });
    expect(changed.identity).toBeUndefined();
  });

  it('tells what a container wrote', async () => {
    await control(cloud, 'POST', `/sites/${SITE}`, {
      output: 'ERROR no database',
    });
    const { readableStreamBody } = await azure.webApps.getWebSiteContainerLogs(
      GROUP,
      SITE,
    );
    let log = '';
    for await (const chunk of readableStreamBody!) log += chunk;
    expect(log).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z ERROR no database$/m);
  });

  it('serves the old container until the new one has started', async () => {
    await control(cloud, 'POST', '/clock', { scale: 1 });
    const [before, wanted] = [digestOf('v0.3.7'), digestOf('v0.3.6')];
    const changed = await azure.webApps.updateConfiguration(GROUP, SITE, {
      linuxFxVersion: imageOf(wanted),
    });
    expect(changed.linuxFxVersion).toBe(imageOf(wanted));
    expect(await site()).toMatchObject({
      configuredDigest: wanted,
      liveDigest: before,
    });
    await control(cloud, 'POST', '/clock', { scale: 10, advance: 5 });
    expect(await site()).toMatchObject({ liveDigest: wanted, changes: 1 });
  });

  it('goes down when the image cannot be pulled', async () => {
    const nowhere = `sha256:${'0'.repeat(64)}`;
    await azure.webApps.updateConfiguration(GROUP, SITE, {
      linuxFxVersion: imageOf(nowhere),
    });
    await eventually(async () =>
      (await site()).liveDigest === null ? true : undefined,
    );
    const health = await fetch(
      `http://localhost:${cloud.urls.sitesPort}/health`,
      { headers: { host: `${SITE}.localhost` } },
    );
    expect([404, 503]).toContain(health.status);
  });

  it('answers like Azure when it cannot', async () => {
    await expect(azure.webApps.get(GROUP, 'nothing')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
    await expect(
      new WebSiteManagementClient(
        { getToken: async () => ({ token: 'x', expiresOnTimestamp: 9e15 }) },
        SUBSCRIPTION,
        { endpoint: cloud.urls.arm, tlsOptions: { ca: cloud.ca } },
      ).webApps.get(GROUP, SITE),
    ).rejects.toMatchObject({
      statusCode: 401,
      code: 'InvalidAuthenticationToken',
    });
  });
});
