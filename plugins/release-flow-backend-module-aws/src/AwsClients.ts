import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { ECRClient } from '@aws-sdk/client-ecr';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import type { AwsConfig, Place } from './awsConfig';
import { toError } from '@backstage/errors';

interface ClientOptions {
  region: string;
  endpoint?: string;
  maxAttempts: number;
  credentials: () => Promise<any>;
}

/**
 * Clients made when first used: the SDKs are big, and many portals need none. None repeats a
 * request: reads are repeated by their caller, changes by nobody.
 */
export class AwsClients {
  private readonly made = new Map<string, unknown>();

  constructor(
    readonly config: AwsConfig,
    private readonly credentials: AwsCredentialsManager,
  ) {}

  ecs(place: Place): ECSClient {
    return this.client('ecs', place, options => {
      const sdk: typeof import('@aws-sdk/client-ecs') = require('@aws-sdk/client-ecs');
      return new sdk.ECSClient(options);
    });
  }

  ecr(place: Place): ECRClient {
    return this.client('ecr', place, options => {
      const sdk: typeof import('@aws-sdk/client-ecr') = require('@aws-sdk/client-ecr');
      return new sdk.ECRClient(options);
    });
  }

  cloudWatch(place: Place): CloudWatchClient {
    return this.client('cloudwatch', place, options => {
      const sdk: typeof import('@aws-sdk/client-cloudwatch') = require('@aws-sdk/client-cloudwatch');
      return new sdk.CloudWatchClient(options);
    });
  }

  logs(place: Place): CloudWatchLogsClient {
    return this.client('logs', place, options => {
      const sdk: typeof import('@aws-sdk/client-cloudwatch-logs') = require('@aws-sdk/client-cloudwatch-logs');
      return new sdk.CloudWatchLogsClient(options);
    });
  }

  private client<T>(
    kind: string,
    place: Place,
    make: (options: ClientOptions) => T,
  ): T {
    const account = place.account ?? this.config.account ?? 'main';
    const key = [kind, place.region, account].join(' ');
    if (!this.made.has(key)) {
      this.made.set(
        key,
        make({
          region: place.region,
          endpoint: this.config.endpoint,
          maxAttempts: 1,
          credentials: () => this.credentialsOf(place),
        }),
      );
    }
    return this.made.get(key) as T;
  }

  /** The configured account is the one that the main credentials sign in to. */
  private async credentialsOf({ account }: Place) {
    const isMain = account === undefined || account === this.config.account;
    try {
      const { sdkCredentialProvider } =
        await this.credentials.getCredentialProvider(
          isMain ? undefined : { accountId: account },
        );
      return await sdkCredentialProvider();
    } catch (error) {
      const { message } = toError(error);
      throw Object.assign(new Error(message), {
        name: 'CredentialsProviderError',
      });
    }
  }
}
