import type { ProviderContext } from './targets';

/**
 * Signs in to image registries whose passwords last for hours, such as those of a cloud. Registries
 * that the configuration names with a user are signed in to with that.
 * @public
 */
export interface RegistryLoginProvider {
  /** For messages, such as `ECR`. */
  readonly name: string;
  /** Whether it signs in to the registry at this host, with its port where not standard. */
  isFor(host: string): boolean;
  /** A user and password that are good for ten minutes at least. Throws `ProviderError`. */
  login(
    host: string,
    context: ProviderContext,
  ): Promise<{ username: string; password: string }>;
}
