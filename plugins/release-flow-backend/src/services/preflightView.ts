import type { Compare, Preflight } from 'backstage-plugin-release-flow-common';
import { compareCommits } from '../facts/comparisons';
import { readFact } from '../facts/fact';
import type { FactSources } from '../facts/gatherFacts';
import { migrationsIn } from '../facts/migrations';
import { verificationTitle } from '../facts/verificationTitle';
import type { StoredComparison } from '../database';
import type { Binding } from '../policy/binding';
import { isRead, type Fact } from '../policy/facts';
import { stepsOf, usualDurations } from '../policy/steps';
import { PREFLIGHT_TIMEOUT_MS, type Prepared } from './prepare';
import { compareView, notReadCompare } from './views/compareView';

type Difference = {
  base: string;
  commit: string;
  read: Fact<StoredComparison>;
};

const viewOf = (binding: Binding, { base, commit, read }: Difference) =>
  isRead(read)
    ? compareView(binding, base, commit, read.value)
    : notReadCompare(base, commit, read.unread);

const counted = (names: string[]) =>
  names.length === 1
    ? '1 migration is applied'
    : `${names.length} migrations are applied`;
const listed = (names: string[]) =>
  `${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}`;

/** Between two commits, from the database or within the preflight's time. */
async function differenceOf(
  sources: FactSources,
  { binding, facts }: Pick<Prepared, 'binding' | 'facts'>,
  base: string,
  commit: string,
): Promise<Difference> {
  const read = await readFact(facts.now, PREFLIGHT_TIMEOUT_MS, signal =>
    compareCommits(
      sources.stores,
      sources.providers.codeHost,
      binding,
      base,
      commit,
      { signal, now: facts.now },
    ),
  );
  return { base, commit, read };
}

/** The difference a wish makes. */
export async function compareOf(
  sources: FactSources,
  prepared: Pick<Prepared, 'binding' | 'commit' | 'facts'>,
): Promise<Compare | null> {
  const { commit, facts } = prepared;
  const base = facts.current?.commit;
  if (!commit || !base) return null;
  const difference = await differenceOf(sources, prepared, base, commit);
  return viewOf(prepared.binding, difference);
}

/** What a database goes through before the new version serves. */
function migrationsAhead(
  binding: Binding,
  { read }: Difference,
): Preflight['warnings'] {
  if (!isRead(read)) return [];
  const names = migrationsIn(binding, [read.value]);
  if (names.length === 0) return [];
  return [
    {
      code: 'migrations-ahead',
      message: `${counted(names)} before it serves, so it starts later: ${listed(names)}.`,
    },
  ];
}

/** A rollback takes back the app and not the database. */
async function migrationsThatStay(
  sources: FactSources,
  prepared: Prepared,
  { base, commit }: Difference,
): Promise<Preflight['warnings']> {
  const { read } = await differenceOf(sources, prepared, commit, base);
  if (!isRead(read)) {
    return [
      {
        code: 'migrations-unknown',
        message: `Whether migrations were applied since could not be read: ${read.unread}.`,
      },
    ];
  }
  const names = migrationsIn(prepared.binding, [read.value]);
  if (names.length === 0) return [];
  const isOne = names.length === 1;
  return [
    {
      code: 'migrations-stay',
      message: `${names.length} ${isOne ? 'migration was' : 'migrations were'} applied since and ${isOne ? 'stays' : 'stay'}: ${listed(names)}. The older app has to work with the newer database.`,
    },
  ];
}

async function warningsAbout(
  sources: FactSources,
  prepared: Prepared,
  difference: Difference | undefined,
): Promise<Preflight['warnings']> {
  const { binding, subject } = prepared;
  if (!difference || !binding.source.migrations) return [];
  return subject.intent === 'rollback'
    ? migrationsThatStay(sources, prepared, difference)
    : migrationsAhead(binding, difference);
}

export async function preflightView(
  sources: FactSources,
  prepared: Prepared,
  emergency: Preflight['emergency'],
): Promise<Preflight> {
  const { environment, plan, facts, label, subject, commit } = prepared;
  const base = facts.current?.commit;
  const difference =
    commit && base
      ? await differenceOf(sources, prepared, base, commit)
      : undefined;
  const recent = await sources.stores.operations.recent(
    prepared.binding.service.ref,
    environment.id,
    10,
  );
  const usual = usualDurations(recent.map(operation => operation.steps));
  return {
    environment: environment.id,
    intent: subject.intent,
    label,
    allowed: prepared.refusals.length === 0,
    refusals: prepared.refusals,
    warnings: [
      ...prepared.warnings,
      ...(await warningsAbout(sources, prepared, difference)),
    ],
    gates: prepared.gates,
    steps: stepsOf(plan, environment, verificationTitle(sources.providers)).map(
      step => ({ ...step, usuallyMs: usual.get(step.id) ?? null }),
    ),
    base: facts.current
      ? { label: facts.current.label, artifact: facts.current.artifact }
      : null,
    artifact: subject.artifact,
    compare: difference ? viewOf(prepared.binding, difference) : null,
    needsReason: subject.intent === 'rollback' || plan.emergency,
    emergency,
    onFailure: {
      action: plan.onFailure.action,
      label: plan.onFailure.to ? (facts.current?.label ?? null) : null,
    },
    planHash: prepared.hash,
    proposedVersion: prepared.proposedVersion ?? null,
  };
}
