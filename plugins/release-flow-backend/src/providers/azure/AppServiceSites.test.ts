import type { AppServiceConfig } from './appServiceConfig';
import { AppServiceSites } from './AppServiceSites';
import type { AzureClients } from './AzureClients';

const config = {
  type: 'azure-app-service',
  resourceGroup: 'rg',
  site: 'api-dev',
} as AppServiceConfig;

describe('reads of Resource Manager', () => {
  let headers: Record<string, string>;
  let status: number;
  let asked: number;
  let sites: AppServiceSites;

  beforeEach(() => {
    headers = {};
    status = 200;
    asked = 0;
    const webApps = {
      get: async (_group: string, _site: string, options: any) => {
        asked += 1;
        options.onResponse({
          status,
          headers: { get: (name: string) => headers[name] },
        });
        if (status === 429) throw new Error('slow down');
        return { state: 'Running' };
      },
      updateConfiguration: async () => {
        asked += 1;
      },
    };
    sites = new AppServiceSites({
      config: { subscription: 'sub-1' },
      sites: () => ({ webApps }),
    } as unknown as AzureClients);
  });

  const { signal } = new AbortController();
  const read = (background: boolean) =>
    sites.read(config, { signal, background });
  const left = (count: number) => {
    headers['x-ms-ratelimit-remaining-subscription-reads'] = String(count);
  };

  it('are put off in the background once little is left', async () => {
    left(1000);
    await read(true);
    left(299);
    await read(true);
    await expect(read(true)).rejects.toMatchObject({
      trouble: 'rate-limited',
      message: expect.stringContaining('299 of 1000 requests are left'),
    });
    expect(asked).toBe(2);
    left(1000);
    await read(false);
    await read(true);
    expect(asked).toBe(4);
  });

  it('wait in the background as Azure asks, and nothing else does', async () => {
    status = 429;
    headers['retry-after'] = '7';
    await expect(read(true)).rejects.toThrow('slow down');
    await expect(read(true)).rejects.toMatchObject({
      trouble: 'rate-limited',
      message: expect.stringContaining('put off'),
    });
    expect(asked).toBe(1);
    await expect(read(false)).rejects.toThrow('slow down');
    await sites.setLinuxFxVersion(config, 'DOCKER|x', undefined, { signal });
    expect(asked).toBe(3);
  });

  it('go on when Azure tells nothing of its limits', async () => {
    await read(true);
    await read(true);
    expect(asked).toBe(2);
  });
});
