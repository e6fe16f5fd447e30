import { artifactKey } from 'backstage-plugin-release-flow-common';
import type { TargetObservation } from 'backstage-plugin-release-flow-node';
import type { BoundEnvironment } from '../policy/binding';
import type { EngineContext } from './context';

/** Reads a target and remembers what was seen, so pages show it at once. */
export async function observeTarget(
  context: EngineContext,
  serviceRef: string,
  environment: BoundEnvironment,
  components: string[],
  background = false,
): Promise<TargetObservation> {
  const { stores, providers, settings } = context;
  const target = providers.targets.get(environment.target.type);
  if (!target) {
    throw new Error(`No module provides the target ${environment.target.type}`);
  }
  const observation = await target.observe(
    { config: environment.target, components },
    { signal: AbortSignal.timeout(settings.readTimeoutMs), background },
  );
  if (environment.retired) return observation;
  await stores.environments.update(serviceRef, environment.id, {
    observation,
    observedAt: (await stores.now()).toISOString(),
    observationError: null,
    failures: 0,
  });
  return observation;
}

export function configuredKey(
  observation: TargetObservation,
): string | undefined {
  return observation.configured && artifactKey(observation.configured);
}
