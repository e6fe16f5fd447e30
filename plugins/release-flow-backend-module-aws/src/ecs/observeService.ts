import type { Service, Task } from '@aws-sdk/client-ecs';
import type { Health } from 'backstage-plugin-release-flow-common';
import type {
  ProviderContext,
  TargetObservation,
} from 'backstage-plugin-release-flow-node';
import type { AwsConfig } from '../awsConfig';
import type { EcrImages } from '../ecr/EcrImages';
import { outsideText } from '../outsideText';
import type { Definition } from './definition';
import type { EcsApi } from './EcsApi';
import type { EcsConfig } from './ecsConfig';
import { configuredArtifact, containerNameOf, unpinnedLabel } from './images';
import { runningArtifact } from './runningArtifact';

export interface Reads {
  api: EcsApi;
  ecr: EcrImages;
  aws: AwsConfig;
}

/** What a service is set to, what its tasks run, and how they are. */
export async function observeService(
  reads: Reads,
  { config, components }: { config: EcsConfig; components: string[] },
  context: ProviderContext,
): Promise<TargetObservation> {
  components.forEach(component => containerNameOf(config, component));
  const { api } = reads;
  const service = await api.service(config, context);
  const [definition, tasks] = await Promise.all([
    api.definition(config, service.taskDefinition, context),
    api.tasks(
      config,
      { serviceName: config.service, desiredStatus: 'RUNNING' },
      context,
    ),
  ]);
  const definitions = await definitionsOf(
    api,
    config,
    definition,
    tasks,
    context,
  );
  const configured = await configuredArtifact(
    reads,
    config,
    components,
    service,
    definition,
    context,
  );
  const running = runningArtifact(
    config,
    components,
    tasks,
    definitions,
    configured,
  );
  const label = unpinnedLabel(config, components, definition);
  const changedAt = primaryOf(service)?.createdAt?.toISOString();
  return {
    ...(configured && { configured }),
    ...(running && { running }),
    ...(label && { label }),
    health: healthOf(service, tasks),
    state: service.status ?? 'UNKNOWN',
    hosts: [],
    ...(changedAt && { changedAt }),
  };
}

export function primaryOf(service: Service) {
  return service.deployments?.find(it => it.status === 'PRIMARY');
}

/** The definitions of all tasks: while a rollout goes on, not only that of the service. */
async function definitionsOf(
  api: EcsApi,
  config: EcsConfig,
  current: Definition,
  tasks: Task[],
  context: ProviderContext,
): Promise<Map<string, Definition>> {
  const arns = new Set(tasks.flatMap(task => task.taskDefinitionArn ?? []));
  arns.delete(current.arn);
  const others = await Promise.all(
    [...arns].map(arn => api.definition(config, arn, context)),
  );
  return new Map([current, ...others].map(it => [it.arn, it]));
}

function healthOf(service: Service, tasks: Task[]): Health {
  const { status, desiredCount = 0, runningCount = 0 } = service;
  const said = `${runningCount} of ${desiredCount} tasks run`;
  const primary = primaryOf(service);
  if (status !== 'ACTIVE') {
    return { status: 'unhealthy', message: `The service is ${status}` };
  }
  if (primary?.rolloutState === 'FAILED') {
    const reason = outsideText(primary.rolloutStateReason ?? '');
    return { status: 'unhealthy', message: `Its rollout failed: ${reason}` };
  }
  if (desiredCount === 0) {
    return { status: 'unhealthy', message: 'It is scaled to no task' };
  }
  if (runningCount < desiredCount) {
    return { status: 'unhealthy', message: said };
  }
  const running = tasks.filter(task => task.lastStatus === 'RUNNING');
  const sick = running.filter(task => task.healthStatus === 'UNHEALTHY').length;
  return sick > 0
    ? { status: 'unhealthy', message: `${said}, ${sick} of them unhealthy` }
    : { status: 'healthy', message: said };
}
