import type { Config } from '@backstage/config';
import { ProviderError } from 'backstage-plugin-release-flow-node';

/** How AWS is reached, beside the credentials that `aws` holds. */
export interface AwsConfig {
  account?: string;
  endpoint?: string;
}

/** Whose, and where. */
export interface Place {
  region: string;
  account?: string;
}

export function readAwsConfig(config: Config): AwsConfig {
  const aws = config.getOptionalConfig('releaseFlow.aws');
  // YAML reads an unquoted account as a number.
  const account = aws?.getOptional('account');
  if (account !== undefined && !/^\d{12}$/.test(String(account))) {
    throw new Error(
      'releaseFlow.aws.account must be the 12 digits of an AWS account, in quotes',
    );
  }
  const endpoint = aws?.getOptionalString('endpoint');
  if (endpoint !== undefined && !/^https?:\/\/[^/]+$/.test(endpoint)) {
    throw new Error(
      'releaseFlow.aws.endpoint must be a URL without a path, such as https://aws.example.com',
    );
  }
  return {
    account: account === undefined ? undefined : String(account),
    endpoint,
  };
}

/** Account of a target, its own or the configured one: without it two targets could be the same. */
export function accountOf(config: AwsConfig, place: Place): string {
  const account = place.account ?? config.account;
  if (account) return account;
  throw new ProviderError(
    'refused',
    'No AWS account is named. Set releaseFlow.aws.account or the target’s own.',
  );
}
