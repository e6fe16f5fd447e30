import type { Cloud } from '../../cloud';
import type { EcsRollout, EcsService, EcsTask } from '../awsModel';
import { digestsOf, requireDefinition } from './names';

const START_SECONDS = 3;
const ROLL_BACK_SECONDS = 2;
const BREAKER_THRESHOLD = 3;

export function rolloutsOf(
  { state }: Cloud,
  { cluster, name }: EcsService,
): EcsRollout[] {
  return state.aws.rollouts.filter(
    it => it.cluster === cluster && it.service === name,
  );
}

/** Sets a service to a definition. Its old tasks serve until the new ones run. */
export function beginRollout(
  cloud: Cloud,
  service: EcsService,
  definition: string,
): EcsRollout {
  for (const earlier of rolloutsOf(cloud, service)) {
    if (earlier.status === 'IN_PROGRESS') {
      end(cloud, earlier, 'STOPPED', 'A newer deployment took its place.');
    }
  }
  const from = service.definition;
  const rollout = newRollout(cloud, service, definition, from);
  service.definition = definition;
  service.changes += 1;
  for (let count = 0; count < service.desiredCount; count += 1) {
    addTask(cloud, service, rollout, 'PROVISIONING');
  }
  tell(cloud, service, `has started ${service.desiredCount} tasks.`);
  return rollout;
}

export function newRollout(
  cloud: Cloud,
  service: EcsService,
  definition: string,
  from: string | null,
  isBack = false,
): EcsRollout {
  const described = requireDefinition(cloud, definition);
  const digests = digestsOf(cloud, described);
  const missing = described.containers.find(it => !digests[it.name]);
  const rollout: EcsRollout = {
    id: String(cloud.nextId()).padStart(19, '7'),
    service: service.name,
    cluster: service.cluster,
    definition,
    from,
    status: 'IN_PROGRESS',
    reason: null,
    failedTasks: 0,
    isBack,
    fails: missing
      ? `CannotPullContainerError: ${missing.image}: not found`
      : service.failRollout,
    digests,
    createdAt: cloud.now(),
    updatedAt: cloud.now(),
    finishedAt: null,
    dueAt: cloud.dueIn(START_SECONDS),
  };
  service.failRollout = null;
  cloud.state.aws.rollouts.push(rollout);
  cloud.changed();
  return rollout;
}

export function addTask(
  cloud: Cloud,
  service: EcsService,
  rollout: EcsRollout,
  lastStatus: EcsTask['lastStatus'],
): void {
  cloud.state.aws.tasks.push({
    id: String(cloud.nextId()).padStart(32, 'a'),
    cluster: service.cluster,
    definition: rollout.definition,
    rollout: rollout.id,
    service: service.name,
    startedBy: `ecs-svc/${rollout.id}`,
    clientToken: null,
    lastStatus,
    healthy: true,
    command: null,
    commandOf: null,
    exitCode: null,
    stopCode: null,
    stoppedReason: null,
    digests: rollout.digests,
    createdAt: cloud.now(),
    startedAt: lastStatus === 'RUNNING' ? cloud.now() : null,
    stoppedAt: null,
    dueAt: null,
  });
}

/** Moves on every rollout that is due. */
export function advanceRollouts(cloud: Cloud): void {
  for (const service of cloud.state.aws.services) {
    for (const rollout of rolloutsOf(cloud, service)) {
      const isGoingOn =
        rollout.status === 'IN_PROGRESS' ||
        rollout.status === 'ROLLBACK_IN_PROGRESS';
      if (!isGoingOn || rollout.dueAt > cloud.workNow()) continue;
      if (rollout.status === 'ROLLBACK_IN_PROGRESS') {
        end(cloud, rollout, 'ROLLBACK_SUCCESSFUL', rollout.reason);
        tell(cloud, service, 'has reached a steady state.');
      } else if (rollout.fails) {
        fail(cloud, service, rollout, rollout.fails);
      } else {
        succeed(cloud, service, rollout);
      }
      cloud.changed();
    }
  }
}

