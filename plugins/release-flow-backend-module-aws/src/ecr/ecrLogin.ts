import {
  ProviderError,
  type RegistryLoginProvider,
} from 'backstage-plugin-release-flow-node';
import type { AwsClients } from '../AwsClients';
import { reading } from '../awsErrors';

const sdk = (): typeof import('@aws-sdk/client-ecr') =>
  require('@aws-sdk/client-ecr');

const HOST =
  /^(?<account>\d{12})\.dkr\.ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

/** Signs in to ECR with the credentials of the account that its host names. */
export function ecrLogin(clients: AwsClients): RegistryLoginProvider {
  return {
    name: 'ECR',
    isFor: host => HOST.test(host),
    async login(host, context) {
      const { account, region } = HOST.exec(host)!.groups!;
      const { authorizationData } = await reading(
        `sign-in to ${host}`,
        context,
        options =>
          clients
            .ecr({ account, region })
            .send(new (sdk().GetAuthorizationTokenCommand)({}), options),
      );
      const token = authorizationData?.[0]?.authorizationToken ?? '';
      const pair = Buffer.from(token, 'base64').toString();
      const colon = pair.indexOf(':');
      if (colon > 0) {
        return {
          username: pair.slice(0, colon),
          password: pair.slice(colon + 1),
        };
      }
      throw new ProviderError('unavailable', `ECR gave no token for ${host}.`);
    },
  };
}
