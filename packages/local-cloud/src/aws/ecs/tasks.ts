import type { Cloud } from '../../cloud';
import type { EcsTask } from '../awsModel';
import type { AwsOperation } from '../awsWire';
import { AwsException, pageOf, seconds } from '../awsWire';
import {
  arn,
  clusterArn,
  definitionArn,
  digestsOf,
  nameOf,
  requireCluster,
  requireDefinition,
} from './names';
import { writeLog } from './rollouts';

const TASK_SECONDS = 3;

export const taskOperations: Record<string, AwsOperation> = {
  ListTasks: ({ cloud, input }) => {
    const cluster = requireCluster(cloud, input.cluster);
    const wantsStopped = input.desiredStatus === 'STOPPED';
    const found = cloud.state.aws.tasks
      .filter(
        it =>
          it.cluster === cluster &&
          (it.lastStatus === 'STOPPED') === wantsStopped &&
          (!input.serviceName || it.service === nameOf(input.serviceName)) &&
          (!input.startedBy || it.startedBy === input.startedBy) &&
          (!input.family ||
            nameOf(it.definition).startsWith(`${input.family}:`)),
      )
      .reverse();
    const { page, nextToken } = pageOf(found, input);
    return { taskArns: page.map(it => taskArn(cloud, it)), nextToken };
  },
  DescribeTasks: ({ cloud, input }) => {
    const cluster = requireCluster(cloud, input.cluster);
    const given: string[] = input.tasks ?? [];
    if (given.length === 0) {
      throw new AwsException(
        'InvalidParameterException',
        'Tasks cannot be empty.',
      );
    }
    const found = given.map(name =>
      cloud.state.aws.tasks.find(
        it => it.cluster === cluster && it.id === nameOf(name),
      ),
    );
    return {
      tasks: found.flatMap(it => (it ? [taskJson(cloud, it)] : [])),
      failures: given
        .filter((_, index) => !found[index])
        .map(name => ({ arn: name, reason: 'MISSING' })),
    };
  },
  RunTask: ({ cloud, input }) => {
    const cluster = requireCluster(cloud, input.cluster);
    const { aws } = cloud.state;
    const known = aws.tasks.find(
      it => input.clientToken && it.clientToken === input.clientToken,
    );
    if (known) return { tasks: [taskJson(cloud, known)], failures: [] };
    const { failure } = aws.nextTask;
    if (failure) {
      aws.nextTask.failure = null;
      const reason = failure;
      return {
        tasks: [],
        failures: [{ arn: clusterArn(cloud, cluster), reason }],
      };
    }
    const definition = requireDefinition(cloud, input.taskDefinition);
    const override = input.overrides?.containerOverrides?.[0];
    const task: EcsTask = {
      id: String(cloud.nextId()).padStart(32, 'b'),
      cluster,
      definition: definitionArn(cloud, definition),
      rollout: null,
      service: null,
      startedBy: input.startedBy ?? '',
      clientToken: input.clientToken ?? null,
      lastStatus: 'PROVISIONING',
      healthy: true,
      command: override?.command ?? null,
      commandOf: override?.name ?? null,
      exitCode: null,
      stopCode: null,
      stoppedReason: null,
      digests: digestsOf(cloud, definition),
      createdAt: cloud.now(),
      startedAt: null,
      stoppedAt: null,
      dueAt: cloud.dueIn(TASK_SECONDS),
    };
    aws.tasks.push(task);
    return { tasks: [taskJson(cloud, task)], failures: [] };
  },
};

/** Ends every task of its own that is due. */
export function advanceTasks(cloud: Cloud): void {
  const { aws } = cloud.state;
  for (const task of aws.tasks) {
    if (task.dueAt === null) continue;
    if (task.lastStatus === 'PROVISIONING') {
      task.lastStatus = 'RUNNING';
      task.startedAt = cloud.now();
    }
    if (task.dueAt > cloud.workNow()) continue;
    task.dueAt = null;
    task.lastStatus = 'STOPPED';
    task.stoppedAt = cloud.now();
    task.stopCode = 'EssentialContainerExited';
    task.stoppedReason = 'Essential container in task exited';
    task.exitCode = aws.nextTask.exitCode;
    aws.nextTask.exitCode = 0;
    const { containers } = requireDefinition(cloud, task.definition);
    const group = containers[0].logConfiguration?.options['awslogs-group'];
    const level = task.exitCode === 0 ? 'INFO' : 'ERROR';
    const said = `${level} ${task.command?.join(' ')} ended with ${task.exitCode}`;
    if (group) writeLog(cloud, group, said);
    cloud.changed();
  }
}

function taskArn(cloud: Cloud, { cluster, id }: EcsTask): string {
  return arn(cloud, `task/${cluster}/${id}`);
}

function taskJson(cloud: Cloud, task: EcsTask) {
  const { containers } = requireDefinition(cloud, task.definition);
  const isStopped = task.lastStatus === 'STOPPED';
  const health = task.healthy ? 'HEALTHY' : 'UNHEALTHY';
  return {
    taskArn: taskArn(cloud, task),
    clusterArn: clusterArn(cloud, task.cluster),
    taskDefinitionArn: task.definition,
    startedBy: task.startedBy,
    group: task.service ? `service:${task.service}` : 'family:task',
    lastStatus: task.lastStatus,
    desiredStatus: isStopped ? 'STOPPED' : 'RUNNING',
    healthStatus: task.lastStatus === 'RUNNING' ? health : 'UNKNOWN',
    launchType: 'FARGATE',
    createdAt: seconds(task.createdAt),
    startedAt: seconds(task.startedAt),
    stoppedAt: seconds(task.stoppedAt),
    stopCode: task.stopCode ?? undefined,
    stoppedReason: task.stoppedReason ?? undefined,
    overrides: {
      containerOverrides: task.command
        ? [{ name: task.commandOf, command: task.command }]
        : [],
    },
    containers: containers.map(({ name, image }) => ({
      name,
      image,
      imageDigest: task.digests[name],
      lastStatus: task.lastStatus,
      exitCode: isStopped ? (task.exitCode ?? undefined) : undefined,
    })),
  };
}
