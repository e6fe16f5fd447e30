import { repositoryKey, type Binding } from '../policy/binding';
import type { InfrastructureFact } from '../policy/facts';
import {
  classifyInfrastructureRuns,
  newestApply,
  touches,
} from '../policy/runs';
import { compareCommits } from './comparisons';
import type { FactSources } from './gatherFacts';

/** What is applied in an environment, and which infrastructure commits of `commit` are not. */
export async function readInfrastructure(
  sources: FactSources,
  binding: Binding,
  environment: string,
  commit: string | null,
  options: { signal: AbortSignal; now: string },
): Promise<InfrastructureFact> {
  const { stores, providers } = sources;
  const declared = binding.infrastructure!;
  const name = declared.environments[environment] ?? environment;
  const stored = await stores.runs.list(repositoryKey(binding.repository), {
    workflow: declared.workflow,
    limit: 200,
  });
  const { applied, failed } = newestApply(
    classifyInfrastructureRuns(stored, declared).known,
    name,
  );
  if (!applied || !commit) {
    return {
      environment: name,
      applied: applied
        ? { commit: applied.sha, at: applied.updatedAt, url: applied.url }
        : null,
      failed: failed ? { url: failed.url, at: failed.updatedAt } : null,
      missing: [],
    };
  }
  const comparison = await compareCommits(
    stores,
    providers.codeHost,
    binding,
    applied.sha,
    commit,
    options,
  );
  return {
    environment: name,
    applied: { commit: applied.sha, at: applied.updatedAt, url: applied.url },
    failed: failed ? { url: failed.url, at: failed.updatedAt } : null,
    missing: comparison.commits
      .filter(({ sha }) =>
        touches(comparison.commitFiles?.[sha], declared.path),
      )
      .map(({ sha, message }) => ({ sha, message })),
  };
}
