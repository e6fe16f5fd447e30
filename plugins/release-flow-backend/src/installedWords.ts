import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { documentWords } from './facts/documentWords';
import type { DocumentWords } from './policy/document';
import { createProviders } from './providers/createProviders';
import { ProviderRegistry } from './ProviderRegistry';

const silent: LoggerService = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
  child: () => silent,
};

/** How the kinds that come with the plugin read, without a portal. */
export function installedWords(): DocumentWords {
  const registry = new ProviderRegistry();
  registry.addOwn(
    createProviders({ config: new ConfigReader({}), logger: silent }),
  );
  return documentWords(registry.providers());
}
