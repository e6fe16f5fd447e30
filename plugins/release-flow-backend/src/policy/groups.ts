import type {
  ReleaseFlowSpec,
  TypedConfig,
} from 'backstage-plugin-release-flow-common';
import type { InstalledTarget } from './preparedFlow';

/** Type of a target that is several targets at once. */
export const GROUP = 'group';

type Targets = ReadonlyMap<string, InstalledTarget>;

interface Part {
  name: string;
  components: string[];
  target: TypedConfig;
}

/** One key for several things, with its type as every stored key has it. */
export function groupKey(keys: string[]): string {
  return `${GROUP}:${[...keys].sort().join(',')}`;
}

/** Parts as they are written, before look-ups; what is wrong in them is said when they are resolved. */
export function partsOf(target: TypedConfig): Part[] {
  const parts = target.type === GROUP ? target.parts : [];
  return Array.isArray(parts) ? (parts as Part[]) : [];
}

/** What a group can't be whatever its look-ups give; `undefined` when nothing is wrong. */
export function groupProblem(
  target: TypedConfig,
  artifacts: ReleaseFlowSpec['artifacts'],
  targets: Targets,
): { field: string; message: string } | undefined {
  if (target.type !== GROUP) return undefined;
  const known = artifacts.map(({ component }) => component);
  const parts = partsOf(target);
  for (const [index, part] of parts.entries()) {
    const field = `parts[${index}]`;
    const type = part?.target?.type;
    if (type === GROUP || !targets.has(type)) {
      const installed = [...targets.keys()].filter(name => name !== GROUP);
      return {
        field: `${field}.target.type`,
        message: `'${type}' can be no part of a group. Installed: ${installed.sort().join(', ') || 'none'}.`,
      };
    }
    const strange = (part.components ?? []).find(name => !known.includes(name));
    if (strange !== undefined) {
      return {
        field: `${field}.components`,
        message: `'${strange}' is no component of spec.artifacts`,
      };
    }
  }
  const left = known.find(
    name => !parts.some(({ components }) => components?.includes(name)),
  );
  return left === undefined
    ? undefined
    : { field: 'parts', message: `No part has the component '${left}'` };
}

/** The type of a target, or of a part, that nobody can deploy to by its own API. */
export function onlyWatched(
  target: TypedConfig,
  targets: Targets,
): string | undefined {
  return [target, ...partsOf(target).map(part => part.target)]
    .map(({ type }) => type)
    .find(type => !targets.get(type)?.deploy);
}
