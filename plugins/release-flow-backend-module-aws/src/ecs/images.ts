import type { Artifact } from 'backstage-plugin-release-flow-common';
import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import type { Service } from '@aws-sdk/client-ecs';
import type { EcrImages } from '../ecr/EcrImages';
import type { AwsConfig } from '../awsConfig';
import { containerOf, type Definition } from './definition';
import type { EcsApi } from './EcsApi';
import type { EcsConfig } from './ecsConfig';
import { ecrRepository, parseImage } from './imageName';

/** Container of a component; a component without one can't run here. */
export function containerNameOf(config: EcsConfig, component: string): string {
  if (Object.hasOwn(config.containers, component)) {
    return config.containers[component];
  }
  throw new ProviderError(
    'refused',
    `The flow says no container of ${config.service} for the component ${component}. Add it to the target’s containers.`,
  );
}

/** Image reference by container name, as a task definition is to have it. */
export function wantedImages(
  config: EcsConfig,
  artifact: Artifact,
): Map<string, string> {
  return new Map(
    artifact.map(({ component, identity }) => {
      if (!('digest' in identity)) {
        throw new ProviderError(
          'refused',
          `${config.service} runs images; the component ${component}, named by commit, can't be deployed to it.`,
        );
      }
      return [
        containerNameOf(config, component),
        `${identity.image}@${identity.digest}`,
      ];
    }),
  );
}

/** True when a definition holds exactly these images. */
export function holdsImages(
  definition: Definition,
  wanted: Map<string, string>,
): boolean {
  return [...wanted].every(([name, reference]) => {
    const has = parseImage(containerOf(definition, name)?.image ?? '');
    return has.digest === parseImage(reference).digest;
  });
}

/** What a definition pins; `undefined` as soon as one component is not pinned by it. */
export function pinnedArtifact(
  config: EcsConfig,
  components: string[],
  definition: Definition,
): Artifact | undefined {
  const pinned = components.flatMap(component => {
    const container = containerOf(
      definition,
      containerNameOf(config, component),
    );
    const { image, digest } = parseImage(container?.image ?? '');
    return digest ? [{ component, identity: { image, digest } }] : [];
  });
  return pinned.length === components.length ? pinned : undefined;
}

/** References of a definition that name no digest, for people. */
export function unpinnedLabel(
  config: EcsConfig,
  components: string[],
  definition: Definition,
): string | undefined {
  const references = components.flatMap(component => {
    const container = containerOf(
      definition,
      containerNameOf(config, component),
    );
    const reference = container?.image;
    return reference && !parseImage(reference).digest ? [reference] : [];
  });
  return references.length > 0 ? references.join(', ') : undefined;
}

/**
 * What a service is set to. A tag means what ECS pinned it to when the rollout began, and only
 * where ECS says nothing of that, what it means in ECR now.
 */
export async function configuredArtifact(
  { api, ecr, aws }: { api: EcsApi; ecr: EcrImages; aws: AwsConfig },
  config: EcsConfig,
  components: string[],
  service: Service,
  definition: Definition,
  context: ProviderContext,
): Promise<Artifact | undefined> {
  const pinned = pinnedArtifact(config, components, definition);
  if (pinned) return pinned;
  const revisions = await api.revisions(
    config,
    (service.currentServiceRevisions ?? []).flatMap(it => it.arn ?? []),
    context,
  );
  const revision = revisions
    .filter(it => it.taskDefinition === service.taskDefinition)
    .sort(
      (a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0),
    )[0];
  const resolved = await Promise.all(
    components.map(async component => {
      const name = containerNameOf(config, component);
      const reference = containerOf(definition, name)?.image;
      if (!reference) return undefined;
      const { image, tag = 'latest', digest } = parseImage(reference);
      const repository = ecrRepository(image, config, aws);
      const found =
        digest ??
        revision?.containerImages?.find(it => it.containerName === name)
          ?.imageDigest ??
        (repository && (await ecr.digestOf(repository, tag, context)));
      return found && { component, identity: { image, digest: found } };
    }),
  );
  const known = resolved.flatMap(it => it || []);
  return known.length === components.length ? known : undefined;
}
