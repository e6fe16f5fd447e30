import type { Config } from '@backstage/config';

/** How one registry is signed in to. */
export interface RegistryConfig {
  host: string;
  /** Host of its token service where that is another one. */
  tokenHost?: string;
  login?: { username: string; password: string };
  /** Sign in with the Azure credential. */
  azure: boolean;
}

/** Docker Hub is the one registry everybody knows whose tokens come from elsewhere. */
const KNOWN: RegistryConfig[] = [
  { host: 'registry-1.docker.io', tokenHost: 'auth.docker.io', azure: false },
];

export function readRegistries(config: Config): Map<string, RegistryConfig> {
  const given = (
    config.getOptionalConfigArray('releaseFlow.registries') ?? []
  ).map(readRegistry);
  return new Map([...KNOWN, ...given].map(it => [it.host, it]));
}

function readRegistry(config: Config): RegistryConfig {
  const host = config.getString('host').toLowerCase();
  const known = KNOWN.find(it => it.host === host);
  const username = config.getOptionalString('username');
  const azure = config.getOptionalBoolean('azure') ?? false;
  if (username && azure) {
    throw new Error(
      `releaseFlow.registries: ${host} has both a username and azure; keep one`,
    );
  }
  return {
    host,
    tokenHost:
      config.getOptionalString('tokenHost')?.toLowerCase() ?? known?.tokenHost,
    login:
      username === undefined
        ? undefined
        : { username, password: config.getString('password') },
    azure,
  };
}
