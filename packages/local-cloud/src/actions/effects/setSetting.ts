import { findSite, restart } from '../../azure/siteContainers';
import type { JobContext, WorkflowEffects } from './effect';
import { JobFailure } from './effect';

export const setSetting: WorkflowEffects = {
  set: { seconds: 1, effect: changeSetting },
};

/** One setting; a site restarts when its settings change. */
function changeSetting({ cloud, repo, run }: JobContext): void {
  const { environment, name, value } = run.inputs;
  const site = findSite(cloud, `${repo.name}-${environment}`);
  if (!site) throw new JobFailure(`No App Service for ${environment}`);
  site.settings[name] = value;
  restart(cloud, site);
}
