import type { Task } from '@aws-sdk/client-ecs';
import {
  artifactKey,
  type Artifact,
} from 'backstage-plugin-release-flow-common';
import { containerNameOf, pinnedArtifact } from './images';
import type { Definition } from './definition';
import type { EcsConfig } from './ecsConfig';

/**
 * What the tasks prove to run. A definition that pins its images says it for its tasks; others say
 * the digest that they pulled. While several things run, it is the one that still has to go.
 */
export function runningArtifact(
  config: EcsConfig,
  components: string[],
  tasks: Task[],
  definitions: Map<string, Definition>,
  configured: Artifact | undefined,
): Artifact | undefined {
  const seen = tasks
    .filter(task => task.lastStatus === 'RUNNING')
    .map(task => artifactOfTask(config, components, task, definitions));
  if (seen.length === 0 || seen.includes(undefined)) return undefined;
  const known = seen as Artifact[];
  const key = configured && artifactKey(configured);
  return known.find(artifact => artifactKey(artifact) !== key) ?? known[0];
}

function artifactOfTask(
  config: EcsConfig,
  components: string[],
  task: Task,
  definitions: Map<string, Definition>,
): Artifact | undefined {
  const definition = definitions.get(task.taskDefinitionArn ?? '');
  const pinned = definition && pinnedArtifact(config, components, definition);
  if (pinned) return pinned;
  const pulled = components.flatMap(component => {
    const name = containerNameOf(config, component);
    const container = task.containers?.find(it => it.name === name);
    const image = container?.image?.split('@')[0].replace(/:[\w.-]+$/, '');
    return container?.imageDigest && image
      ? [{ component, identity: { image, digest: container.imageDigest } }]
      : [];
  });
  return pulled.length === components.length ? pulled : undefined;
}
