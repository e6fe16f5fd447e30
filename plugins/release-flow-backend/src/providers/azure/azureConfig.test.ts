import { ConfigReader } from '@backstage/config';
import { AzureClients } from './AzureClients';
import { readAzureConfig } from './azureConfig';

const read = (azure: Record<string, string>) =>
  readAzureConfig(new ConfigReader({ releaseFlow: { azure } }));

it('uses what the machine has unless told otherwise', () => {
  expect(readAzureConfig(new ConfigReader({})).credential).toBe('default');
});

it('names what is wrong', () => {
  expect(() => read({ credential: 'password' })).toThrow(
    'releaseFlow.azure.credential must be one of default, managed-identity, workload, client-secret',
  );
  expect(() =>
    read({ credential: 'client-secret', tenantId: 't', clientId: 'c' }),
  ).toThrow(/clientSecret/);
});

it.each([
  [{ credential: 'default', clientId: 'c' }],
  [{ credential: 'managed-identity' }],
  [{ credential: 'managed-identity', clientId: 'c' }],
  [{ credential: 'workload', tenantId: 't', clientId: 'c', tokenFile: '/t' }],
  [
    {
      credential: 'client-secret',
      tenantId: 't',
      clientId: 'c',
      clientSecret: 's',
    },
  ],
])('makes a client with %s', azure => {
  const clients = new AzureClients(read(azure as Record<string, string>));
  const client = clients.sites('00000000-0000-0000-0000-000000000001');
  expect(client.webApps).toBeDefined();
  expect(clients.sites('00000000-0000-0000-0000-000000000001')).toBe(client);
});
