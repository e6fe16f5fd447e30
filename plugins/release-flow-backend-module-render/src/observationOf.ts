import type { Health } from 'backstage-plugin-release-flow-common';
import type { TargetObservation } from 'backstage-plugin-release-flow-node';
import type { RenderDeploy, RenderService } from './answers';
import { artifactOf, failureOf, underWay } from './deploys';

/** The newest deploy, whatever became of it, and the one that serves. */
export interface PresentDeploys {
  newest: RenderDeploy | undefined;
  live: RenderDeploy | undefined;
}

/**
 * Set to what is on its way, else to what serves: Render goes on with the one that serves when a
 * deploy fails.
 */
export function observationOf(
  component: string,
  service: RenderService,
  present: PresentDeploys,
): TargetObservation {
  const { newest, live } = present;
  const isMoving = newest && underWay(newest);
  const set = isMoving ? newest : live;
  const configured = artifactOf(component, set);
  const running = artifactOf(component, live);
  const changedAt = set?.finishedAt ?? set?.startedAt ?? set?.createdAt;
  return {
    ...(configured && { configured }),
    ...(running && { running }),
    ...(!configured && set && { label: set.image?.ref ?? set.id }),
    health: healthOf(service, present),
    state: stateOf(service, present),
    hosts: hostsOf(service),
    ...(changedAt && { changedAt }),
  };
}

function stateOf(
  { suspended }: RenderService,
  { newest, live }: PresentDeploys,
): string {
  if (suspended === 'suspended') return 'suspended';
  if (newest && underWay(newest)) return newest.status;
  return live?.status ?? newest?.status ?? 'not deployed';
}

function healthOf(
  { suspended, suspenders }: RenderService,
  { newest, live }: PresentDeploys,
): Health {
  if (suspended === 'suspended') {
    const by = suspenders.length > 0 ? ` by ${suspenders.join(', ')}` : '';
    return { status: 'unhealthy', message: `The service is suspended${by}` };
  }
  if (!live) {
    return { status: 'unhealthy', message: 'No deploy of the service is live' };
  }
  const failure = newest && newest.id !== live.id && failureOf(newest);
  return {
    status: 'healthy',
    message: failure
      ? `${live.id} serves. ${failure} of the newest deploy (${newest.status}, ${newest.id}).`
      : `${live.id} is live`,
  };
}

function hostsOf({ serviceDetails }: RenderService): string[] {
  const { url } = serviceDetails;
  return url && URL.canParse(url) ? [new URL(url).host.toLowerCase()] : [];
}
