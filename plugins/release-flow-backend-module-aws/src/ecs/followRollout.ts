import type { Service, ServiceDeployment, Task } from '@aws-sdk/client-ecs';
import type {
  DeployProgress,
  ProviderContext,
  TargetChange,
} from 'backstage-plugin-release-flow-node';
import { outsideText } from '../outsideText';
import { serviceUrl } from './consoleLinks';
import { definitionSent } from './deployService';
import { shortArn } from './definition';
import type { EcsApi } from './EcsApi';
import type { EcsConfig } from './ecsConfig';
import { holdsImages, wantedImages } from './images';
import { primaryOf } from './observeService';

const SHOWN_TASKS = 3;

/** Rollouts that did not bring what was wanted, whatever runs steadily by now. */
const ENDED_BADLY = /^(?:ROLLBACK_|STOP)/;

/** Where a rollout stands. A steady service is not enough: it must be set to what was wanted. */
export async function followRollout(
  api: EcsApi,
  change: TargetChange<EcsConfig> & {
    externalId?: string;
    sentElsewhere?: boolean;
  },
  context: ProviderContext,
  hasConsole: boolean,
): Promise<DeployProgress> {
  const { config, intentId, externalId, sentElsewhere } = change;
  const url = hasConsole ? { url: serviceUrl(config) } : {};
  const wanted =
    externalId ??
    (sentElsewhere
      ? await definitionOfOthers(api, change, context)
      : await definitionSent(api, config, intentId, context));
  if (!wanted && sentElsewhere) {
    return {
      status: 'running',
      message: `Waiting until ${config.service} is set to it`,
      ...url,
    };
  }
  if (!wanted) {
    return {
      status: 'failed',
      message: `No definition of ${config.service} carries this deployment any more. Look at what it is set to.`,
      ...url,
    };
  }
  const service = await api.service(config, context);
  const rollout = await newestRolloutOf(api, config, wanted, context);
  const primary = primaryOf(service);
  const isSet = service.taskDefinition === wanted;
  const hasFailed =
    ENDED_BADLY.test(rollout?.status ?? '') ||
    (isSet && primary?.rolloutState === 'FAILED') ||
    !isSet;
  if (hasFailed) {
    const stopped = await stoppedReasons(api, config, wanted, context);
    return {
      status: 'failed',
      message: failureOf(service, rollout, wanted, stopped),
      ...url,
    };
  }
  const isDone =
    primary?.taskDefinition === wanted &&
    (primary.rolloutState === 'COMPLETED' ||
      (primary.rolloutState === undefined &&
        service.deployments?.length === 1 &&
        service.runningCount === service.desiredCount));
  return isDone
    ? {
        status: 'done',
        message: `${shortArn(wanted)} is rolled out, ${service.runningCount} tasks run it`,
        ...url,
      }
    : { status: 'running', message: goingOn(service, rollout, wanted), ...url };
}

/** What somebody else rolled out lately, known by its images. */
async function definitionOfOthers(
  api: EcsApi,
  { config, artifact, since }: TargetChange<EcsConfig>,
  context: ProviderContext,
): Promise<string | undefined> {
  const wanted = wantedImages(config, artifact);
  const rollouts = (await api.rollouts(config, context)).filter(
    ({ createdAt }) => !since || createdAt! >= new Date(since),
  );
  const revisions = await api.revisions(
    config,
    rollouts.flatMap(it => it.targetServiceRevision?.arn ?? []),
    context,
  );
  const arns = rollouts.flatMap(
    rollout =>
      revisions.find(
        it => it.serviceRevisionArn === rollout.targetServiceRevision?.arn,
      )?.taskDefinition ?? [],
  );
  for (const arn of new Set(arns)) {
    const definition = await api.definition(config, arn, context);
    if (holdsImages(definition, wanted)) return arn;
  }
  return undefined;
}

