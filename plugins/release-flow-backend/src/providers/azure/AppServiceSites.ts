import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { RequestBudget } from '../RequestBudget';
import { retryAfterMs, within } from '../transport';
import type { AppServiceConfig } from './appServiceConfig';
import type { AzureClients } from './AzureClients';

const TIMEOUT_MS = 10_000;
const READS = 'reads';
const LOG_BYTES = 256 * 1024;
/** After which time it is worth looking again. */
const FILLS_MS = 60_000;

/** Shown by Azure's activity log beside the change. */
const CORRELATION = 'x-ms-correlation-request-id';

export interface SiteReading {
  state: string;
  availability: string | undefined;
  hosts: string[];
  changedAt: string | undefined;
}

/** The calls of Resource Manager that are made, for a site and for a slot of it alike. */
export class AppServiceSites {
  /** Most requests that each subscription was told to have left; Azure tells no limit. */
  private readonly most = new Map<string, number>();

  constructor(
    private readonly clients: AzureClients,
    private readonly budget = new RequestBudget('Azure'),
  ) {}

  /** Subscription of a target, its own or the configured one. */
  subscriptionOf({ subscription }: AppServiceConfig): string {
    const known = subscription ?? this.clients.config.subscription;
    if (known) return known;
    throw new ProviderError(
      'refused',
      'No Azure subscription is named. Set releaseFlow.azure.subscription or the target’s own.',
    );
  }

  async read(
    config: AppServiceConfig,
    context: ProviderContext,
  ): Promise<SiteReading> {
    const { apps, options } = this.open(config, context);
    const { resourceGroup, site, slot } = config;
    const found = await (slot
      ? apps.getSlot(resourceGroup, site, slot, options)
      : apps.get(resourceGroup, site, options));
    const hosts = [found.defaultHostName, ...(found.hostNames ?? [])];
    return {
      state: found.state ?? 'Unknown',
      availability: found.availabilityState,
      hosts: [...new Set(hosts.flatMap(host => host?.toLowerCase() ?? []))],
      changedAt: found.lastModifiedTimeUtc?.toISOString(),
    };
  }

  async linuxFxVersion(
    config: AppServiceConfig,
    context: ProviderContext,
  ): Promise<string | undefined> {
    const { apps, options } = this.open(config, context);
    const { resourceGroup, site, slot } = config;
    const found = await (slot
      ? apps.getConfigurationSlot(resourceGroup, site, slot, options)
      : apps.getConfiguration(resourceGroup, site, options));
    return found.linuxFxVersion;
  }

  async setLinuxFxVersion(
    config: AppServiceConfig,
    linuxFxVersion: string,
    correlation: string | undefined,
    context: ProviderContext,
  ): Promise<void> {
    const { apps, options: usual } = this.openToChange(config, context);
    const { resourceGroup, site, slot } = config;
    const change = { linuxFxVersion };
    const headers = correlation && { [CORRELATION]: correlation };
    const options = {
      ...usual,
      ...(headers && { requestOptions: { headers } }),
    };
    await (slot
      ? apps.updateConfigurationSlot(resourceGroup, site, slot, change, options)
      : apps.updateConfiguration(resourceGroup, site, change, options));
  }

  async keyVaultReferences(config: AppServiceConfig, context: ProviderContext) {
    const { apps, options } = this.open(config, context);
    const { resourceGroup, site, slot } = config;
    const found = [];
    const listed = slot
      ? apps.listAppSettingsKeyVaultReferencesSlot(
          resourceGroup,
          site,
          slot,
          options,
        )
      : apps.listAppSettingsKeyVaultReferences(resourceGroup, site, options);
    for await (const reference of listed) {
      // The list may leave the status out; the single read has it.
      const { name } = reference;
      if (reference.status || !name) {
        found.push(reference);
      } else {
        found.push(
          await (slot
            ? apps.getAppSettingKeyVaultReferenceSlot(
                resourceGroup,
                site,
                name,
                slot,
                options,
              )
            : apps.getAppSettingKeyVaultReference(
                resourceGroup,
                site,
                name,
                options,
              )),
        );
      }
    }
    return found;
  }

  /** Of the container that runs now; as text. */
  async containerLog(
    config: AppServiceConfig,
    context: ProviderContext,
  ): Promise<string> {
    const { apps, options } = this.open(config, context);
    const { resourceGroup, site, slot } = config;
    const { readableStreamBody } = await (slot
      ? apps.getWebSiteContainerLogsSlot(resourceGroup, site, slot, options)
      : apps.getWebSiteContainerLogs(resourceGroup, site, options));
    return readableStreamBody ? newestText(readableStreamBody) : '';
  }

  private openToChange(config: AppServiceConfig, context: ProviderContext) {
    const client = this.clients.sites(this.subscriptionOf(config));
    const options = { abortSignal: within(context.signal, TIMEOUT_MS) };
    return { apps: client.webApps, plans: client.appServicePlans, options };
  }

  /** For reads, which the background puts off while little is left. */
  open(config: AppServiceConfig, context: ProviderContext) {
    const subscription = this.subscriptionOf(config);
    this.budget.require(subscription, READS, {
      what: `site ${config.site}`,
      background: context.background ?? false,
    });
    const { apps, plans, options } = this.openToChange(config, context);
    const onResponse = (answer: RawAnswer) => this.note(subscription, answer);
    return { apps, plans, options: { ...options, onResponse } };
  }

  /**
   * Azure tells what is left, not of how much, and fills it again all the time: so the most that was
   * seen counts as the whole. Who waits for a read is told of a limit, and waits by itself.
   */
  private note(subscription: string, { status, headers }: RawAnswer): void {
    const isLimited = status === 429;
    const told = headers.get('x-ms-ratelimit-remaining-subscription-reads');
    const remaining = isLimited ? 0 : Number(told ?? NaN);
    if (!Number.isFinite(remaining)) return;
    const limit = Math.max(remaining, this.most.get(subscription) ?? 1);
    this.most.set(subscription, limit);
    const wait = isLimited
      ? retryAfterMs(headers.get('retry-after'))
      : undefined;
    this.budget.note(
      subscription,
      READS,
      { limit, remaining, resetAt: Date.now() + (wait ?? FILLS_MS) },
      { background: false, isFree: true },
    );
  }
}

/** The end of a log, however long it is. */
async function newestText(stream: NodeJS.ReadableStream): Promise<string> {
  let kept = Buffer.alloc(0);
  for await (const chunk of stream) {
    kept = Buffer.concat([kept, Buffer.from(chunk)]).subarray(-LOG_BYTES);
  }
  return kept.toString('utf8');
}

interface RawAnswer {
  status: number;
  headers: { get(name: string): string | undefined };
}
