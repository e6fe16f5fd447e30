import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  startCloudProcess,
  type CloudProcess,
} from '@internal/local-cloud/process';

/** The site as the control API tells it. */
export interface SiteSummary {
  name: string;
  configuredDigest: string;
  liveDigest: string | null;
  changes: number;
}

export interface LocalCloud {
  githubHost: string;
  registryHost: string;
  sitesPort: number;
  config: ConfigReader;
  control: CloudProcess['control'];
  site(name: string): Promise<SiteSummary>;
  stop: CloudProcess['stop'];
}

/** A local cloud of this test's own, as the portal is configured for it. */
export async function startLocalCloud(): Promise<LocalCloud> {
  const { urls, control, stop } = await startCloudProcess();
  process.env.IDENTITY_ENDPOINT = urls.identity;
  process.env.IDENTITY_HEADER = 'local';
  const githubHost = new URL(urls.github).host;
  return {
    githubHost,
    registryHost: urls.registryHost,
    sitesPort: urls.sitesPort,
    config: new ConfigReader(configOf(urls, githubHost)),
    control,
    site: async name => {
      const { sites } = await control<{ sites: SiteSummary[] }>(
        'GET',
        '/sites',
      );
      return sites.find(site => site.name === name)!;
    },
    stop,
  };
}

function configOf(urls: CloudProcess['urls'], githubHost: string): JsonObject {
  return {
    integrations: {
      github: [
        {
          host: githubHost,
          apiBaseUrl: `${urls.github}/api/v3`,
          token: 'local-token-release-flow',
        },
      ],
    },
    releaseFlow: {
      azure: {
        subscription: '00000000-0000-0000-0000-000000000001',
        endpoint: urls.arm,
        credential: 'managed-identity',
      },
      probes: { allowedHosts: [`*.localhost:${urls.sitesPort}`] },
    },
  };
}
