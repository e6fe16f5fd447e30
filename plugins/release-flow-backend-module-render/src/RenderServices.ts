import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import {
  deployPageSchema,
  deploySchema,
  envVarPageSchema,
  instancesSchema,
  servicePageSchema,
  serviceSchema,
  type RenderDeploy,
  type RenderService,
} from './answers';
import type { RenderApi } from './RenderApi';
import type { RenderTargetConfig } from './renderSchema';

const PAGE = 100;
const MOST_PAGES = 5;
/** What a service is changes seldom; what it runs is read each time. */
const REMEMBER_MS = 15_000;
const REMEMBERED = 1_000;

/** The calls of Render's API that are made. */
export class RenderServices {
  private readonly known = new Map<
    string,
    { service: RenderService; until: number }
  >();

  constructor(
    private readonly api: RenderApi,
    private readonly rememberMs = REMEMBER_MS,
  ) {}

  ownerOf(config: RenderTargetConfig): string | undefined {
    return config.owner ?? this.api.owner;
  }

  /** As it was a moment ago: halves the requests while a deploy is looked at each second. */
  async recall(
    config: RenderTargetConfig,
    context: ProviderContext,
  ): Promise<RenderService> {
    const key = `${this.ownerOf(config)}/${config.service}/${config.kind}`;
    const known = this.known.get(key);
    if (known && known.until > Date.now()) return known.service;
    const service = await this.find(config, context);
    this.known.delete(key);
    this.known.set(key, { service, until: Date.now() + this.rememberMs });
    if (this.known.size > REMEMBERED) {
      this.known.delete(this.known.keys().next().value!);
    }
    return service;
  }

  async find(
    config: RenderTargetConfig,
    context: ProviderContext,
  ): Promise<RenderService> {
    const { service: name, kind } = config;
    const page = await this.api.read(
      '/services',
      { name, ownerId: this.ownerOf(config), limit: String(PAGE) },
      servicePageSchema,
      `service ${name}`,
      context,
    );
    const named = page.flatMap(({ service }) =>
      service.name.toLowerCase() === name.toLowerCase() ? service : [],
    );
    if (named.length === 0) {
      throw new ProviderError(
        'not-found',
        `Render has no service ${name} that the key may see. Make it, or mend the name in the flow.`,
      );
    }
    if (named.length > 1) {
      throw new ProviderError(
        'refused',
        `Several workspaces of Render have a service ${name}. Name one in target.owner or releaseFlow.render.owner.`,
      );
    }
    const [service] = named;
    if (service.type === kind) return service;
    throw new ProviderError(
      'refused',
      `${name} is a ${service.type}, and the flow takes it for a ${kind}. Mend target.kind.`,
    );
  }

  /** Newest first. */
  async deploys(
    service: RenderService,
    query: { limit?: number; status?: string },
    context: ProviderContext,
  ): Promise<RenderDeploy[]> {
    const { limit = PAGE, status } = query;
    const page = await this.api.read(
      `${pathOf(service)}/deploys`,
      { limit: String(limit), status },
      deployPageSchema,
      `deploys of ${service.name}`,
      context,
    );
    return page.map(({ deploy }) => deploy);
  }

  deployOf(
    service: RenderService,
    id: string,
    context: ProviderContext,
  ): Promise<RenderDeploy> {
    return this.api.read(
      `${pathOf(service)}/deploys/${encodeURIComponent(id)}`,
      {},
      deploySchema,
      `deploy ${id} of ${service.name}`,
      context,
    );
  }

  instances(service: RenderService, context: ProviderContext) {
    return this.api.read(
      `${pathOf(service)}/instances`,
      {},
      instancesSchema,
      `instances of ${service.name}`,
      context,
    );
  }

  /** Names of its own variables, with the values of those asked for; those of groups are not listed. */
  async settings(
    service: RenderService,
    visible: string[],
    context: ProviderContext,
  ): Promise<Array<{ name: string; value?: string }>> {
    const found: Array<{ name: string; value?: string }> = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const page = await this.api.read(
        `${pathOf(service)}/env-vars`,
        { limit: String(PAGE), cursor },
        envVarPageSchema,
        `names of the variables of ${service.name}`,
        context,
      );
      for (const { envVar } of page) {
        const { key: name, value } = envVar;
        found.push(visible.includes(name) ? { name, value } : { name });
      }
      cursor = page.at(-1)?.cursor;
      if (page.length < PAGE || !cursor) break;
    }
    return found;
  }

  /** What Render made, or nothing where it only queued it. */
  create(
    service: RenderService,
    what: { commitId: string } | { imageUrl: string },
    context: ProviderContext,
  ): Promise<RenderDeploy | undefined> {
    return this.api.change(
      'POST',
      `${pathOf(service)}/deploys`,
      what,
      deploySchema,
      `deploy to ${service.name}`,
      context,
    );
  }

  rollBack(
    service: RenderService,
    deployId: string,
    context: ProviderContext,
  ): Promise<RenderDeploy | undefined> {
    return this.api.change(
      'POST',
      `${pathOf(service)}/rollback`,
      { deployId },
      deploySchema,
      `roll ${service.name} back`,
      context,
    );
  }

  /** May be repeated: it is off afterwards, however often it is asked for. */
  async switchAutoDeployOff(
    service: RenderService,
    context: ProviderContext,
  ): Promise<void> {
    const what = `switch automatic deploys of ${service.name} off`;
    const change = { autoDeploy: 'no' };
    try {
      const path = pathOf(service);
      await this.api.change(
        ...(['PATCH', path, change] as const),
        ...([serviceSchema, what, context] as const),
      );
    } catch (error) {
      if (
        error instanceof ProviderError &&
        error.trouble === 'unknown-outcome'
      ) {
        throw new ProviderError(
          'unavailable',
          `Nothing was deployed. ${error.message}`,
        );
      }
      throw error;
    }
  }
}

function pathOf({ id }: RenderService): string {
  return `/services/${encodeURIComponent(id)}`;
}
