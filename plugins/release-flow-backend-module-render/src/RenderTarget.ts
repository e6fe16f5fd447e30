import type {
  Artifact,
  ArtifactIdentity,
} from 'backstage-plugin-release-flow-common';
import {
  ProviderError,
  type DeployProgress,
  type EarlierArtifact,
  type EffectOutcome,
  type Finding,
  type ProviderContext,
  type TargetChange,
  type TargetExpectation,
  type TargetObservation,
  type TargetProvider,
  type TargetRuntime,
} from 'backstage-plugin-release-flow-node';
import type { z } from 'zod';
import type { RenderDeploy, RenderService } from './answers';
import {
  artifactOf,
  hasServed,
  identityOf,
  isLive,
  isOf,
  underWay,
} from './deploys';
import { inspectService, missingService } from './inspectService';
import { progressOf } from './progressOf';
import type { RenderApi } from './RenderApi';
import { renderSchema, type RenderTargetConfig } from './renderSchema';
import { RenderServices } from './RenderServices';
import { observationOf } from './observationOf';
import { runtimeOf } from './runtimeOf';

/** Clocks differ: a deploy may seem to be made a little before its intent. */
const CLOCKS_DIFFER_MS = 60_000;
/** Deploys that are read to tell what a service is set to and runs. */
const RECENT = 20;

/** A web service or a static site of Render, deployed by commit or by image. */
export class RenderTarget implements TargetProvider<RenderTargetConfig> {
  readonly type = 'render';
  readonly schema: z.ZodType<RenderTargetConfig> = renderSchema;

  private readonly services: RenderServices;

  constructor(api: RenderApi, options: { rememberMs?: number } = {}) {
    this.services = new RenderServices(api, options.rememberMs);
  }

  targetKey(config: RenderTargetConfig): string {
    const owner = this.services.ownerOf(config) ?? '';
    return `${this.type}:${owner}/${config.service}`.toLowerCase();
  }

  nameOf({ service }: RenderTargetConfig): string {
    return service;
  }

  async observe(
    {
      config,
      components,
    }: { config: RenderTargetConfig; components: string[] },
    context: ProviderContext,
  ): Promise<TargetObservation> {
    const component = onlyComponent(config, components);
    const service = await this.services.recall(config, context);
    const { newest, live } = await this.present(service, context);
    return observationOf(component, service, { newest, live });
  }

  async deploy(
    { config, artifact, isRollback }: TargetChange<RenderTargetConfig>,
    context: ProviderContext,
  ): Promise<{ externalId?: string }> {
    const wanted = onlyIdentity(config, artifact);
    requireGoing(config, context);
    const service = await this.services.find(config, context);
    requireSameKind(service, wanted);
    const mayMoveOn = isRollback || config.autoDeploy === false;
    if (mayMoveOn && service.autoDeploy === 'yes') {
      await this.services.switchAutoDeployOff(service, context);
    }
    const earlier = isRollback
      ? await this.servedBefore(service, wanted, context)
      : undefined;
    requireGoing(config, context);
    const made = earlier
      ? await this.services.rollBack(service, earlier.id, context)
      : await this.services.create(service, orderOf(wanted), context);
    return made ? { externalId: made.id } : {};
  }

  /**
   * Render lists a deploy once it made it, and takes no key of ours. So what is listed happened; what
   * is not did not, unless another deploy is on its way, behind which it may be queued unlisted.
   */
  async lookup(
    { config, artifact, since }: TargetChange<RenderTargetConfig>,
    context: ProviderContext,
  ): Promise<EffectOutcome> {
    const wanted = onlyIdentity(config, artifact);
    const service = await this.services.recall(config, context);
    const deploys = await this.services.deploys(service, {}, context);
    const from = since ? Date.parse(since) - CLOCKS_DIFFER_MS : undefined;
    const isHere = deploys
      .filter(deploy => isOf(deploy, wanted))
      .some(deploy =>
        from === undefined
          ? isLive(deploy) || underWay(deploy)
          : Date.parse(deploy.createdAt ?? '') >= from,
      );
    if (isHere) return 'happened';
    return deploys.some(deploy => underWay(deploy)) ? 'unknown' : 'absent';
  }

  async follow(
    {
      config,
      artifact,
      externalId,
    }: TargetChange<RenderTargetConfig> & { externalId?: string },
    context: ProviderContext,
  ): Promise<DeployProgress> {
    const wanted = onlyIdentity(config, artifact);
    const service = await this.services.recall(config, context);
    const deploy = externalId
      ? await this.services.deployOf(service, externalId, context)
      : (await this.services.deploys(service, {}, context)).find(it =>
          isOf(it, wanted),
        );
    return progressOf(service, deploy);
  }

