import { configureImage, findSite } from '../../azure/siteContainers';
import type { JobContext } from './effect';
import { JobFailure } from './effect';

/** Points the App Service `<repository>-<environment>` at a digest. */
export function deployImage(
  { cloud, repo, run }: JobContext,
  environment: string,
  digest: string,
): void {
  const site = findSite(cloud, `${repo.name}-${environment}`);
  if (!site) throw new JobFailure(`No App Service for ${environment}`);
  const image = `${cloud.urls.registryHost}/${repo.name}@${digest}`;
  configureImage(cloud, site, `DOCKER|${image}`, {
    via: 'workflow',
    principal: `${run.file} #${run.number}`,
    correlation: run.inputs.correlation_id || null,
  });
}
