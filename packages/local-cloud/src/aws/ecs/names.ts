import type { Cloud } from '../../cloud';
import { parseImage, pulledDigest } from '../../registry/reference';
import { AwsException } from '../awsWire';
import type { EcsDefinition, EcsService } from '../awsModel';

export function arn(cloud: Cloud, rest: string): string {
  const { region, account } = cloud.state.aws;
  return `arn:aws:ecs:${region}:${account}:${rest}`;
}

export function clusterArn(cloud: Cloud, name: string): string {
  return arn(cloud, `cluster/${name}`);
}

export function definitionArn(
  cloud: Cloud,
  { family, revision }: Pick<EcsDefinition, 'family' | 'revision'>,
): string {
  return arn(cloud, `task-definition/${family}:${revision}`);
}

/** Name behind an ARN, or the name itself. */
export function nameOf(nameOrArn: string | undefined, standard = ''): string {
  return nameOrArn?.split('/').at(-1) ?? standard;
}

export function requireCluster(
  cloud: Cloud,
  given: string | undefined,
): string {
  const name = nameOf(given, 'default');
  if (cloud.state.aws.clusters.includes(name)) return name;
  throw new AwsException('ClusterNotFoundException', 'Cluster not found.');
}

export function findService(
  cloud: Cloud,
  cluster: string,
  given: string | undefined,
): EcsService | undefined {
  const name = nameOf(given);
  return cloud.state.aws.services.find(
    it => it.cluster === cluster && it.name === name,
  );
}

export function requireService(
  cloud: Cloud,
  cluster: string,
  given: string | undefined,
): EcsService {
  const service = findService(cloud, cluster, given);
  if (service) return service;
  throw new AwsException('ServiceNotFoundException', 'Service not found.');
}

/** By ARN, `family:revision`, or the newest of a `family`. */
export function requireDefinition(
  cloud: Cloud,
  given: string | undefined,
): EcsDefinition {
  const [family, revision] = nameOf(given).split(':');
  const found = cloud.state.aws.definitions.findLast(
    it =>
      it.family === family &&
      (revision === undefined || it.revision === Number(revision)),
  );
  if (found) return found;
  throw new AwsException(
    'ClientException',
    'Unable to describe task definition.',
  );
}

/** Digest of each container whose image can be pulled. */
export function digestsOf(
  cloud: Cloud,
  { containers }: EcsDefinition,
): Record<string, string> {
  return Object.fromEntries(
    containers.flatMap(({ name, image }) => {
      const digest = pulledDigest(
        cloud.state,
        cloud.urls.registryHost,
        parseImage(image),
      );
      return digest ? [[name, digest]] : [];
    }),
  );
}
