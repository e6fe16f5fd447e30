import type {
  BindingError,
  EnvironmentSpec,
} from 'backstage-plugin-release-flow-common';

/** A setting of a part that is not there would be looked for nowhere. */
export function settingProblem(
  { target, settings = [] }: Pick<EnvironmentSpec, 'target' | 'settings'>,
  index: number,
): BindingError | undefined {
  const parts = partNames(target);
  const odd = settings.findIndex(({ part }) => part && !parts.includes(part));
  if (odd < 0) return undefined;
  const { name, part } = settings[odd];
  return {
    field: `spec.environments[${index}].settings[${odd}].part`,
    message:
      parts.length > 0
        ? `The target has no part '${part}' for ${name}; it has ${parts.join(', ')}`
        : `Only a target of type 'group' has parts; leave the part of ${name} out`,
  };
}

function partNames({ type, parts }: EnvironmentSpec['target']): string[] {
  return type === 'group' && Array.isArray(parts)
    ? parts.flatMap(part => (typeof part?.name === 'string' ? part.name : []))
    : [];
}
