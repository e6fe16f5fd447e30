import { deployStaticSite, findStaticSite } from '../../sites/staticSites';
import type { JobContext } from './effect';
import { JobFailure } from './effect';

/** Copies what a commit built to the static site `<repository>-<part>-<environment>`. */
export function deployFiles(
  { cloud, repo, run }: JobContext,
  { part, environment }: { part: string; environment: string },
  build: { commit: string; version: string } = {
    commit: run.headSha,
    version: run.releaseTag ?? run.headBranch,
  },
): void {
  const site = findStaticSite(cloud, `${repo.name}-${part}-${environment}`);
  if (!site) throw new JobFailure(`No static site for ${environment}`);
  deployStaticSite(cloud, site, build, {
    via: 'workflow',
    principal: `${run.file} #${run.number}`,
    correlation: run.inputs.correlation_id || null,
  });
}
