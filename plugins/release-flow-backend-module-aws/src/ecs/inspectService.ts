import type { Service } from '@aws-sdk/client-ecs';
import type {
  Finding,
  ProviderContext,
  TargetExpectation,
} from 'backstage-plugin-release-flow-node';
import { containerOf, shortArn, type Definition } from './definition';
import type { EcsApi } from './EcsApi';
import type { EcsConfig } from './ecsConfig';
import { parseImage } from './imageName';

const LOOKS_SECRET = /(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY)$/i;

/** What is not as it should be of a service, its cluster and its definition. */
export async function inspectService(
  api: EcsApi,
  config: EcsConfig,
  expected: TargetExpectation,
  context: ProviderContext,
): Promise<Finding[]> {
  const cluster = await api.findCluster(config, context);
  if (cluster?.status !== 'ACTIVE') {
    return [absent('cluster', config.cluster, cluster?.status, config)];
  }
  const service = await api.findService(config, context);
  if (service?.status !== 'ACTIVE') {
    return [absent('service', config.service, service?.status, config)];
  }
  const definition = await api.definition(
    config,
    service.taskDefinition,
    context,
  );
  return [
    ...inspectContainers(config, definition, expected),
    ...inspectDeployment(config, service, expected),
    ...inspectScale(config, service, expected),
  ];
}

function absent(
  kind: 'cluster' | 'service',
  name: string,
  status: string | undefined,
  { region }: EcsConfig,
): Finding {
  return {
    code: `${kind}-${status ? 'inactive' : 'missing'}`,
    severity: 'error',
    subject: `${kind} ${name}`,
    message: status
      ? `The ${kind} ${name} is ${status}.`
      : `ECS has no ${kind} ${name} in ${region}.`,
    why: 'Nothing can be deployed there.',
    fix: `Create the ${kind}, or mend the service’s parameters.`,
  };
}

function inspectContainers(
  config: EcsConfig,
  definition: Definition,
  expected: TargetExpectation,
): Finding[] {
  const subject = `task definition ${shortArn(definition.arn)}`;
  return Object.entries(config.containers).flatMap(([component, name]) => {
    const container = containerOf(definition, name);
    if (!container) {
      return [
        {
          code: 'container-missing',
          severity: 'error',
          subject,
          message: `It has no container ${name} for the component ${component}.`,
          why: 'The component can neither be seen nor deployed.',
          fix: 'Mend the target’s containers in the flow.',
        } satisfies Finding,
      ];
    }
    const found: Finding[] = [];
    if (
      expected.tier === 'production' &&
      !parseImage(container.image ?? '').digest
    ) {
      found.push({
        code: 'image-by-tag',
        severity: 'warning',
        subject,
        message: `The container ${name} runs ${container.image}, which names no digest.`,
        why: 'Whoever moves the tag changes what the next task runs.',
        fix: 'Promote a release: that pins the digest.',
      });
    }
    const declared = (expected.settings ?? []).filter(({ secret }) => secret);
    for (const { name: setting = '' } of container.environment ?? []) {
      const isDeclared = declared.some(it => it.name === setting);
      if (!isDeclared && !LOOKS_SECRET.test(setting)) continue;
      found.push({
        code: 'secret-in-plain',
        severity: isDeclared ? 'error' : 'warning',
        subject,
        message: `${setting} of the container ${name} is set as a plain value.`,
        why: 'Whoever may read the definition reads it, and every revision keeps it.',
        fix: 'Put it into AWS Secrets Manager and refer to it under secrets of the container.',
      });
    }
    return found;
  });
}

function inspectDeployment(
  config: EcsConfig,
  service: Service,
  { tier }: TargetExpectation,
): Finding[] {
  const subject = `service ${config.service}`;
  const update = (option: string) =>
    `aws ecs update-service --cluster ${config.cluster} --service ${config.service} ${option}`;
  const controller = service.deploymentController?.type ?? 'ECS';
  if (controller !== 'ECS') {
    return [
      {
        code: 'foreign-controller',
        severity: 'info',
        subject,
        message: `It is deployed by ${controller}.`,
        why: 'Release Flow can watch it, not deploy to it.',
        fix: 'Deploy it by a workflow.',
      },
    ];
  }
  const found: Finding[] = [];
  const breaker = service.deploymentConfiguration?.deploymentCircuitBreaker;
  if (!breaker?.enable) {
    found.push({
      code: 'circuit-breaker-off',
      severity: tier === 'production' ? 'error' : 'warning',
      subject,
      message: 'Its deployment circuit breaker is off.',
      why: 'A release whose tasks never start is tried for ever, and its promotion never ends by itself.',
      fix: update(
        '--deployment-configuration deploymentCircuitBreaker={enable=true,rollback=true}',
      ),
    });
  } else if (!breaker.rollback) {
    found.push({
      code: 'circuit-breaker-without-rollback',
      severity: 'warning',
      subject,
      message:
        'Its circuit breaker stops a failing rollout, and does not take it back.',
      why: 'What ran before keeps its old tasks only until they stop.',
      fix: update(
        '--deployment-configuration deploymentCircuitBreaker={enable=true,rollback=true}',
      ),
    });
  }
  const isBalanced = (service.loadBalancers ?? []).length > 0;
  if (isBalanced && !service.healthCheckGracePeriodSeconds) {
    found.push({
      code: 'no-health-check-grace',
      severity: 'warning',
      subject,
      message: 'New tasks have no health check grace period.',
      why: 'A task that needs a moment to start, such as for migrations, is stopped before it answers.',
      fix: update('--health-check-grace-period-seconds 60'),
    });
  }
  return found;
}

function inspectScale(
  config: EcsConfig,
  { desiredCount = 0 }: Service,
  { platform }: TargetExpectation,
): Finding[] {
  const wanted = platform?.instances;
  if (!wanted) return [];
  if (desiredCount >= wanted.min && desiredCount <= wanted.max) return [];
  return [
    {
      code: 'scale-differs',
      severity: 'warning',
      subject: `service ${config.service}`,
      message: `It should have ${desiredCount} tasks; the flow says ${wanted.min} to ${wanted.max}.`,
      why: 'Too few break under load or with one task; too many cost.',
      fix: `aws ecs update-service --cluster ${config.cluster} --service ${config.service} --desired-count ${wanted.min}`,
    },
  ];
}
