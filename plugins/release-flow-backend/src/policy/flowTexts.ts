import type { ReleaseFlowSpec } from 'backstage-plugin-release-flow-common';
import { fieldPath } from './fields';

/** A text of a flow that may hold look-ups, and how it is read. */
export interface FlowText {
  field: string;
  text: string;
  /** Resolved for each act rather than once per service. */
  act: boolean;
  environment: boolean;
  /** Names of what a person gives, inside a runbook. */
  inputs?: string[];
  /** Set when the text is a pattern: the groups it needs. */
  groups?: string[];
}

type Place = Omit<FlowText, 'field' | 'text'>;
type Path = Array<string | number>;

const ONCE: Place = { act: false, environment: false };
const ONCE_HERE: Place = { act: false, environment: true };
const EACH: Place = { act: true, environment: false };
const EACH_HERE: Place = { act: true, environment: true };

/** Every text inside a value. */
function texts(value: unknown, path: Path, place: Place): FlowText[] {
  if (typeof value === 'string') {
    return [{ field: fieldPath('spec', path), text: value, ...place }];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => texts(item, [...path, index], place));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) =>
      texts(item, [...path, key], place),
    );
  }
  return [];
}

function pattern(
  text: string | undefined,
  path: Path,
  place: Place = ONCE,
  groups: string[] = [],
): FlowText[] {
  return texts(text, path, { ...place, groups });
}

function environmentTexts(
  environment: ReleaseFlowSpec['environments'][number],
  index: number,
): FlowText[] {
  const at = (...path: Path): Path => ['environments', index, ...path];
  const { automatic, manual } = environment.deploy;
  const { gates } = environment.rollback;
  return [
    ...texts(environment.target, at('target'), ONCE_HERE),
    ...texts(environment.urls, at('urls'), ONCE_HERE),
    ...texts(environment.links, at('links'), ONCE_HERE),
    ...texts(manual, at('deploy', 'manual'), EACH_HERE),
    ...texts(automatic?.inputs, at('deploy', 'automatic', 'inputs'), EACH_HERE),
    ...pattern(automatic?.branch, at('deploy', 'automatic', 'branch')),
    ...pattern(automatic?.tag, at('deploy', 'automatic', 'tag')),
    ...texts(environment.alarms, at('alarms'), ONCE_HERE),
    ...texts(environment.github, at('github'), ONCE_HERE),
    ...texts(environment.gates, at('gates'), EACH_HERE),
    ...texts(environment.verify, at('verify'), EACH_HERE),
    ...(typeof gates === 'string'
      ? []
      : texts(gates, at('rollback', 'gates'), EACH_HERE)),
    ...environment.accepts.flatMap((accepts, position) =>
      typeof accepts === 'object' && 'branch' in accepts
        ? pattern(accepts.branch, at('accepts', position, 'branch'))
        : [],
    ),
  ];
}

/** Every text of a flow that may hold look-ups, with where it stands. */
export function textsOfFlow(spec: ReleaseFlowSpec): FlowText[] {
  const { source } = spec;
  return [
    ...pattern(source.tag, ['source', 'tag']),
    ...(source.branches ?? []).flatMap((branch, index) =>
      pattern(branch, ['source', 'branches', index]),
    ),
    ...pattern(source.hotfix?.branch, ['source', 'hotfix', 'branch']),
    ...texts(source.paths, ['source', 'paths'], ONCE),
    ...texts(source.migrations, ['source', 'migrations'], ONCE),
    ...texts(source.create, ['source', 'create'], EACH),
    ...texts(source.ephemeral, ['source', 'ephemeral'], EACH_HERE),
    ...spec.artifacts.flatMap((artifact, index) => [
      ...texts(artifact.image, ['artifacts', index, 'image'], ONCE),
      ...pattern(artifact.digest?.pattern, [
        'artifacts',
        index,
        'digest',
        'pattern',
      ]),
      ...texts(
        artifact.digest?.tag,
        ['artifacts', index, 'digest', 'tag'],
        EACH,
      ),
    ]),
    ...spec.environments.flatMap(environmentTexts),
    ...spec.paths.flatMap((path, index) => [
      ...pattern(path.branch, ['paths', index, 'branch']),
      ...texts(path.gates, ['paths', index, 'gates'], EACH),
    ]),
    ...pattern(
      spec.infrastructure?.runName,
      ['infrastructure', 'runName'],
      ONCE,
      ['command', 'environment'],
    ),
    ...pattern(
      spec.infrastructure?.jobName,
      ['infrastructure', 'jobName'],
      ONCE,
      ['command', 'environment'],
    ),
    ...texts(spec.infrastructure?.path, ['infrastructure', 'path'], ONCE),
    ...texts(spec.docs?.site, ['docs', 'site'], ONCE),
    ...texts(spec.docs?.inputs, ['docs', 'inputs'], EACH),
    ...(spec.runbooks ?? []).flatMap(({ run, inputs, gates }, index) => [
      ...texts(run, ['runbooks', index, 'run'], {
        ...EACH_HERE,
        inputs: Object.keys(inputs ?? {}),
      }),
      ...texts(gates, ['runbooks', index, 'gates'], EACH_HERE),
      ...Object.entries(inputs ?? {}).flatMap(([name, { pattern: allowed }]) =>
        pattern(allowed, ['runbooks', index, 'inputs', name, 'pattern']),
      ),
    ]),
  ];
}