async function newestRolloutOf(
  api: EcsApi,
  config: EcsConfig,
  wanted: string,
  context: ProviderContext,
): Promise<ServiceDeployment | undefined> {
  const rollouts = await api.rollouts(config, context);
  const revisions = await api.revisions(
    config,
    rollouts.flatMap(it => it.targetServiceRevision?.arn ?? []),
    context,
  );
  const ofWanted = new Set(
    revisions
      .filter(it => it.taskDefinition === wanted)
      .map(it => it.serviceRevisionArn),
  );
  return rollouts.find(it => ofWanted.has(it.targetServiceRevision?.arn));
}

function goingOn(
  service: Service,
  rollout: ServiceDeployment | undefined,
  wanted: string,
): string {
  const {
    runningCount = 0,
    desiredCount = 0,
    failedTasks = 0,
  } = primaryOf(service) ?? {};
  const breaker = rollout?.deploymentCircuitBreaker;
  const stage = rollout?.lifecycleStage;
  return [
    `Rolling out ${shortArn(wanted)}: ${runningCount} of ${desiredCount} tasks run`,
    stage && `at ${stage.toLowerCase().replaceAll('_', ' ')}`,
    failedTasks > 0 && `${failedTasks} failed`,
    failedTasks > 0 &&
      breaker?.threshold !== undefined &&
      `the circuit breaker opens at ${breaker.threshold}`,
    rollout?.alarms?.status === 'MONITORING' && 'its alarms are watched',
  ]
    .filter(Boolean)
    .join(', ');
}

function failureOf(
  service: Service,
  rollout: ServiceDeployment | undefined,
  wanted: string,
  stopped: string[],
): string {
  const alarms = rollout?.alarms?.triggeredAlarmNames ?? [];
  const breaker = rollout?.deploymentCircuitBreaker;
  const reasons = [
    rollout?.rollback?.reason ?? rollout?.statusReason,
    service.taskDefinition === wanted && primaryOf(service)?.rolloutStateReason,
    breaker?.status === 'TRIGGERED' &&
      `the circuit breaker opened after ${breaker.failureCount} failed tasks`,
    alarms.length > 0 && `alarms: ${alarms.join(', ')}`,
    stopped.length > 0 && `stopped tasks: ${stopped.join('; ')}`,
  ].flatMap(reason => (reason ? [outsideText(reason)] : []));
  const state = rollout?.status
    ? `ended as ${rollout.status}`
    : 'was not rolled out';
  const now =
    service.taskDefinition === wanted
      ? ''
      : ` ${service.serviceName} is set to ${shortArn(service.taskDefinition)}.`;
  return `${shortArn(wanted)} ${state}${reasons.length > 0 ? `: ${[...new Set(reasons)].join('; ')}` : ''}.${now}`;
}

/** Why tasks of a definition stopped, the newest first, each reason once. */
export async function stoppedReasons(
  api: EcsApi,
  config: EcsConfig,
  definition: string,
  context: ProviderContext,
): Promise<string[]> {
  const tasks = await api.tasks(
    config,
    { serviceName: config.service, desiredStatus: 'STOPPED' },
    context,
  );
  const reasons = tasks
    .filter(task => task.taskDefinitionArn === definition)
    .sort(
      (a, b) => (b.stoppedAt?.getTime() ?? 0) - (a.stoppedAt?.getTime() ?? 0),
    )
    .map(stopReason);
  return [...new Set(reasons)].slice(0, SHOWN_TASKS);
}

/** Why one task stopped, with what its containers said. */
export function stopReason(task: Task): string {
  const containers = (task.containers ?? []).flatMap(
    ({ name, exitCode, reason }) =>
      exitCode || reason
        ? [
            `${name} ${[exitCode !== undefined && `exited with ${exitCode}`, reason].filter(Boolean).join(', ')}`,
          ]
        : [],
  );
  return outsideText(
    [
      task.stoppedReason ?? task.stopCode ?? 'no reason given',
      ...containers,
    ].join('; '),
  );
}
