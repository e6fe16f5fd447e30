import type { WebSiteManagementClient } from '@azure/arm-appservice';
import type { TokenCredential } from '@azure/identity';
import { rememberSecret } from '../secrets';
import type { AzureConfig } from './azureConfig';
import { azureReadError } from './azureErrors';

const REGISTRY_SCOPE = 'https://containerregistry.azure.net/.default';

/**
 * The credential and the clients, made when first used: the SDKs are big, and many portals need none.
 * They are `require`d since Jest can't `import()`.
 */
export class AzureClients {
  private credential?: TokenCredential;
  private readonly clients = new Map<string, WebSiteManagementClient>();

  constructor(readonly config: AzureConfig) {}

  /** A client that never repeats a request: reads are repeated by their caller, changes by nobody. */
  sites(subscription: string): WebSiteManagementClient {
    const known = this.clients.get(subscription);
    if (known) return known;
    const sdk: typeof import('@azure/arm-appservice') = require('@azure/arm-appservice');
    const client = new sdk.WebSiteManagementClient(
      this.getCredential(),
      subscription,
      { endpoint: this.config.endpoint, retryOptions: { maxRetries: 0 } },
    );
    this.clients.set(subscription, client);
    return client;
  }

  /** Token that Azure Container Registry exchanges for one of its own. */
  async registryToken(): Promise<string> {
    try {
      const token = await this.getCredential().getToken(REGISTRY_SCOPE);
      if (!token) throw new Error('the credential gave no token');
      return token.token;
    } catch (error) {
      throw azureReadError(error, 'sign-in to the container registry');
    }
  }

  private getCredential(): TokenCredential {
    this.credential ??= remembering(createCredential(this.config));
    return this.credential;
  }
}

/** Tokens go into requests that an answer may quote. */
function remembering(credential: TokenCredential): TokenCredential {
  return {
    getToken: async (...asked) => {
      const token = await credential.getToken(...asked);
      rememberSecret(token?.token);
      return token;
    },
  };
}

function createCredential(config: AzureConfig): TokenCredential {
  const sdk: typeof import('@azure/identity') = require('@azure/identity');
  const { tenantId, clientId, clientSecret, tokenFile } = config;
  rememberSecret(clientSecret);
  switch (config.credential) {
    case 'managed-identity':
      return clientId
        ? new sdk.ManagedIdentityCredential({ clientId })
        : new sdk.ManagedIdentityCredential();
    case 'workload':
      return new sdk.WorkloadIdentityCredential({
        tenantId,
        clientId,
        tokenFilePath: tokenFile,
      });
    case 'client-secret':
      return new sdk.ClientSecretCredential(
        tenantId!,
        clientId!,
        clientSecret!,
      );
    default:
      return new sdk.DefaultAzureCredential(
        clientId ? { managedIdentityClientId: clientId } : {},
      );
  }
}
