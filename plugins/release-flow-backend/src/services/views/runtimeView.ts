import type {
  EnvironmentRuntime,
  ParityView,
  Reading,
} from 'backstage-plugin-release-flow-common';
import type { RuntimeReading, RuntimeRecord } from '../../database';
import type { Binding, BoundEnvironment } from '../../policy/binding';
import { parityOf } from '../../policy/parity';
import { settingViews } from '../../policy/settings';

export interface RuntimeFacts {
  binding: Binding;
  records: Map<string, RuntimeRecord>;
  /** Whether targets of a kind tell how they run. */
  tells(type: string): boolean;
}

const titleOf = ({ title, id }: BoundEnvironment) => title ?? id;

export function environmentRuntime(
  { binding, records, tells }: RuntimeFacts,
  environment: BoundEnvironment,
): EnvironmentRuntime {
  const record = records.get(environment.id);
  const { runtime, references, findings } = record?.reading ?? {};
  return {
    id: environment.id,
    title: titleOf(environment),
    tier: environment.tier,
    target: { type: environment.target.type, name: environment.targetName },
    supported: tells(environment.target.type),
    reading: readingOf(environment, record),
    runtime: runtime ?? null,
    references: references ?? [],
    settings: settingViews(environment, record?.reading),
    findings: findings ?? [],
    runbooks: (binding.runbooks ?? [])
      .filter(({ environments }) => environments.includes(environment.id))
      .map(({ id, title }) => ({ id, title })),
    links: environment.links,
    urls: environment.urls,
    mirrors: mirrorsOf(environment, binding, records),
  };
}

export function parityView(
  left: BoundEnvironment,
  right: BoundEnvironment,
  records: Map<string, RuntimeRecord>,
): ParityView {
  const side = (environment: BoundEnvironment) => ({
    id: environment.id,
    title: titleOf(environment),
    reading: readingOf(environment, records.get(environment.id)),
  });
  const head = { left: side(left), right: side(right) };
  const [here, there] = [left, right].map(({ id }) => toldBy(records.get(id)));
  if (!here || !there) {
    const unread = here ? right : left;
    return {
      ...head,
      comparable: false,
      message: `How ${titleOf(unread)} runs is not known, so nothing can be compared.`,
      differences: [],
      same: [],
      alike: [],
    };
  }
  const { differences, same, alike } = parityOf(
    { environment: left, reading: here },
    { environment: right, reading: there },
  );
  const open = differences.filter(({ intended }) => !intended).length;
  const message =
    open === 0
      ? `${titleOf(left)} and ${titleOf(right)} are alike.`
      : `${titleOf(left)} and ${titleOf(right)} differ in ${open} ${open === 1 ? 'thing' : 'things'}.`;
  return { ...head, comparable: true, message, differences, same, alike };
}

function mirrorsOf(
  environment: BoundEnvironment,
  binding: Binding,
  records: Map<string, RuntimeRecord>,
): EnvironmentRuntime['mirrors'] {
  const other = binding.environments.find(
    ({ id }) => id === environment.mirrors,
  );
  if (!other) return null;
  const parity = parityView(environment, other, records);
  return {
    environment: other.id,
    title: titleOf(other),
    differences: parity.comparable
      ? parity.differences.filter(({ intended }) => !intended).length
      : null,
  };
}

function toldBy(record: RuntimeRecord | undefined): RuntimeReading | undefined {
  return record?.reading?.runtime ? record.reading : undefined;
}

function readingOf(
  { targetName }: BoundEnvironment,
  record: RuntimeRecord | undefined,
): Reading {
  return {
    source: targetName,
    at: record?.readAt ?? null,
    error: record?.error ?? null,
  };
}
