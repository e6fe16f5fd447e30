import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { AppServiceConfig } from './appServiceConfig';
import type { AppServiceSites } from './AppServiceSites';

/** What is asked of a site beyond what it runs. */
export interface SiteFacts {
  id: string | undefined;
  state: string;
  image: string | undefined;
  healthPath: string | undefined;
  isHttpsOnly: boolean;
  isSticky: boolean;
  hasIdentity: boolean;
  /** Client ids of the identities that were assigned to it; its own system-assigned one has none that ARM tells here. */
  identities: string[];
  settings: Record<string, string>;
  instances: Array<{ id: string; state: string }>;
  plan: PlanFacts | undefined;
}

export interface PlanFacts {
  name: string;
  resourceGroup: string;
  sku: string | undefined;
  workers: number | undefined;
  sites: number | undefined;
}

/** Reads a site, or a slot of one, with its plan. */
export async function readSiteFacts(
  sites: AppServiceSites,
  config: AppServiceConfig,
  context: ProviderContext,
): Promise<SiteFacts> {
  const { apps, options } = sites.open(config, context);
  const { resourceGroup: group, site: name, slot } = config;
  const [site, configuration, settings, instances] = await Promise.all([
    slot
      ? apps.getSlot(group, name, slot, options)
      : apps.get(group, name, options),
    slot
      ? apps.getConfigurationSlot(group, name, slot, options)
      : apps.getConfiguration(group, name, options),
    slot
      ? apps.listApplicationSettingsSlot(group, name, slot, options)
      : apps.listApplicationSettings(group, name, options),
    all(
      slot
        ? apps.listInstanceIdentifiersSlot(group, name, slot, options)
        : apps.listInstanceIdentifiers(group, name, options),
    ),
  ]);
  return {
    id: site.id,
    state: site.state ?? 'Unknown',
    image: configuration.linuxFxVersion,
    healthPath: configuration.healthCheckPath || undefined,
    isHttpsOnly: site.httpsOnly ?? false,
    isSticky: site.clientAffinityEnabled ?? false,
    hasIdentity: Boolean(site.identity?.type && site.identity.type !== 'None'),
    identities: Object.values(site.identity?.userAssignedIdentities ?? {})
      .flatMap(identity => identity.clientId ?? [])
      .sort(),
    settings: settings.properties ?? {},
    instances: instances.map(instance => ({
      id: instance.name ?? '',
      state: instance.state ?? 'UNKNOWN',
    })),
    plan: await readPlan(sites, config, site.serverFarmId, context),
  };
}

async function readPlan(
  sites: AppServiceSites,
  config: AppServiceConfig,
  id: string | undefined,
  context: ProviderContext,
): Promise<PlanFacts | undefined> {
  const [, resourceGroup, name] =
    /\/resourceGroups\/([^/]+)\/.*\/serverfarms\/([^/]+)$/i.exec(id ?? '') ??
    [];
  if (!resourceGroup || !name) return undefined;
  const { plans, options } = sites.open(config, context);
  const plan = await plans.get(resourceGroup, name, options);
  return {
    name,
    resourceGroup,
    sku: plan.sku?.name,
    workers: plan.sku?.capacity,
    sites: plan.numberOfSites,
  };
}

async function all<T>(listed: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of listed) found.push(each);
  return found;
}
