import type { Service, Task } from '@aws-sdk/client-ecs';
import type {
  ProviderContext,
  TargetInstance,
  TargetRuntime,
} from 'backstage-plugin-release-flow-node';
import { outsideText } from '../outsideText';
import { logsUrl, serviceUrl } from './consoleLinks';
import { containerOf, type Definition } from './definition';
import type { EcsApi } from './EcsApi';
import type { EcsConfig } from './ecsConfig';
import { logGroupOf } from './serviceLogs';
import { primaryOf } from './observeService';

const SHOWN_EVENTS = 20;

/** How a service runs now, for people. */
export async function serviceRuntime(
  api: EcsApi,
  { config, visibleSettings }: { config: EcsConfig; visibleSettings: string[] },
  context: ProviderContext,
  hasConsole: boolean,
): Promise<TargetRuntime> {
  const service = await api.service(config, context);
  const [definition, tasks] = await Promise.all([
    api.definition(config, service.taskDefinition, context),
    api.tasks(
      config,
      { serviceName: config.service, desiredStatus: 'RUNNING' },
      context,
    ),
  ]);
  const group = logGroupOf(config, definition);
  return {
    state: service.status ?? 'UNKNOWN',
    image: imagesOf(config, definition),
    instances: tasks.map(instanceOf),
    scale: { desired: service.desiredCount },
    instanceClass: instanceClassOf(service, definition),
    ...healthPathOf(config, definition),
    ...rolloutOf(service),
    settings: settingsOf(config, definition, visibleSettings),
    events: (service.events ?? []).slice(0, SHOWN_EVENTS).flatMap(event =>
      event.createdAt
        ? [
            {
              at: event.createdAt.toISOString(),
              message: outsideText(event.message ?? ''),
            },
          ]
        : [],
    ),
    links: hasConsole
      ? [
          { title: 'Service in ECS', url: serviceUrl(config) },
          ...(group
            ? [
                { title: 'Logs', url: logsUrl(config, group) },
                {
                  title: 'Errors in the logs since the deployment',
                  url: logsUrl(config, group, {
                    filter: 'ERROR',
                    since: primaryOf(service)?.createdAt,
                  }),
                },
              ]
            : []),
        ]
      : [],
  };
}

function own(config: EcsConfig, definition: Definition) {
  return Object.values(config.containers).flatMap(
    name => containerOf(definition, name) ?? [],
  );
}

function imagesOf(
  config: EcsConfig,
  definition: Definition,
): string | undefined {
  const images = own(config, definition).flatMap(it => it.image ?? []);
  return images.length > 0 ? images.join(', ') : undefined;
}

function instanceOf(task: Task): TargetInstance {
  const health = task.healthStatus?.toLowerCase();
  return {
    id: task.taskArn?.split('/').at(-1) ?? '',
    state: task.lastStatus ?? 'UNKNOWN',
    health: health === 'healthy' || health === 'unhealthy' ? health : 'unknown',
    ...(task.startedAt && { startedAt: task.startedAt.toISOString() }),
  };
}

function instanceClassOf(
  service: Service,
  { definition: { cpu, memory } }: Definition,
): string | undefined {
  const type =
    service.launchType ??
    service.capacityProviderStrategy?.[0]?.capacityProvider;
  const size = cpu && memory ? `${Number(cpu) / 1024} vCPU, ${memory} MiB` : '';
  return [type, size].filter(Boolean).join(', ') || undefined;
}

/** The path that a container's own health check asks; that of a load balancer ECS does not know. */
function healthPathOf(config: EcsConfig, definition: Definition) {
  const commands = own(config, definition).flatMap(
    it => it.healthCheck?.command?.join(' ') ?? [],
  );
  const path = /https?:\/\/[^/\s'"]+(?<path>\/[^\s'"|]*)/.exec(
    commands.join(' '),
  )?.groups?.path;
  return path ? { healthPath: path } : {};
}

function rolloutOf(service: Service) {
  const primary = primaryOf(service);
  if (!primary) return {};
  const { rolloutState, rolloutStateReason, createdAt } = primary;
  return {
    rollout: {
      status: rolloutState ?? primary.status ?? 'UNKNOWN',
      message: outsideText(rolloutStateReason ?? ''),
      ...(createdAt && { startedAt: createdAt.toISOString() }),
    },
  };
}

/** Names of all; values only of plain ones that were asked for, never of a secret. */
function settingsOf(
  config: EcsConfig,
  definition: Definition,
  visible: string[],
): TargetRuntime['settings'] {
  const settings = own(config, definition).flatMap(container => [
    ...(container.environment ?? []).map(({ name = '', value }) => ({
      name,
      ...(visible.includes(name) && value !== undefined && { value }),
    })),
    ...(container.secrets ?? []).map(({ name = '' }) => ({ name })),
  ]);
  return settings.sort((a, b) => a.name.localeCompare(b.name));
}
