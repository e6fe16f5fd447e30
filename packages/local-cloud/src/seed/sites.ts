import { containerOf, writeOutput } from '../azure/siteContainers';
import type { Cloud } from '../cloud';
import { latestRelease } from '../github/releaseQueries';
import type { Site } from '../state/cloudModel';
import type { Repository } from '../state/githubModel';
import { CLIENT_ID } from './settings';

export const SUBSCRIPTION_ID = '00000000-0000-0000-0000-000000000001';

const SECRETS: [setting: string, secret: string][] = [
  ['LLM_API_KEY', 'llm-api-key'],
  ['LLM_API_BASE', 'llm-api-base'],
  ['AUTH_API_KEYS', 'auth-api-keys'],
];

/** The App Services of a service, all at its latest release. */
export function addSites(cloud: Cloud, repo: Repository): void {
  const release = latestRelease(repo)!;
  const digest = release.body!.match(/sha256:[0-9a-f]{64}/)![0];
  const image = `${cloud.urls.registryHost}/${repo.name}@${digest}`;
  for (const environment of ['dev', 'staging', 'prd'] as const) {
    const site: Site = {
      name: `${repo.name}-${environment}`,
      resourceGroup: `rg-qfa-${environment}`,
      linuxFxVersion: `DOCKER|${image}`,
      healthCheckPath: '/health',
      settings: {
        DB_AUTH_MODE: 'entra',
        DB_TRACK_USAGE: 'true',
        WEBSITES_PORT: '8000',
      },
      references: SECRETS.map(([setting, secret]) => ({
        setting,
        vault: `kv-qfa-${environment}`,
        secret,
        status: 'Resolved',
      })),
      state: 'Running',
      healthy: true,
      failStart: false,
      tellsVersion: repo.name !== 'qfa-reports' && environment === 'prd',
      running: null,
      starting: null,
      lastModified: release.publishedAt!,
      plan: `plan-${repo.name}-${environment}`,
      httpsOnly: true,
      clientAffinity: false,
      hasIdentity: true,
      clientId: CLIENT_ID[environment],
      output: [],
    };
    cloud.state.servicePlans.push({
      name: site.plan,
      resourceGroup: site.resourceGroup,
      sku: environment === 'prd' ? 'P1v3' : 'B1',
      workers: environment === 'prd' ? 2 : 1,
    });
    site.running = containerOf(cloud, site.linuxFxVersion);
    writeOutput(cloud, site, 'Application startup complete');
    cloud.state.sites.push(site);
  }
}
