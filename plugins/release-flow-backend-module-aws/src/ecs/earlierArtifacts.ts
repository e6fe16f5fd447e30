import type { Artifact } from 'backstage-plugin-release-flow-common';
import type {
  EarlierArtifact,
  ProviderContext,
} from 'backstage-plugin-release-flow-node';
import { containerOf, shortArn, type Definition } from './definition';
import type { EcsConfig } from './ecsConfig';
import { containerNameOf, pinnedArtifact } from './images';
import { ecrRepository, parseImage } from './imageName';
import type { Reads } from './observeService';

const DEFINITIONS = 5;
const IMAGES = 10;

/** The last task definitions, then the last images: both are ways back. */
export async function earlierArtifacts(
  reads: Reads,
  { config, components }: { config: EcsConfig; components: string[] },
  context: ProviderContext,
): Promise<EarlierArtifact[]> {
  const service = await reads.api.service(config, context);
  const current = await reads.api.definition(
    config,
    service.taskDefinition,
    context,
  );
  const [definitions, images] = await Promise.all([
    lastDefinitions(reads, config, components, current, context),
    Promise.all(
      components.map(component =>
        lastImages(reads, config, components, component, current, context),
      ),
    ),
  ]);
  return [...definitions, ...images.flat()];
}

async function lastDefinitions(
  { api }: Reads,
  config: EcsConfig,
  components: string[],
  current: Definition,
  context: ProviderContext,
): Promise<EarlierArtifact[]> {
  const family = config.family ?? current.definition.family;
  if (!family) return [];
  const arns = await api.definitionsOf(config, family, DEFINITIONS, context);
  const definitions = await Promise.all(
    arns.map(arn => api.definition(config, arn, context)),
  );
  return definitions.flatMap(definition => {
    const artifact = pinnedArtifact(config, components, definition);
    const at = definition.definition.registeredAt?.toISOString();
    return artifact
      ? [{ label: shortArn(definition.arn), artifact, ...(at && { at }) }]
      : [];
  });
}

/** Images of one component; the others stay what they are. */
async function lastImages(
  { ecr, aws }: Reads,
  config: EcsConfig,
  components: string[],
  component: string,
  current: Definition,
  context: ProviderContext,
): Promise<EarlierArtifact[]> {
  const others = components.filter(it => it !== component);
  const rest: Artifact | undefined = pinnedArtifact(config, others, current);
  const reference = containerOf(
    current,
    containerNameOf(config, component),
  )?.image;
  if (!rest || !reference) return [];
  const { image } = parseImage(reference);
  const repository = ecrRepository(image, config, aws);
  if (!repository) return [];
  const images = await ecr.newest(repository, IMAGES, context);
  return images.flatMap(({ imageDigest, imageTags, imagePushedAt }) => {
    if (!imageDigest) return [];
    const name =
      nameOf(imageTags) ?? imageDigest.slice(0, 'sha256:'.length + 12);
    const at = imagePushedAt?.toISOString();
    const identity = { image, digest: imageDigest };
    return [
      {
        label: `${repository.name}:${name}`,
        artifact: [...rest, { component, identity }],
        ...(at && { at }),
      },
    ];
  });
}

/** `latest` names whatever came last, so another tag says more. */
function nameOf(tags: string[] = []): string | undefined {
  return tags.find(tag => tag !== 'latest') ?? tags[0];
}