function succeed(cloud: Cloud, service: EcsService, rollout: EcsRollout) {
  for (const task of tasksOf(cloud, service)) {
    if (task.rollout === rollout.id) {
      task.lastStatus = 'RUNNING';
      task.startedAt = cloud.now();
    } else if (task.lastStatus !== 'STOPPED') {
      stop(
        cloud,
        task,
        'ServiceSchedulerInitiated',
        'Scaling activity initiated by deployment',
      );
    }
  }
  log(cloud, rollout, 'INFO listening on 8000');
  end(
    cloud,
    rollout,
    'SUCCESSFUL',
    `ECS deployment ecs-svc/${rollout.id} completed.`,
  );
  tell(cloud, service, 'has reached a steady state.');
}

/** Every look finds one more failed task; the circuit breaker decides how often. */
function fail(
  cloud: Cloud,
  service: EcsService,
  rollout: EcsRollout,
  why: string,
) {
  const { enable, rollback } = service.circuitBreaker;
  rollout.failedTasks += 1;
  rollout.updatedAt = cloud.now();
  rollout.dueAt = cloud.dueIn(1);
  for (const task of tasksOf(cloud, service)) {
    if (task.rollout !== rollout.id || task.lastStatus === 'STOPPED') continue;
    task.exitCode = 1;
    stop(cloud, task, 'EssentialContainerExited', why);
  }
  log(cloud, rollout, `ERROR ${why}`);
  tell(cloud, service, `was unable to start a task: ${why}`);
  if (!enable || rollout.failedTasks < BREAKER_THRESHOLD) {
    addTask(cloud, service, rollout, 'PROVISIONING');
    return;
  }
  const reason = 'ECS deployment circuit breaker: tasks failed to start.';
  if (!rollback || !rollout.from) {
    end(cloud, rollout, 'STOPPED', reason);
    return;
  }
  rollout.status = 'ROLLBACK_IN_PROGRESS';
  rollout.reason = reason;
  rollout.dueAt = cloud.dueIn(ROLL_BACK_SECONDS);
  service.definition = rollout.from;
  tell(cloud, service, `deployment failed: ${reason} Rolling back.`);
  const back = newRollout(cloud, service, rollout.from, null, true);
  for (const task of tasksOf(cloud, service)) {
    if (task.lastStatus !== 'RUNNING') continue;
    task.rollout = back.id;
  }
  back.reason = `rolling back to deployment ecs-svc/${back.id}`;
}

function tasksOf({ state }: Cloud, { cluster, name }: EcsService): EcsTask[] {
  return state.aws.tasks.filter(
    it => it.cluster === cluster && it.service === name,
  );
}

function stop(cloud: Cloud, task: EcsTask, code: string, reason: string) {
  task.lastStatus = 'STOPPED';
  task.stopCode = code;
  task.stoppedReason = reason;
  task.stoppedAt = cloud.now();
}

function end(
  cloud: Cloud,
  rollout: EcsRollout,
  status: EcsRollout['status'],
  reason: string | null,
) {
  rollout.status = status;
  rollout.reason = reason;
  rollout.updatedAt = cloud.now();
  rollout.finishedAt = cloud.now();
  cloud.changed();
}

function tell(cloud: Cloud, service: EcsService, message: string): void {
  service.events.push({
    id: crypto.randomUUID(),
    at: cloud.now(),
    message: `(service ${service.name}) ${message}`,
  });
}

function log(cloud: Cloud, rollout: EcsRollout, text: string): void {
  const { containers } = requireDefinition(cloud, rollout.definition);
  const group = containers[0].logConfiguration?.options['awslogs-group'];
  if (group) writeLog(cloud, group, text);
}

export function writeLog(cloud: Cloud, group: string, text: string): void {
  (cloud.state.aws.logGroups[group] ??= []).push({ at: cloud.now(), text });
  cloud.changed();
}
