import type { Artifact } from 'backstage-plugin-release-flow-common';
import { command } from './shell';

type Config = { type: string } & Record<string, unknown>;

interface TargetCommands {
  /** Sets what it runs. */
  deploy?(config: Config, artifact: Artifact | null): string[];
  /** Shows what it is set to. */
  show?(config: Config): string[];
  /** Follows its log. */
  logs?(config: Config): string[];
}

const text = (value: unknown) =>
  typeof value === 'string' && value !== '' ? value : undefined;
const option = (name: string, value: unknown) =>
  text(value) === undefined ? [] : [name, text(value)];

const site = ({ site: name, ...config }: Config) => [
  ...['--name', text(name)],
  ...option('--resource-group', config.resourceGroup),
  ...option('--slot', config.slot),
  ...option('--subscription', config.subscription),
];

const ecs = ({ cluster, service, region }: Config) => [
  ...option('--cluster', cluster),
  ...option('--service', service),
  ...option('--region', region),
];

const renderId = ({ service }: Config) =>
  `SERVICE=$(render services --output json | ${command('jq', '-r', '--arg', 'name', text(service), '.[].service | select(.name == $name) | .id')})`;

const KNOWN: Record<string, TargetCommands> = {
  'azure-app-service': {
    deploy: (config, artifact) => {
      const identity = artifact?.[0]?.identity;
      return identity && 'digest' in identity
        ? [
            command(
              ...['az', 'webapp', 'config', 'container', 'set'],
              ...site(config),
              '--container-image-name',
              `${identity.image}@${identity.digest}`,
            ),
          ]
        : [];
    },
    show: config => [
      command(
        ...['az', 'webapp', 'config', 'show'],
        ...site(config),
        ...['--query', 'linuxFxVersion', '--output', 'tsv'],
      ),
    ],
    logs: config => [command('az', 'webapp', 'log', 'tail', ...site(config))],
  },
  'aws-ecs': {
    deploy: config => [
      command(
        ...['aws', 'ecs', 'list-task-definitions', '--family-prefix'],
        text(config.family) ?? text(config.service),
        ...option('--region', config.region),
        ...['--sort', 'DESC', '--max-items', '5'],
      ),
      // The revision is registered by the deployment, so a person fills it in.
      `${command('aws', 'ecs', 'update-service', ...ecs(config), '--task-definition')} "$TASK_DEFINITION"`,
    ],
    show: ({ cluster, service, region }) => [
      command(
        ...['aws', 'ecs', 'describe-services'],
        ...option('--cluster', cluster),
        ...option('--services', service),
        ...option('--region', region),
        ...['--query', 'services[0].deployments'],
      ),
    ],
    logs: ({ logGroup, service, region }) => [
      command(
        ...['aws', 'logs', 'tail', text(logGroup) ?? `/ecs/${text(service)}`],
        ...option('--region', region),
        ...['--since', '30m', '--filter-pattern', 'ERROR'],
      ),
    ],
  },
  // A command of Render takes the id of a service, which its first line finds by the name.
  render: {
    deploy: (config, artifact) => {
      const identity = artifact?.[0]?.identity;
      return identity && 'commit' in identity
        ? [
            renderId(config),
            `render deploys create "$SERVICE" ${command('--commit', identity.commit, '--wait', '--confirm')}`,
          ]
        : [];
    },
    show: config => [
      renderId(config),
      'render deploys list "$SERVICE" --output json',
    ],
    logs: config => [
      renderId(config),
      'render logs --resources "$SERVICE" --tail',
    ],
  },
  'http-site': {
    show: ({ url, version }) => [
      command(
        ...['curl', '--fail', '--silent', '--show-error'],
        `${text(url)?.replace(/\/+$/, '')}${text((version as Config)?.path)}`,
      ),
    ],
  },
};

/** What a person types to do the same to a target; empty for targets we have no words for. */
export function targetCommands(
  config: Config,
  artifact: Artifact | null,
): { deploy: string[]; show: string[]; logs: string[] } {
  if (config.type === 'group') return ofParts(config, artifact);
  const known = KNOWN[config.type];
  return {
    deploy: known?.deploy?.(config, artifact) ?? [],
    show: known?.show?.(config) ?? [],
    logs: known?.logs?.(config) ?? [],
  };
}

function ofParts(
  { parts }: Record<string, unknown>,
  artifact: Artifact | null,
): ReturnType<typeof targetCommands> {
  const each = (parts as Array<{ components: string[]; target: Config }>).map(
    ({ components, target }) =>
      targetCommands(
        target,
        artifact?.filter(({ component }) => components.includes(component)) ??
          null,
      ),
  );
  return {
    deploy: each.flatMap(({ deploy }) => deploy),
    show: each.flatMap(({ show }) => show),
    logs: each.flatMap(({ logs }) => logs),
  };
}
