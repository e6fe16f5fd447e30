import type { Artifact, Health } from 'backstage-plugin-release-flow-common';
import {
  ProviderError,
  type ConfigurationReference,
  type EffectOutcome,
  type Finding,
  type LogLine,
  type ProviderContext,
  type TargetChange,
  type TargetExpectation,
  type TargetObservation,
  type TargetProvider,
  type TargetRuntime,
} from 'backstage-plugin-release-flow-node';
import type { z } from 'zod';
import type { HttpProbe } from '../types';
import { appServiceSchema, type AppServiceConfig } from './appServiceConfig';
import { AppServiceSites, type SiteReading } from './AppServiceSites';
import type { AzureClients } from './AzureClients';
import { azureChangeError, azureReadError } from './azureErrors';
import { parseLinuxFxVersion, toLinuxFxVersion } from './containerImage';
import { readIdentity } from './readIdentity';
import { readSiteFacts } from './siteFacts';
import { siteFindings } from './siteFindings';
import { logLines } from './siteLogs';
import { siteRuntime } from './siteRuntime';

/** Azure takes nothing else for a correlation id. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** A Linux web app, or a slot of one, that runs a single container. */
export class AzureAppServiceTarget implements TargetProvider<AppServiceConfig> {
  readonly type = 'azure-app-service';
  readonly schema: z.ZodType<AppServiceConfig> = appServiceSchema;

  private readonly sites: AppServiceSites;

  constructor(
    clients: AzureClients,
    private readonly probe: HttpProbe,
  ) {
    this.sites = new AppServiceSites(clients);
  }

  targetKey(config: AppServiceConfig): string {
    const path = [
      this.sites.subscriptionOf(config),
      config.resourceGroup,
      config.site,
      ...(isProduction(config) ? [] : [config.slot]),
    ];
    return `${this.type}:${path.join('/')}`.toLowerCase();
  }

  nameOf(config: AppServiceConfig): string {
    return isProduction(config)
      ? config.site
      : `${config.site} (${config.slot})`;
  }

  async observe(
    { config, components }: { config: AppServiceConfig; components: string[] },
    context: ProviderContext,
  ): Promise<TargetObservation> {
    const component = this.onlyComponent(config, components);
    const own = withoutProductionSlot(config);
    const [site, version] = await this.reading(config, () =>
      Promise.all([
        this.sites.read(own, context),
        this.sites.linuxFxVersion(own, context),
      ]),
    );
    const parsed = parseLinuxFxVersion(version);
    const isPinned = parsed !== undefined && 'digest' in parsed;
    const identity = await readIdentity(
      this.probe,
      config,
      site.hosts,
      context,
    );
    const health = healthOf(site);
    const unproven =
      health.status === 'healthy' && identity && 'problem' in identity;
    return {
      ...(isPinned && { configured: [{ component, identity: parsed }] }),
      ...(identity &&
        'digest' in identity && {
          running: [
            {
              component,
              identity: {
                image: isPinned ? parsed.image : config.site,
                digest: identity.digest,
              },
            },
          ],
        }),
      ...(parsed && 'label' in parsed && { label: parsed.label }),
      health: unproven
        ? { status: 'unknown', message: identity.problem }
        : health,
      state: site.state,
      hosts: site.hosts,
      ...(site.changedAt && { changedAt: site.changedAt }),
    };
  }

  async deploy(
    { intentId, config, artifact }: TargetChange<AppServiceConfig>,
    context: ProviderContext,
  ): Promise<{ externalId?: string }> {
    const wanted = this.wantedVersion(config, artifact);
    const what = `set the image of ${this.nameOf(config)}`;
    if (context.signal.aborted) {
      throw new ProviderError(
        'unavailable',
        `Azure was not asked to ${what}: the caller gave up before.`,
      );
    }
    try {
      const own = withoutProductionSlot(config);
      const correlation = UUID.exec(intentId)?.[0];
      await this.sites.setLinuxFxVersion(own, wanted, correlation, context);
      return {};
    } catch (error) {
      throw azureChangeError(error, what);
    }
  }

