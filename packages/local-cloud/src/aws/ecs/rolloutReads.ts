import type { Cloud } from '../../cloud';
import type { EcsRollout } from '../awsModel';
import type { AwsOperation } from '../awsWire';
import { AwsException, seconds } from '../awsWire';
import {
  arn,
  clusterArn,
  nameOf,
  requireCluster,
  requireDefinition,
  requireService,
} from './names';
import { rolloutsOf } from './rollouts';
import { deploymentArn } from './services';

export const rolloutOperations: Record<string, AwsOperation> = {
  ListServiceDeployments: ({ cloud, input }) => {
    const cluster = requireCluster(cloud, input.cluster);
    const service = requireService(cloud, cluster, input.service);
    const newest = rolloutsOf(cloud, service)
      .filter(it => !it.isBack)
      .slice(-(input.maxResults ?? 20))
      .reverse();
    return {
      serviceDeployments: newest.map(it => ({
        serviceDeploymentArn: deploymentArn(cloud, it, 'service-deployment'),
        serviceArn: serviceArn(cloud, it),
        clusterArn: clusterArn(cloud, it.cluster),
        startedAt: seconds(it.createdAt),
        createdAt: seconds(it.createdAt),
        finishedAt: seconds(it.finishedAt),
        targetServiceRevisionArn: deploymentArn(cloud, it, 'service-revision'),
        status: it.status,
        statusReason: it.reason ?? undefined,
      })),
    };
  },
  DescribeServiceDeployments: ({ cloud, input }) => ({
    serviceDeployments: requireAll(cloud, input.serviceDeploymentArns).map(it =>
      rolloutJson(cloud, it),
    ),
    failures: [],
  }),
  DescribeServiceRevisions: ({ cloud, input }) => ({
    serviceRevisions: requireAll(cloud, input.serviceRevisionArns).map(it => ({
      serviceRevisionArn: deploymentArn(cloud, it, 'service-revision'),
      serviceArn: serviceArn(cloud, it),
      clusterArn: clusterArn(cloud, it.cluster),
      taskDefinition: it.definition,
      launchType: 'FARGATE',
      containerImages: requireDefinition(cloud, it.definition).containers.map(
        ({ name, image }) => ({
          containerName: name,
          image,
          imageDigest: it.digests[name],
        }),
      ),
      createdAt: seconds(it.createdAt),
    })),
    failures: [],
  }),
};

function requireAll(cloud: Cloud, arns: string[] | undefined): EcsRollout[] {
  if (!arns?.length) {
    throw new AwsException(
      'InvalidParameterException',
      'ARNs can not be empty.',
    );
  }
  return arns.flatMap(
    given => cloud.state.aws.rollouts.find(it => it.id === nameOf(given)) ?? [],
  );
}

function serviceArn(cloud: Cloud, { cluster, service }: EcsRollout): string {
  return arn(cloud, `service/${cluster}/${service}`);
}

function rolloutJson(cloud: Cloud, rollout: EcsRollout) {
  const { aws } = cloud.state;
  const service = requireService(cloud, rollout.cluster, rollout.service);
  const tasks = aws.tasks.filter(it => it.rollout === rollout.id);
  const isTakenBack = rollout.status.startsWith('ROLLBACK');
  return {
    serviceDeploymentArn: deploymentArn(cloud, rollout, 'service-deployment'),
    serviceArn: serviceArn(cloud, rollout),
    clusterArn: clusterArn(cloud, rollout.cluster),
    createdAt: seconds(rollout.createdAt),
    startedAt: seconds(rollout.createdAt),
    finishedAt: seconds(rollout.finishedAt),
    updatedAt: seconds(rollout.updatedAt),
    sourceServiceRevisions: [],
    targetServiceRevision: {
      arn: deploymentArn(cloud, rollout, 'service-revision'),
      requestedTaskCount: service.desiredCount,
      runningTaskCount: tasks.filter(it => it.lastStatus === 'RUNNING').length,
      pendingTaskCount: tasks.filter(it => it.lastStatus === 'PROVISIONING')
        .length,
    },
    status: rollout.status,
    statusReason: rollout.reason ?? undefined,
    ...(isTakenBack && { rollback: { reason: rollout.reason } }),
    deploymentCircuitBreaker: {
      status: isTakenBack ? 'TRIGGERED' : 'MONITORING',
      failureCount: rollout.failedTasks,
      threshold: 3,
    },
    alarms: { status: 'DISABLED' },
  };
}
