import { artifactKey } from 'backstage-plugin-release-flow-common';
import type {
  ConfigurationReference,
  EarlierArtifact,
  TargetRuntime,
} from 'backstage-plugin-release-flow-node';
import type { Part } from './parts';

interface Told<T> {
  part: Part;
  answer: T;
}

const SHOWN_EVENTS = 20;

/** How the parts run, as one: copies of the same components lack what one of them lacks. */
export function mergedRuntime(told: Told<TargetRuntime>[]): TargetRuntime {
  const [only] = told;
  if (told.length === 1) return only.answer;
  const all = told.map(({ answer }) => answer);
  const identities = distinct(all.flatMap(it => it.identities ?? []));
  return {
    state: distinct(all.map(it => it.state)).join(', '),
    ...joined('image', all),
    instances: told.flatMap(({ part, answer }) =>
      answer.instances.map(it => ({ ...it, id: `${part.name}: ${it.id}` })),
    ),
    ...scaleOf(all),
    ...joined('instanceClass', all),
    ...joined('healthPath', all),
    ...rolloutOf(told),
    settings: settingsOf(told),
    events: told
      .flatMap(({ part, answer }) =>
        answer.events.map(({ at, message }) => ({
          at,
          message: `${part.name}: ${message}`,
        })),
      )
      .sort((a, b) => b.at.localeCompare(a.at))
      .slice(0, SHOWN_EVENTS),
    ...(identities.length > 0 && { identities }),
    links: told.flatMap(({ part, answer }) =>
      answer.links.map(({ title, url }) => ({
        title: `${part.name}: ${title}`,
        url,
      })),
    ),
  };
}

/** One for each setting, as settings go by their plain names; the one that does not resolve, and where. */
export function mergedReferences(
  told: Told<ConfigurationReference[]>[],
): ConfigurationReference[] {
  const byName = new Map<string, ConfigurationReference>();
  for (const { part, answer } of told) {
    for (const reference of answer) {
      const { name, resolved, status, message } = reference;
      if (byName.get(name)?.resolved === false) continue;
      byName.set(
        name,
        resolved
          ? reference
          : {
              ...reference,
              message: `${part.name}: ${message ?? status}`,
            },
      );
    }
  }
  return [...byName.values()];
}

/** What the parts could run again; copies of a component name the same image once. */
export function mergedEarlier(
  told: Told<EarlierArtifact[]>[],
): EarlierArtifact[] {
  const seen = new Set<string>();
  return told
    .flatMap(({ answer }) => answer)
    .filter(({ label, artifact }) => {
      const key = `${label} ${artifactKey(artifact)}`;
      return !seen.has(key) && seen.add(key);
    });
}

function joined(
  field: 'image' | 'instanceClass' | 'healthPath',
  all: TargetRuntime[],
) {
  const values = distinct(all.flatMap(it => it[field] ?? []));
  return values.length > 0 ? { [field]: values.join(', ') } : {};
}

/** Sums of what every part that scales tells; a percentage only where all have the same. */
function scaleOf(all: TargetRuntime[]): Pick<TargetRuntime, 'scale'> {
  const scales = all.flatMap(({ scale }) => scale ?? []);
  if (scales.length === 0) return {};
  const of = (
    field: keyof NonNullable<TargetRuntime['scale']>,
    merge: (values: number[]) => number | undefined,
  ) => {
    const values = scales.flatMap(scale => scale[field] ?? []);
    const value = values.length === scales.length ? merge(values) : undefined;
    return value === undefined ? {} : { [field]: value };
  };
  const sum = (values: number[]) => values.reduce((a, b) => a + b);
  const same = (values: number[]) =>
    values.every(value => value === values[0]) ? values[0] : undefined;
  return {
    scale: {
      ...of('desired', sum),
      ...of('min', sum),
      ...of('max', sum),
      ...of('cpuTarget', same),
      ...of('memoryTarget', same),
    },
  };
}

const DONE = /success|complete|live|primary/i;

/** The one that needs a look, else the newest. */
function rolloutOf(
  told: Told<TargetRuntime>[],
): Pick<TargetRuntime, 'rollout'> {
  const rollouts = told
    .flatMap(({ part, answer: { rollout } }) =>
      rollout
        ? [{ ...rollout, message: `${part.name}: ${rollout.message}` }]
        : [],
    )
    .sort((a, b) => (b.startedAt ?? '').localeCompare(a.startedAt ?? ''));
  const rollout = rollouts.find(({ status }) => !DONE.test(status));
  return rollouts.length > 0 ? { rollout: rollout ?? rollouts[0] } : {};
}

/** Of several values all are told, so that none is taken for what was expected. */
function settingsOf(told: Told<TargetRuntime>[]): TargetRuntime['settings'] {
  const copies = new Map<string, TargetRuntime['settings'][]>();
  for (const { part, answer } of told) {
    const kind = [...part.components].sort().join(' ');
    copies.set(kind, [...(copies.get(kind) ?? []), answer.settings]);
  }
  const inEach = [...copies.values()].flatMap(lists =>
    lists
      .flat()
      .filter(({ name }) =>
        lists.every(list => list.some(it => it.name === name)),
      ),
  );
  return distinct(inEach.map(({ name }) => name))
    .sort()
    .map(name => {
      const found = inEach.filter(it => it.name === name);
      const values = found.flatMap(({ value }) => value ?? []);
      const isTold = values.length === found.length;
      return { name, ...(isTold && { value: distinct(values).join(', ') }) };
    });
}

function distinct(values: string[]): string[] {
  return [...new Set(values)];
}
