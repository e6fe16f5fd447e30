import type { Compare, Preflight } from 'backstage-plugin-release-flow-common';
import { compareCommits } from '../facts/comparisons';
import { readFact } from '../facts/fact';
import type { FactSources } from '../facts/gatherFacts';
import { migrationsIn } from '../facts/migrations';
import { verificationTitle } from '../facts/verificationTitle';
import { isRead } from '../policy/facts';
import { stepsOf, usualDurations } from '../policy/steps';
import { PREFLIGHT_TIMEOUT_MS, type Prepared } from './prepare';
import { compareView, notReadCompare } from './views/compareView';

/** The difference a wish makes, from the database or within the preflight's time. */
export async function compareOf(
  sources: FactSources,
  prepared: Pick<Prepared, 'binding' | 'commit' | 'facts'>,
): Promise<Compare | null> {
  const { binding, commit, facts } = prepared;
  const base = facts.current?.commit;
  if (!commit || !base) return null;
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
  return isRead(read)
    ? compareView(binding, base, commit, read.value)
    : notReadCompare(base, commit, read.unread);
}

/** A rollback takes back the app and not the database. */
async function migrationsThatStay(
  sources: FactSources,
  { binding, commit, facts, subject }: Prepared,
): Promise<Preflight['warnings']> {
  const now = facts.current?.commit;
  const isBack = subject.intent === 'rollback' && binding.source.migrations;
  if (!isBack || !commit || !now) return [];
  const read = await readFact(facts.now, PREFLIGHT_TIMEOUT_MS, signal =>
    compareCommits(
      sources.stores,
      sources.providers.codeHost,
      binding,
      commit,
      now,
      { signal, now: facts.now },
    ),
  );
  if (!isRead(read)) {
    return [
      {
        code: 'migrations-unknown',
        message: `Whether migrations were applied since could not be read: ${read.unread}.`,
      },
    ];
  }
  const names = migrationsIn(binding, [read.value]);
  if (names.length === 0) return [];
  return [
    {
      code: 'migrations-stay',
      message: `${names.length} ${names.length === 1 ? 'migration was' : 'migrations were'} applied since and ${names.length === 1 ? 'stays' : 'stay'}: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}. The older app has to work with the newer database.`,
    },
  ];
}

export async function preflightView(
  sources: FactSources,
  prepared: Prepared,
  emergency: Preflight['emergency'],
): Promise<Preflight> {
  const { environment, plan, facts, label, subject } = prepared;
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
      ...(await migrationsThatStay(sources, prepared)),
    ],
    gates: prepared.gates,
    steps: stepsOf(plan, environment, verificationTitle(sources.providers)).map(
      step => ({ ...step, usuallyMs: usual.get(step.id) ?? null }),
    ),
    base: facts.current
      ? { label: facts.current.label, artifact: facts.current.artifact }
      : null,
    artifact: subject.artifact,
    compare: await compareOf(sources, prepared),
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
