import type { AlarmValue, EcsService } from '../aws/awsModel';
import { setAlarm } from '../aws/cloudWatch';
import { registerDefinition } from '../aws/ecs/definitions';
import { definitionArn, requireDefinition } from '../aws/ecs/names';
import { beginRollout, writeLog } from '../aws/ecs/rollouts';
import type { Cloud } from '../cloud';
import type { Router } from '../http/router';
import { json } from '../http/wire';
import { parseImage } from '../registry/reference';
import { ControlProblem, fieldsOf } from './problem';

const ALARM_STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** What people and metrics do to AWS beside us. */
export function addAwsControls(router: Router, cloud: Cloud): void {
  router.on('GET /aws', () => json(awsSummary(cloud)));
  router.on('POST /aws/services/:service', request => {
    const service = serviceOf(cloud, request.params.service);
    const { digest, failRollout, healthy, status, desiredCount, ...more } =
      fieldsOf(request);
    if (failRollout !== undefined) service.failRollout = failRollout;
    if (healthy !== undefined) service.healthy = healthy;
    if (status !== undefined) service.status = status;
    if (desiredCount !== undefined) service.desiredCount = desiredCount;
    if (more.circuitBreaker) service.circuitBreaker = more.circuitBreaker;
    if (more.graceSeconds !== undefined) {
      service.graceSeconds = more.graceSeconds;
    }
    if (digest !== undefined) changeOutOfBand(cloud, service, digest);
    return json(service);
  });
  router.on('DELETE /aws/services/:service', ({ params }) => {
    const service = serviceOf(cloud, params.service);
    const { aws } = cloud.state;
    aws.services = aws.services.filter(it => it !== service);
    return json(service);
  });
  router.on('DELETE /aws/clusters/:cluster', ({ params }) => {
    const { aws } = cloud.state;
    aws.clusters = aws.clusters.filter(name => name !== params.cluster);
    return json(aws.clusters);
  });
  router.on('POST /aws/alarms/:alarm', request => {
    const { aws } = cloud.state;
    const alarm = aws.alarms.find(it => it.name === request.params.alarm);
    if (!alarm) throw new ControlProblem(404, 'No such alarm');
    const { state, reason, actionsEnabled, threshold } = fieldsOf(request);
    if (state !== undefined) {
      if (!ALARM_STATES.includes(state)) {
        throw new ControlProblem(
          400,
          `state must be one of ${ALARM_STATES.join(', ')}`,
        );
      }
      setAlarm(cloud, alarm, state as AlarmValue, reason ?? 'Set by control');
    }
    if (actionsEnabled !== undefined) alarm.actionsEnabled = actionsEnabled;
    if (threshold !== undefined) alarm.threshold = threshold;
    return json(alarm);
  });
  router.on('DELETE /aws/alarms/:alarm', ({ params }) => {
    const { aws } = cloud.state;
    aws.alarms = aws.alarms.filter(it => it.name !== params.alarm);
    return json(aws.alarms);
  });
  router.on('POST /aws/next-task', request => {
    const { nextTask } = cloud.state.aws;
    const { exitCode, failure } = fieldsOf(request);
    if (exitCode !== undefined) nextTask.exitCode = exitCode;
    if (failure !== undefined) nextTask.failure = failure;
    return json(nextTask);
  });
  router.on('POST /aws/logs', request => {
    const { group, text } = fieldsOf(request);
    writeLog(cloud, group, text);
    return json(cloud.state.aws.logGroups[group]);
  });
}

function serviceOf(cloud: Cloud, name: string): EcsService {
  const service = cloud.state.aws.services.find(it => it.name === name);
  if (!service) throw new ControlProblem(404, `No service ${name}`);
  return service;
}

/** As if somebody had used the console, or the command line of the seed. */
function changeOutOfBand(
  cloud: Cloud,
  service: EcsService,
  digest: string,
): void {
  const current = requireDefinition(cloud, service.definition);
  const [first, ...others] = current.containers;
  const { host, name } = parseImage(first.image)!;
  const next = registerDefinition(cloud, {
    ...current,
    tags: [],
    containers: [{ ...first, image: `${host}/${name}@${digest}` }, ...others],
  });
  beginRollout(cloud, service, definitionArn(cloud, next));
}

function awsSummary({ state: { aws } }: Cloud) {
  return {
    services: aws.services,
    definitions: aws.definitions.map(it => ({
      name: `${it.family}:${it.revision}`,
      images: it.containers.map(({ image }) => image),
      tags: it.tags,
    })),
    rollouts: aws.rollouts,
    tasks: aws.tasks,
    alarms: aws.alarms,
  };
}
