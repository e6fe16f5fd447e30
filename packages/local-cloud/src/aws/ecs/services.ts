import type { Cloud } from '../../cloud';
import type { EcsRollout, EcsService } from '../awsModel';
import type { AwsOperation } from '../awsWire';
import { AwsException, seconds } from '../awsWire';
import {
  arn,
  clusterArn,
  definitionArn,
  findService,
  nameOf,
  requireCluster,
  requireDefinition,
  requireService,
} from './names';
import { beginRollout, rolloutsOf } from './rollouts';

const MOST_DESCRIBED = 10;

export const serviceOperations: Record<string, AwsOperation> = {
  DescribeClusters: ({ cloud, input }) => {
    const names: string[] = (input.clusters ?? ['default']).map((it: string) =>
      nameOf(it),
    );
    const known = names.filter(it => cloud.state.aws.clusters.includes(it));
    return {
      clusters: known.map(name => ({
        clusterArn: clusterArn(cloud, name),
        clusterName: name,
        status: 'ACTIVE',
        activeServicesCount: cloud.state.aws.services.filter(
          it => it.cluster === name,
        ).length,
      })),
      failures: names
        .filter(it => !known.includes(it))
        .map(it => ({ arn: clusterArn(cloud, it), reason: 'MISSING' })),
    };
  },
  DescribeServices: ({ cloud, input }) => {
    const cluster = requireCluster(cloud, input.cluster);
    const given: string[] = input.services ?? [];
    if (given.length === 0 || given.length > MOST_DESCRIBED) {
      throw new AwsException(
        'InvalidParameterException',
        'Services cannot be empty, and at most 10.',
      );
    }
    const found = given.map(name => findService(cloud, cluster, name));
    return {
      services: found.flatMap(it => (it ? [serviceJson(cloud, it)] : [])),
      failures: given
        .filter((_, index) => !found[index])
        .map(name => ({
          arn: arn(cloud, `service/${cluster}/${name}`),
          reason: 'MISSING',
        })),
    };
  },
  UpdateService: ({ cloud, input }) => {
    const cluster = requireCluster(cloud, input.cluster);
    const service = requireService(cloud, cluster, input.service);
    if (service.status !== 'ACTIVE') {
      throw new AwsException(
        'ServiceNotActiveException',
        'Service was not ACTIVE.',
      );
    }
    if (input.desiredCount !== undefined) {
      service.desiredCount = input.desiredCount;
    }
    if (input.taskDefinition) {
      const definition = requireDefinition(cloud, input.taskDefinition);
      beginRollout(cloud, service, definitionArn(cloud, definition));
    }
    return { service: serviceJson(cloud, service) };
  },
};

function serviceJson(cloud: Cloud, service: EcsService) {
  const rollouts = rolloutsOf(cloud, service);
  const tasks = cloud.state.aws.tasks.filter(
    it => it.service === service.name && it.cluster === service.cluster,
  );
  const running = tasks.filter(it => it.lastStatus === 'RUNNING');
  const newest = rollouts.at(-1);
  const current = rollouts.filter(
    it => it === newest || running.some(task => task.rollout === it.id),
  );
  return {
    serviceArn: arn(cloud, `service/${service.cluster}/${service.name}`),
    serviceName: service.name,
    clusterArn: clusterArn(cloud, service.cluster),
    status: service.status,
    desiredCount: service.desiredCount,
    runningCount: running.length,
    pendingCount: tasks.filter(it => it.lastStatus === 'PROVISIONING').length,
    launchType: 'FARGATE',
    platformVersion: 'LATEST',
    platformFamily: 'Linux',
    schedulingStrategy: 'REPLICA',
    taskDefinition: service.definition,
    deploymentController: { type: 'ECS' },
    deploymentConfiguration: {
      deploymentCircuitBreaker: service.circuitBreaker,
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      strategy: 'ROLLING',
    },
    healthCheckGracePeriodSeconds: service.graceSeconds,
    loadBalancers: [
      {
        targetGroupArn: `arn:aws:elasticloadbalancing:${cloud.state.aws.region}:${cloud.state.aws.account}:targetgroup/${service.site}/0123456789abcdef`,
        containerName: nameOfFirstContainer(cloud, service),
        containerPort: 8000,
      },
    ],
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: ['subnet-0a', 'subnet-0b'],
        securityGroups: ['sg-0c'],
        assignPublicIp: 'DISABLED',
      },
    },
    currentServiceDeployment:
      newest && deploymentArn(cloud, newest, 'service-deployment'),
    currentServiceRevisions: current.map(it => ({
      arn: deploymentArn(cloud, it, 'service-revision'),
      requestedTaskCount: service.desiredCount,
      runningTaskCount: running.filter(task => task.rollout === it.id).length,
      pendingTaskCount: 0,
    })),
    deployments: [...current]
      .reverse()
      .map(it => deploymentJson(cloud, service, it, it === newest)),
    events: [...service.events].reverse().map(it => ({
      id: it.id,
      createdAt: seconds(it.at),
      message: it.message,
    })),
    createdAt: seconds(service.createdAt),
    propagateTags: 'NONE',
    enableECSManagedTags: true,
    enableExecuteCommand: true,
  };
}

export function deploymentArn(
  cloud: Cloud,
  { cluster, service, id }: EcsRollout,
  kind: 'service-deployment' | 'service-revision',
): string {
  return arn(cloud, `${kind}/${cluster}/${service}/${id}`);
}

const ROLLOUT_STATES: Record<EcsRollout['status'], string> = {
  IN_PROGRESS: 'IN_PROGRESS',
  SUCCESSFUL: 'COMPLETED',
  STOPPED: 'FAILED',
  ROLLBACK_IN_PROGRESS: 'FAILED',
  ROLLBACK_SUCCESSFUL: 'FAILED',
};

function deploymentJson(
  cloud: Cloud,
  service: EcsService,
  rollout: EcsRollout,
  isPrimary: boolean,
) {
  const tasks = cloud.state.aws.tasks.filter(it => it.rollout === rollout.id);
  return {
    id: `ecs-svc/${rollout.id}`,
    status: isPrimary ? 'PRIMARY' : 'ACTIVE',
    taskDefinition: rollout.definition,
    desiredCount: isPrimary ? service.desiredCount : 0,
    pendingCount: tasks.filter(it => it.lastStatus === 'PROVISIONING').length,
    runningCount: tasks.filter(it => it.lastStatus === 'RUNNING').length,
    failedTasks: rollout.failedTasks,
    launchType: 'FARGATE',
    rolloutState: ROLLOUT_STATES[rollout.status],
    rolloutStateReason:
      rollout.reason ?? `ECS deployment ecs-svc/${rollout.id} in progress.`,
    createdAt: seconds(rollout.createdAt),
    updatedAt: seconds(rollout.updatedAt),
  };
}

function nameOfFirstContainer(cloud: Cloud, service: EcsService): string {
  return requireDefinition(cloud, service.definition).containers[0].name;
}
