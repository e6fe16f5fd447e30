import { ConfigReader } from '@backstage/config';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { AwsClients } from '../AwsClients';
import { readAwsConfig } from '../awsConfig';

export const ACCOUNT = '123456789012';

/** Clients as the module makes them, for an endpoint of one's own. */
export function clientsFor(endpoint: string): AwsClients {
  const config = new ConfigReader({
    aws: {
      mainAccount: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' },
    },
    releaseFlow: { aws: { account: ACCOUNT, endpoint } },
  });
  return new AwsClients(
    readAwsConfig(config),
    DefaultAwsCredentialsManager.fromConfig(config),
  );
}
