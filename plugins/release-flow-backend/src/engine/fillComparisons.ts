import { compareCommits } from '../facts/comparisons';
import { lastMove } from '../facts/migrations';
import type { DeploymentRecord, ReleaseRecord, Stores } from '../database';
import { repositoryKey, type Binding } from '../policy/binding';
import { classifyInfrastructureRuns, newestApply } from '../policy/runs';
import type { EngineContext } from './context';

/** Comparisons a page may need, read when they come up rather than when it is looked at. */
const PER_READ = 6;

export async function fillComparisons(
  context: EngineContext,
  binding: Binding,
  releases: ReleaseRecord[],
): Promise<void> {
  const { stores, providers, settings } = context;
  const pairs = await wantedPairs(context, binding, releases);
  const now = (await stores.now()).toISOString();
  for (const [base, head] of pairs.slice(0, PER_READ)) {
    await compareCommits(stores, providers.codeHost, binding, base, head, {
      signal: AbortSignal.timeout(settings.readTimeoutMs),
      background: true,
      now,
    });
  }
}

async function wantedPairs(
  context: EngineContext,
  binding: Binding,
  releases: ReleaseRecord[],
): Promise<Array<[string, string]>> {
  const { stores } = context;
  const commits = releases
    .flatMap(release => release.commit ?? [])
    .slice(0, 10);
  const pairs: Array<[string, string]> = [];
  commits.forEach((head, index) => {
    const base = commits[index + 1];
    if (base) pairs.push([base, head]);
  });
  const environments = await stores.environments.ofServices([
    binding.service.ref,
  ]);
  const current = await stores.deployments.byIds(
    environments.flatMap(record => record.deploymentId ?? []),
  );
  for (const path of binding.paths) {
    const head = current.find(({ environment }) => environment === path.from);
    const base = current.find(({ environment }) => environment === path.to);
    if (head?.commit && base?.commit) pairs.unshift([base.commit, head.commit]);
  }
  pairs.unshift(
    ...(await infrastructurePairs(stores, binding, current)),
    ...(await migrationPairs(stores, binding)),
  );
  const unique = [
    ...new Map(
      pairs
        .filter(([base, head]) => base !== head)
        .map(pair => [pair.join('...'), pair] as const),
    ).values(),
  ];
  const known = await stores.comparisons.among(
    `${binding.repository.host}/${binding.repository.slug}`.toLowerCase(),
    [...new Set(unique.flat())],
  );
  return unique.filter(pair => !known.has(pair.join('...')));
}

/** From what is applied to what could be, and to what runs. */
async function infrastructurePairs(
  stores: Stores,
  { infrastructure, repository, source }: Binding,
  current: DeploymentRecord[],
): Promise<Array<[string, string]>> {
  if (!infrastructure) return [];
  const key = repositoryKey(repository);
  const { workflow } = infrastructure;
  const { known } = classifyInfrastructureRuns(
    await stores.runs.list(key, { workflow, limit: 200 }),
    infrastructure,
  );
  const head = await stores.runs.newestPush(key, source.branch);
  return Object.entries(infrastructure.environments).flatMap(([id, name]) => {
    const { applied } = newestApply(known, name);
    const live = current.find(({ environment }) => environment === id)?.commit;
    return [head, live].flatMap(to =>
      applied && to ? [[applied.sha, to] as [string, string]] : [],
    );
  });
}

/** Both ways, since a rollback leaves the migrations of what it left. */
async function migrationPairs(
  stores: Stores,
  binding: Binding,
): Promise<Array<[string, string]>> {
  const asked = (binding.runbooks ?? [])
    .filter(({ onlyWithMigrations }) => onlyWithMigrations)
    .flatMap(({ environments }) => environments);
  const pairs: Array<[string, string]> = [];
  for (const environment of new Set(asked)) {
    const move = await lastMove(stores, binding.service.ref, environment);
    if (move) pairs.push([move.from, move.to], [move.to, move.from]);
  }
  return pairs;
}
