import { createHash } from 'node:crypto';
import type { Cloud } from '../cloud';
import type { KeyVaultReference, ServicePlan, Site } from '../state/cloudModel';

const LOCATION = 'West Europe';
const SOMEBODY = '00000000-0000-0000-0000-000000000002';

export function siteId(cloud: Cloud, site: Site): string {
  return `/subscriptions/${cloud.state.subscriptionId}/resourceGroups/${site.resourceGroup}/providers/Microsoft.Web/sites/${site.name}`;
}

export function siteJson(cloud: Cloud, site: Site) {
  const hostName = new URL(cloud.siteUrl(site.name)).host;
  return {
    id: siteId(cloud, site),
    name: site.name,
    type: 'Microsoft.Web/sites',
    kind: 'app,linux,container',
    location: LOCATION,
    tags: {},
    properties: {
      name: site.name,
      state: site.state,
      hostNames: [hostName],
      usageState: 'Normal',
      enabled: true,
      enabledHostNames: [hostName],
      availabilityState: 'Normal',
      reserved: true,
      lastModifiedTimeUtc: new Date(site.lastModified).toISOString(),
      resourceGroup: site.resourceGroup,
      defaultHostName: hostName,
      httpsOnly: site.httpsOnly,
      clientAffinityEnabled: site.clientAffinity,
      serverFarmId: planId(cloud, site.resourceGroup, site.plan),
    },
    ...(site.hasIdentity && {
      identity: {
        type: site.clientId ? 'SystemAssigned, UserAssigned' : 'SystemAssigned',
        tenantId: SOMEBODY,
        principalId: SOMEBODY,
        ...(site.clientId && {
          userAssignedIdentities: {
            [identityId(cloud, site)]: {
              principalId: SOMEBODY,
              clientId: site.clientId,
            },
          },
        }),
      },
    }),
  };
}

function identityId(cloud: Cloud, { name, resourceGroup }: Site): string {
  return `/subscriptions/${cloud.state.subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-${name}`;
}

function planId(cloud: Cloud, group: string, name: string): string {
  return `/subscriptions/${cloud.state.subscriptionId}/resourceGroups/${group}/providers/Microsoft.Web/serverfarms/${name}`;
}

export function planJson(cloud: Cloud, plan: ServicePlan) {
  const { name, resourceGroup, sku, workers } = plan;
  const tier = sku.startsWith('P') ? 'PremiumV3' : 'Basic';
  return {
    id: planId(cloud, resourceGroup, name),
    name,
    type: 'Microsoft.Web/serverfarms',
    kind: 'linux',
    location: LOCATION,
    properties: {
      status: 'Ready',
      reserved: true,
      numberOfWorkers: workers,
      numberOfSites: cloud.state.sites.filter(
        site => site.plan === name && site.resourceGroup === resourceGroup,
      ).length,
      resourceGroup,
      provisioningState: 'Succeeded',
    },
    sku: { name: sku, tier, size: sku, family: sku[0], capacity: workers },
  };
}

export function configJson(cloud: Cloud, site: Site) {
  return {
    id: `${siteId(cloud, site)}/config/web`,
    name: site.name,
    type: 'Microsoft.Web/sites/config',
    location: LOCATION,
    properties: {
      numberOfWorkers: 1,
      linuxFxVersion: site.linuxFxVersion,
      healthCheckPath: site.healthCheckPath,
      alwaysOn: true,
      acrUseManagedIdentityCreds: true,
      keyVaultReferenceIdentity: 'SystemAssigned',
      http20Enabled: true,
      minTlsVersion: '1.2',
      ftpsState: 'Disabled',
    },
  };
}

export function settingsJson(cloud: Cloud, site: Site) {
  const references = site.references.map(reference => [
    reference.setting,
    `@Microsoft.KeyVault(${referenceText(reference)})`,
  ]);
  return {
    id: `${siteId(cloud, site)}/config/appsettings`,
    name: 'appsettings',
    type: 'Microsoft.Web/sites/config',
    location: LOCATION,
    properties: { ...site.settings, ...Object.fromEntries(references) },
  };
}

export function referenceJson(
  cloud: Cloud,
  site: Site,
  reference: KeyVaultReference,
) {
  const resolved = reference.status === 'Resolved';
  return {
    id: `${siteId(cloud, site)}/config/configreferences/appsettings/${
      reference.setting
    }`,
    name: reference.setting,
    type: 'Microsoft.Web/sites/config/configreferences',
    location: LOCATION,
    properties: {
      reference: referenceText(reference),
      status: reference.status,
      vaultName: reference.vault,
      secretName: reference.secret,
      identityType: { type: 'SystemAssigned' },
      details: resolved
        ? 'Reference has been successfully resolved.'
        : `The reference could not be resolved: ${reference.status}`,
      source: 'KeyVault',
    },
  };
}

function referenceText({ vault, secret }: KeyVaultReference): string {
  return `VaultName=${vault};SecretName=${secret}`;
}

/** One for each worker of the site's plan. */
export function instancesJson(cloud: Cloud, site: Site) {
  const ready = site.state === 'Running' && site.running !== null;
  return instanceNames(cloud, site).map(name => ({
    id: `${siteId(cloud, site)}/instances/${name}`,
    name,
    type: 'Microsoft.Web/sites/instances',
    location: LOCATION,
    properties: {
      state: ready ? 'READY' : 'STOPPED',
      healthCheckUrl: `${cloud.siteUrl(site.name)}${site.healthCheckPath}`,
    },
  }));
}

function instanceNames(cloud: Cloud, site: Site): string[] {
  const plan = cloud.state.servicePlans.find(
    it => it.name === site.plan && it.resourceGroup === site.resourceGroup,
  );
  return Array.from({ length: plan?.workers ?? 1 }, (_, index) =>
    createHash('sha256').update(`${site.name}/${index}`).digest('hex'),
  );
}
