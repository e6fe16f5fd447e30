import type { TargetRuntime } from 'backstage-plugin-release-flow-node';
import type { RenderDeploy, RenderService } from './answers';
import { failureOf, identityOf, isLive, underWay } from './deploys';

const EVENTS = 10;

/** How a service runs, for people. */
export function runtimeOf({
  service,
  deploys,
  settings,
  instances,
}: {
  service: RenderService;
  deploys: RenderDeploy[];
  settings: TargetRuntime['settings'];
  instances: Array<{ id: string; createdAt: string }>;
}): TargetRuntime {
  const { serviceDetails, dashboardUrl, suspended } = service;
  const { plan, region, healthCheckPath, publishPath, url } = serviceDetails;
  const live = deploys.find(isLive);
  const [newest] = deploys;
  const size = [plan, region].filter(Boolean).join(', ');
  const scale = scaleOf(service);
  return {
    state: [
      suspended === 'suspended' ? 'suspended' : (live?.status ?? 'not live'),
      `automatic deploys${service.branch ? ` of ${service.branch}` : ''} ${service.autoDeploy === 'yes' ? 'on' : 'off'}`,
      ...(publishPath ? [`publishes ${publishPath}`] : []),
    ].join(', '),
    ...(live && { image: spelled(live) }),
    instances: instances.map(({ id, createdAt }) => ({
      id,
      // Render lists those that run, and does not tell how each of them is.
      state: 'running',
      health: 'unknown',
      startedAt: createdAt,
    })),
    ...(scale && { scale }),
    ...(size && { instanceClass: size }),
    ...(healthCheckPath && { healthPath: healthCheckPath }),
    ...(newest && {
      rollout: {
        status: newest.status,
        message:
          underWay(newest) ?? failureOf(newest) ?? `${newest.id} was deployed`,
        ...(newest.startedAt && { startedAt: newest.startedAt }),
      },
    }),
    settings,
    events: deploys.slice(0, EVENTS).flatMap(deploy => {
      const at = deploy.finishedAt ?? deploy.startedAt ?? deploy.createdAt;
      const by = deploy.trigger ? `, by ${deploy.trigger}` : '';
      return at
        ? {
            at,
            message: `${deploy.id}: ${deploy.status}${by} (${spelled(deploy)})`,
          }
        : [];
    }),
    links: [
      { title: 'Render', url: dashboardUrl },
      ...(url ? [{ title: 'Service', url }] : []),
    ],
  };
}

function scaleOf({ serviceDetails }: RenderService): TargetRuntime['scale'] {
  const { autoscaling, numInstances } = serviceDetails;
  if (!autoscaling?.enabled) {
    return numInstances === undefined ? undefined : { desired: numInstances };
  }
  const { min, max, criteria } = autoscaling;
  return {
    min,
    max,
    ...(criteria.cpu.enabled && { cpuTarget: criteria.cpu.percentage }),
    ...(criteria.memory.enabled && {
      memoryTarget: criteria.memory.percentage,
    }),
  };
}

function spelled(deploy: RenderDeploy): string {
  const identity = identityOf(deploy);
  if (!identity) return deploy.image?.ref ?? 'unknown';
  return 'commit' in identity
    ? identity.commit.slice(0, 7)
    : `${identity.image}@${identity.digest.slice(0, 19)}`;
}
