import type { DeployProgress } from 'backstage-plugin-release-flow-node';
import type { RenderDeploy, RenderService } from './answers';
import { failureOf, isLive, underWay } from './deploys';

/** Where a deploy stands, for the engine and for people. */
export function progressOf(
  service: RenderService,
  deploy: RenderDeploy | undefined,
): DeployProgress {
  if (!deploy) {
    return {
      status: 'running',
      message: 'Render took it, and lists no deploy yet',
      url: service.dashboardUrl,
    };
  }
  const url = `${service.dashboardUrl}/deploys/${deploy.id}`;
  const failure = failureOf(deploy);
  if (failure) {
    return {
      status: 'failed',
      message: `${failure} (${deploy.status}, ${deploy.id}). What served before still does.`,
      url,
    };
  }
  const going = underWay(deploy);
  if (going) return { status: 'running', message: going, url };
  return isLive(deploy)
    ? { status: 'done', message: `${deploy.id} is live`, url }
    : {
        status: 'done',
        message: `${deploy.id} is ${deploy.status}`,
        url,
      };
}