  /** Resource Manager reads its own writes, so what is not set was not sent. */
  async lookup(
    { config, artifact }: TargetChange<AppServiceConfig>,
    context: ProviderContext,
  ): Promise<EffectOutcome> {
    const wanted = this.wantedVersion(config, artifact);
    const own = withoutProductionSlot(config);
    const found = await this.reading(config, () =>
      this.sites.linuxFxVersion(own, context),
    );
    return found?.toLowerCase() === wanted.toLowerCase()
      ? 'happened'
      : 'absent';
  }

  async configurationReferences(
    config: AppServiceConfig,
    context: ProviderContext,
  ): Promise<ConfigurationReference[]> {
    const own = withoutProductionSlot(config);
    const found = await this.reading(config, () =>
      this.sites.keyVaultReferences(own, context),
    );
    return found.map(({ name, status, details }) => ({
      name: name ?? '',
      resolved: status === 'Resolved',
      status: status ?? 'Unknown',
      ...(details && { message: details }),
    }));
  }

  async runtime(
    {
      config,
      visibleSettings,
    }: { config: AppServiceConfig; visibleSettings: string[] },
    context: ProviderContext,
  ): Promise<TargetRuntime> {
    return siteRuntime(await this.factsOf(config, context), visibleSettings);
  }

  async inspect(
    {
      config,
      expected,
    }: { config: AppServiceConfig; expected: TargetExpectation },
    context: ProviderContext,
  ): Promise<Finding[]> {
    const facts = await this.factsOf(config, context);
    return siteFindings(this.nameOf(config), facts, expected);
  }

  async logs(
    {
      config,
      ...wanted
    }: { config: AppServiceConfig; since?: string; limit: number },
    context: ProviderContext,
  ): Promise<LogLine[]> {
    const own = withoutProductionSlot(config);
    const text = await this.reading(config, () =>
      this.sites.containerLog(own, context),
    );
    return logLines(text, wanted);
  }

  private factsOf(config: AppServiceConfig, context: ProviderContext) {
    const own = withoutProductionSlot(config);
    return this.reading(config, () => readSiteFacts(this.sites, own, context));
  }

  private async reading<T>(
    config: AppServiceConfig,
    read: () => Promise<T>,
  ): Promise<T> {
    try {
      return await read();
    } catch (error) {
      throw azureReadError(error, `site ${this.nameOf(config)}`);
    }
  }

  private onlyComponent(
    config: AppServiceConfig,
    components: string[],
  ): string {
    if (components.length === 1) return components[0];
    throw new ProviderError(
      'refused',
      `${this.nameOf(config)} runs one container, but the flow has ${components.length} components (${components.join(', ')}). Give each its own environment or target.`,
    );
  }

  private wantedVersion(config: AppServiceConfig, artifact: Artifact): string {
    this.onlyComponent(
      config,
      artifact.map(({ component }) => component),
    );
    const [{ identity }] = artifact;
    if ('digest' in identity) {
      return toLinuxFxVersion(identity.image, identity.digest);
    }
    throw new ProviderError(
      'refused',
      `${this.nameOf(config)} runs images; an artifact named by commit can't be deployed to it.`,
    );
  }
}

/** The slot `production` is the site itself. */
function isProduction({ slot }: AppServiceConfig): boolean {
  return !slot || slot.toLowerCase() === 'production';
}

function withoutProductionSlot(config: AppServiceConfig): AppServiceConfig {
  return isProduction(config) ? { ...config, slot: undefined } : config;
}

function healthOf({ state, availability = 'Normal' }: SiteReading): Health {
  if (state !== 'Running') {
    return { status: 'unhealthy', message: `The site is ${state}` };
  }
  return availability === 'Normal'
    ? { status: 'healthy', message: 'The site is running' }
    : {
        status: 'unhealthy',
        message: `The site is running, its availability is ${availability}`,
      };
}
