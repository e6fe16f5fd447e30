import { compareCommits } from '../facts/comparisons';
import type { ReleaseRecord } from '../database';
import type { Binding } from '../policy/binding';
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
