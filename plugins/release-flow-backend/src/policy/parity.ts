import type { ParityDifference } from 'backstage-plugin-release-flow-common';
import type { RuntimeReading } from '../database/records';
import type { BoundEnvironment } from './binding';
import { settingViews } from './settings';

export interface ParitySide {
  environment: Pick<BoundEnvironment, 'settings'>;
  reading: Pick<RuntimeReading, 'runtime' | 'settings'>;
}

interface Aspect {
  aspect: ParityDifference['aspect'];
  name: string;
  of(side: ParitySide): string | null;
}

const ASPECTS: Aspect[] = [
  {
    aspect: 'image',
    name: 'Image family',
    of: ({ reading }) => imageFamily(reading.runtime?.image),
  },
  {
    aspect: 'instance-class',
    name: 'Instance class',
    of: ({ reading }) => reading.runtime?.instanceClass ?? null,
  },
  {
    aspect: 'instances',
    name: 'Instances',
    of: ({ reading }) => instancesOf(reading.runtime),
  },
  {
    aspect: 'health-path',
    name: 'Health path',
    of: ({ reading }) => reading.runtime?.healthPath ?? null,
  },
];

/**
 * In what two environments differ: names of settings, image family, size, number and health path;
 * and which settings are alike although they are not to be.
 */
export function parityOf(
  left: ParitySide,
  right: ParitySide,
): { differences: ParityDifference[]; same: string[]; alike: string[] } {
  const aspects = ASPECTS.map(({ aspect, name, of }) => ({
    aspect,
    name,
    left: of(left),
    right: of(right),
    intended: false,
  }));
  const settings = settingDifferences(left, right);
  const shared = namesOf(left).filter(name => namesOf(right).includes(name));
  return {
    differences: [
      ...aspects.filter(found => found.left !== found.right),
      ...settings,
    ],
    same: [
      ...aspects
        .filter(found => found.left !== null && found.left === found.right)
        .map(({ name }) => name),
      ...(shared.length > 0 ? [`${shared.length} names of settings`] : []),
    ],
    alike: alikeSettings(left, right),
  };
}

/** Which build it is, where it is built from the repository itself. */
const COMMIT = /^[0-9a-f]{7,40}(, [0-9a-f]{7,40})*$/;

/** Without tag and digest: what it is built from rather than which build it is. */
export function imageFamily(image: string | undefined): string | null {
  if (!image || COMMIT.test(image)) return null;
  const name = image.replace(/^DOCKER\|/i, '').replace(/@sha256:.*$/, '');
  return name.replace(/:[\w][\w.-]*$/, '');
}

function instancesOf(runtime: RuntimeReading['runtime']): string | null {
  if (!runtime) return null;
  const { min, max, desired } = runtime.scale ?? {};
  if (min !== undefined && max !== undefined && min !== max) {
    return `${min} to ${max}`;
  }
  return String(desired ?? min ?? runtime.instances.length);
}

function settingDifferences(
  left: ParitySide,
  right: ParitySide,
): ParityDifference[] {
  const [here, there] = [namesOf(left), namesOf(right)];
  const names = [...new Set([...here, ...there])].sort();
  const isIntended = (name: string) =>
    [left, right].some(({ environment }) =>
      environment.settings?.some(
        setting => setting.name === name && setting.differs,
      ),
    );
  return names
    .filter(name => here.includes(name) !== there.includes(name))
    .map(name => ({
      aspect: 'setting' as const,
      name,
      left: here.includes(name) ? 'set' : null,
      right: there.includes(name) ? 'set' : null,
      intended: isIntended(name),
    }));
}

/** Names of those whose values may be seen on both sides; of any other nothing is said. */
function alikeSettings(left: ParitySide, right: ParitySide): string[] {
  const [here, there] = [left, right].map(({ environment, reading }) =>
    settingViews(environment, { ...reading, references: null }),
  );
  return here
    .filter(({ name, differs, value }) => {
      const other = there.find(setting => setting.name === name);
      return (
        value !== null && value === other?.value && (differs || other.differs)
      );
    })
    .map(({ name }) => name);
}

function namesOf({ reading }: ParitySide): string[] {
  return (reading.settings ?? []).map(({ name }) => name);
}
