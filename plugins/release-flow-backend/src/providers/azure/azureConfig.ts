import type { Config } from '@backstage/config';

const CREDENTIALS = [
  'default',
  'managed-identity',
  'workload',
  'client-secret',
] as const;

/** How Azure is reached. */
export interface AzureConfig {
  /** Subscription of targets that name none. */
  subscription?: string;
  /** Resource Manager; the public cloud's when absent. */
  endpoint?: string;
  credential: (typeof CREDENTIALS)[number];
  tenantId?: string;
  clientId?: string;
  clientSecret?: string;
  tokenFile?: string;
}

export function readAzureConfig(config: Config): AzureConfig {
  const azure = config.getOptionalConfig('releaseFlow.azure');
  const text = (key: string) => azure?.getOptionalString(key);
  const credential = text('credential') ?? 'default';
  const known = CREDENTIALS.find(name => name === credential);
  if (!known) {
    throw new Error(
      `releaseFlow.azure.credential must be one of ${CREDENTIALS.join(', ')}`,
    );
  }
  if (known === 'client-secret') {
    for (const key of ['tenantId', 'clientId', 'clientSecret']) {
      azure!.getString(key);
    }
  }
  return {
    subscription: text('subscription'),
    endpoint: text('endpoint'),
    credential: known,
    tenantId: text('tenantId'),
    clientId: text('clientId'),
    clientSecret: text('clientSecret'),
    tokenFile: text('tokenFile'),
  };
}
