import type { EcsConfig } from './ecsConfig';

const at = (region: string, path: string) =>
  `https://${region}.console.aws.amazon.com/${path}`;

/** Page of a service in the AWS console. */
export function serviceUrl({ region, cluster, service }: EcsConfig): string {
  return at(
    region,
    `ecs/v2/clusters/${cluster}/services/${service}/health?region=${region}`,
  );
}

/** Page of a task in the AWS console. */
export function taskUrl({ region, cluster }: EcsConfig, arn: string): string {
  const id = arn.split('/').at(-1);
  return at(region, `ecs/v2/clusters/${cluster}/tasks/${id}?region=${region}`);
}

/** A log group in the AWS console; its lines filtered, and from a moment on. */
export function logsUrl(
  { region }: Pick<EcsConfig, 'region'>,
  group: string,
  { filter, since }: { filter?: string; since?: Date } = {},
): string {
  // The console encodes what is behind its hash twice, and writes $ for %.
  const hash = (text: string) =>
    encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');
  const wanted = [
    filter && `filterPattern$3D${hash(filter)}`,
    since && `start$3D${since.getTime()}`,
  ].filter(Boolean);
  const query = wanted.length > 0 ? `$3F${wanted.join('$26')}` : '';
  return at(
    region,
    `cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${hash(group)}/log-events${query}`,
  );
}
