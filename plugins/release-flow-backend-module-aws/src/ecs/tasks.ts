import type { Failure, Task } from '@aws-sdk/client-ecs';
import {
  ProviderError,
  type EffectOutcome,
  type ProviderContext,
  type TaskProgress,
  type TaskRequest,
} from 'backstage-plugin-release-flow-node';
import { createHash } from 'crypto';
import { outsideText } from '../outsideText';
import { taskUrl } from './consoleLinks';
import { containerOf } from './definition';
import type { EcsApi } from './EcsApi';
import type { EcsConfig } from './ecsConfig';
import { stopReason } from './followRollout';
import { containerNameOf } from './images';
import { intentTags } from './intentTags';

const NO_ROOM = /^(?:RESOURCE|AGENT|Capacity)/;

/** Starts a task with the definition, the network and the capacity of the service. */
export async function runTask(
  api: EcsApi,
  request: TaskRequest<EcsConfig>,
  context: ProviderContext,
): Promise<{ externalId: string }> {
  const { config, command, intentId } = request;
  const name = containerNameOf(config, request.component);
  if (context.signal.aborted) {
    throw new ProviderError(
      'unavailable',
      `AWS was not asked to run a task beside ${config.service}: the caller gave up before.`,
    );
  }
  const service = await api.service(config, context);
  const current = await api.definition(config, service.taskDefinition, context);
  if (!containerOf(current, name)) {
    throw new ProviderError(
      'refused',
      `The task definition of ${config.service} has no container ${name} to run ${command[0]} in. Mend the target’s containers in the flow.`,
    );
  }
  const capacity = service.capacityProviderStrategy?.length
    ? { capacityProviderStrategy: service.capacityProviderStrategy }
    : { launchType: service.launchType };
  const { tasks, failures } = await api.run(
    config,
    {
      cluster: config.cluster,
      taskDefinition: current.arn,
      count: 1,
      ...capacity,
      platformVersion: service.platformVersion,
      networkConfiguration: service.networkConfiguration,
      overrides: { containerOverrides: [{ name, command }] },
      startedBy: startedBy(intentId),
      clientToken: clientToken(intentId),
      tags: intentTags(intentId, new Date()),
    },
    context,
  );
  const arn = tasks?.[0]?.taskArn;
  if (arn) return { externalId: arn };
  throw notStarted(config, failures ?? []);
}

/** ECS tells a task by who started it while it runs, and for an hour after. */
export async function lookupTask(
  api: EcsApi,
  { config, intentId }: TaskRequest<EcsConfig>,
  context: ProviderContext,
): Promise<{ outcome: EffectOutcome; externalId?: string }> {
  const by = { startedBy: startedBy(intentId) };
  const [running, stopped] = await Promise.all([
    api.tasks(config, { ...by, desiredStatus: 'RUNNING' }, context),
    api.tasks(config, { ...by, desiredStatus: 'STOPPED' }, context),
  ]);
  const [task] = [...running, ...stopped];
  // Sent again, the same client token would start no second one.
  return task
    ? { outcome: 'happened', externalId: task.taskArn }
    : { outcome: 'absent' };
}

/** Succeeded only when the component's container ended with 0. */
export async function followTask(
  api: EcsApi,
  request: TaskRequest<EcsConfig> & { externalId: string },
  context: ProviderContext,
  hasConsole: boolean,
): Promise<TaskProgress> {
  const { config, component, externalId, command } = request;
  const [task] = await api.tasksNamed(config, [externalId], context);
  const url = hasConsole ? { url: taskUrl(config, externalId) } : {};
  if (!task) {
    return {
      status: 'failed',
      message: `ECS knows nothing of the task any more, so it can't be said how it ended. Look at the logs of ${config.service}.`,
      ...url,
    };
  }
  if (task.lastStatus !== 'STOPPED') {
    return {
      status: 'running',
      message: `${command[0]}: the task is ${task.lastStatus}`,
      ...url,
    };
  }
  const exitCode = exitCodeOf(task, containerNameOf(config, component));
  return exitCode === 0
    ? {
        status: 'succeeded',
        message: `${command[0]} ended with 0`,
        exitCode,
        ...url,
      }
    : {
        status: 'failed',
        message:
          exitCode === undefined
            ? `The task never ran ${command[0]}: ${stopReason(task)}`
            : `${command[0]} ended with ${exitCode}: ${stopReason(task)}`,
        ...(exitCode !== undefined && { exitCode }),
        ...url,
      };
}

function exitCodeOf(task: Task, container: string): number | undefined {
  return task.containers?.find(({ name }) => name === container)?.exitCode;
}

/** No task was started; where there was no room, there may be later. */
function notStarted({ service }: EcsConfig, failures: Failure[]) {
  const said = failures.map(({ reason, detail }) =>
    [reason, detail].filter(Boolean).join(': '),
  );
  const isTransient =
    failures.length > 0 &&
    failures.every(({ reason }) => NO_ROOM.test(reason ?? ''));
  return new ProviderError(
    isTransient ? 'unavailable' : 'refused',
    `ECS started no task beside ${service}: ${outsideText(said.join('; ') || 'it gave no reason')}`,
  );
}

/** Letters, digits, hyphens, slashes and underscores, at most 128. */
function startedBy(intentId: string): string {
  return `release-flow/${digestOf(intentId)}`;
}

function clientToken(intentId: string): string {
  return digestOf(intentId);
}

/** Short enough for a client token, whatever an intent is called. */
function digestOf(intentId: string): string {
  return createHash('sha256').update(intentId).digest('hex').slice(0, 64);
}