  async runtime(
    {
      config,
      visibleSettings,
    }: { config: RenderTargetConfig; visibleSettings: string[] },
    context: ProviderContext,
  ): Promise<TargetRuntime> {
    const { services } = this;
    const service = await services.find(config, context);
    const [deploys, settings, instances] = await Promise.all([
      services.deploys(service, { limit: RECENT }, context),
      services.settings(service, visibleSettings, context),
      config.kind === 'web_service' ? services.instances(service, context) : [],
    ]);
    return runtimeOf({ service, deploys, settings, instances });
  }

  async inspect(
    {
      config,
      expected,
    }: { config: RenderTargetConfig; expected: TargetExpectation },
    context: ProviderContext,
  ): Promise<Finding[]> {
    let service: RenderService;
    try {
      service = await this.services.find(config, context);
    } catch (error) {
      const isMissing =
        error instanceof ProviderError &&
        (error.trouble === 'not-found' || error.trouble === 'refused');
      if (!isMissing) throw error;
      return [missingService(config, expected, error)];
    }
    const settings = expected.settings?.some(({ required }) => required)
      ? await this.services.settings(service, [], context)
      : [];
    return inspectService({ config, service, settings, expected });
  }

  async earlier(
    {
      config,
      components,
    }: { config: RenderTargetConfig; components: string[] },
    context: ProviderContext,
  ): Promise<EarlierArtifact[]> {
    const component = onlyComponent(config, components);
    const service = await this.services.recall(config, context);
    const deploys = await this.services.deploys(service, {}, context);
    const live = deploys.find(isLive);
    const seen: ArtifactIdentity[] = [];
    return deploys.flatMap(deploy => {
      const identity = identityOf(deploy);
      if (!identity || !hasServed(deploy)) return [];
      if (live && isOf(live, identity)) return [];
      if (seen.some(it => isOf(deploy, it))) return [];
      seen.push(identity);
      return {
        label: deploy.id,
        artifact: artifactOf(component, deploy)!,
        ...(deploy.finishedAt && { at: deploy.finishedAt }),
      };
    });
  }

  private async present(service: RenderService, context: ProviderContext) {
    const recent = await this.services.deploys(
      service,
      { limit: RECENT },
      context,
    );
    const live =
      recent.find(isLive) ??
      (recent.length === RECENT
        ? (
            await this.services.deploys(
              service,
              { limit: 1, status: 'live' },
              context,
            )
          )[0]
        : undefined);
    return { newest: recent[0], live };
  }

  private async servedBefore(
    service: RenderService,
    wanted: ArtifactIdentity,
    context: ProviderContext,
  ): Promise<RenderDeploy | undefined> {
    const deploys = await this.services.deploys(service, {}, context);
    return deploys.find(
      deploy => deploy.status === 'deactivated' && isOf(deploy, wanted),
    );
  }
}

function orderOf(
  wanted: ArtifactIdentity,
): { commitId: string } | { imageUrl: string } {
  return 'commit' in wanted
    ? { commitId: wanted.commit }
    : { imageUrl: `${wanted.image}@${wanted.digest}` };
}

function requireGoing(
  { service }: RenderTargetConfig,
  { signal }: ProviderContext,
): void {
  if (!signal.aborted) return;
  throw new ProviderError(
    'unavailable',
    `Render was not asked to deploy to ${service}: the caller gave up before.`,
  );
}

function requireSameKind(
  { name, imagePath }: RenderService,
  wanted: ArtifactIdentity,
): void {
  const wantsCommit = 'commit' in wanted;
  if (wantsCommit !== Boolean(imagePath)) return;
  throw new ProviderError(
    'refused',
    wantsCommit
      ? `${name} runs an image, and the artifact is a commit. Give the component an image in the flow.`
      : `${name} is built from commits, and the artifact is an image. Take the image from the component in the flow.`,
  );
}

function onlyComponent(
  { service }: RenderTargetConfig,
  components: string[],
): string {
  if (components.length === 1) return components[0];
  throw new ProviderError(
    'refused',
    `${service} runs one component, but the flow has ${components.length} (${components.join(', ')}). Give each a part of a target 'group'.`,
  );
}

function onlyIdentity(
  config: RenderTargetConfig,
  artifact: Artifact,
): ArtifactIdentity {
  onlyComponent(
    config,
    artifact.map(({ component }) => component),
  );
  return artifact[0].identity;
}
