import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { Stores, StoredComparison } from '../database';
import { repositoryKey, type Binding } from '../policy/binding';
import type { CodeHost } from '../providers/types';

/** Two commits compare the same for ever: read once, then from the database. */
export async function compareCommits(
  stores: Stores,
  codeHost: CodeHost,
  binding: Binding,
  base: string,
  head: string,
  options: ProviderContext & { now: string },
): Promise<StoredComparison> {
  const key = repositoryKey(binding.repository);
  const known = await stores.comparisons.get(key, base, head);
  if (known) return known;
  const comparison: StoredComparison = await codeHost.compare(
    binding.repository,
    base,
    head,
    options,
  );
  const marked = [
    binding.infrastructure?.path,
    ...(binding.source.migrations ?? []),
  ].some(Boolean);
  if (marked && comparison.commits.length > 0) {
    comparison.commitFiles = await filesOf(
      codeHost,
      binding,
      comparison.commits.slice(-40).map(commit => commit.sha),
      options,
    );
  }
  await stores.comparisons.put(key, base, head, comparison, options.now);
  return comparison;
}

async function filesOf(
  codeHost: CodeHost,
  binding: Binding,
  commits: string[],
  { signal, background }: ProviderContext,
): Promise<Record<string, string[]>> {
  const files: Record<string, string[]> = {};
  for (const sha of commits) {
    files[sha] = await codeHost.commitFiles(binding.repository, sha, {
      signal,
      background,
    });
  }
  return files;
}
