import type { Artifact } from 'backstage-plugin-release-flow-common';
import {
  ProviderError,
  type TargetChange,
  type TargetExpectation,
  type TargetProvider,
} from 'backstage-plugin-release-flow-node';

export type Targets = ReadonlyMap<string, TargetProvider>;

/** One target of a group, with the components that it runs. */
export interface Part {
  name: string;
  components: string[];
  target: { type: string } & Record<string, unknown>;
}

export function providerOf(
  targets: Targets,
  { type }: { type: string },
): TargetProvider {
  const provider = targets.get(type);
  if (provider) return provider;
  throw new ProviderError('refused', `No module provides the target '${type}'`);
}

/** What a part runs of a whole artifact. */
export function artifactOf({ components }: Part, artifact: Artifact): Artifact {
  return artifact.filter(({ component }) => components.includes(component));
}

export function changeOf(
  part: Part,
  { intentId, artifact, config: _all, ...rest }: TargetChange<unknown>,
): TargetChange<Part['target']> {
  return {
    ...rest,
    intentId: `${intentId}:${part.name}`,
    config: part.target,
    artifact: artifactOf(part, artifact),
  };
}

/** Of what is expected of the whole, what concerns a part. */
export function expectedOf(
  { name }: Part,
  expected: TargetExpectation,
): TargetExpectation {
  const settings = expected.settings?.filter(
    ({ part }) => part === undefined || part === name,
  );
  return { ...expected, settings };
}

/** An error of a part says which part. */
export async function named<T>(
  { name }: Part,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    throw new ProviderError(
      error.trouble,
      `${name}: ${error.message}`,
      error.options,
    );
  }
}
