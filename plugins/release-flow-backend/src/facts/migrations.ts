import { minimatch } from 'minimatch';
import type { Stores, StoredComparison } from '../database';
import { repositoryKey, type Binding } from '../policy/binding';
import type { CodeHost } from '../providers/types';
import { compareCommits } from './comparisons';

export interface Move {
  from: string;
  to: string;
}

/**
 * The commits of what an environment was set to last, and of what it ran before: what failed its
 * verification may have migrated all the same.
 */
export async function lastMove(
  stores: Stores,
  serviceRef: string,
  environment: string,
): Promise<Move | undefined> {
  const [ran, sent] = await Promise.all([
    stores.deployments.ofService(serviceRef, { environment, limit: 20 }),
    stores.operations.lastSent(serviceRef, environment),
  ]);
  const isNewer = sent && sent.at > (ran[0]?.happenedAt ?? '');
  const [now, ...earlier] = [
    ...(isNewer ? [sent.operation.commit ?? []].flat() : []),
    ...ran.flatMap(({ commit }) => commit ?? []),
  ];
  const before = earlier.find(commit => commit !== now);
  return now && before ? { from: before, to: now } : undefined;
}

/** Names of the migrations that the last move added or, as a rollback, left behind. Pure. */
export function migrationsIn(
  { source }: Pick<Binding, 'source'>,
  comparisons: StoredComparison[],
): string[] {
  const globs = source.migrations ?? [];
  const files = comparisons.flatMap(({ files: all, commitFiles }) => [
    ...all,
    ...Object.values(commitFiles ?? {}).flat(),
  ]);
  return [...new Set(files)]
    .filter(file => globs.some(glob => minimatch(file, glob)))
    .sort();
}

/** From the database alone; `undefined` while the comparison was not read. */
export async function knownMigrations(
  stores: Stores,
  binding: Binding,
  environment: string,
): Promise<string[] | undefined> {
  const move = await lastMove(stores, binding.service.ref, environment);
  if (!move) return [];
  const key = repositoryKey(binding.repository);
  const both = await Promise.all([
    stores.comparisons.get(key, move.from, move.to),
    stores.comparisons.get(key, move.to, move.from),
  ]);
  return both.every(Boolean)
    ? migrationsIn(binding, both as StoredComparison[])
    : undefined;
}

/** Reads what the database does not know yet. */
export async function readMigrations(
  stores: Stores,
  codeHost: CodeHost,
  binding: Binding,
  environment: string,
  options: { signal: AbortSignal; now: string },
): Promise<string[]> {
  const move = await lastMove(stores, binding.service.ref, environment);
  if (!move) return [];
  const { from, to } = move;
  return migrationsIn(
    binding,
    await Promise.all([
      compareCommits(stores, codeHost, binding, from, to, options),
      compareCommits(stores, codeHost, binding, to, from, options),
    ]),
  );
}
