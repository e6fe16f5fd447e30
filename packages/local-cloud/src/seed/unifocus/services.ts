import type { CloudWatchAlarm, EcsService } from '../../aws/awsModel';
import { registerDefinition } from '../../aws/ecs/definitions';
import { definitionArn } from '../../aws/ecs/names';
import { addTask, newRollout } from '../../aws/ecs/rollouts';
import type { Cloud } from '../../cloud';
import { addStaticSite } from '../../sites/staticSites';
import type { Repository } from '../../state/githubModel';

const DAY_MS = 24 * 3600_000;

/** What an environment ran, oldest first. */
export interface Past {
  environment: 'dev' | 'stage' | 'prod';
  builds: { commit: string; version: string; digest: string }[];
  /** By its tag rather than its digest, as the seed's dev does. */
  byTag?: string;
}

/** Cluster, service, log group, alarms and site of one environment. */
export function addUnifocusEnvironment(
  cloud: Cloud,
  repo: Repository,
  past: Past,
): void {
  const name = `${repo.name}-${past.environment}`;
  const { aws, createdAt } = cloud.state;
  aws.clusters.push(`${name}-cluster`);
  aws.logGroups[`/ecs/${name}-api`] = [
    { at: createdAt - 60_000, text: 'INFO listening on 8000' },
    { at: createdAt - 30_000, text: 'WARN slow query: 1200 ms' },
  ];
  aws.alarms.push(...alarmsOf(name, createdAt));
  const definitions = past.builds.map(({ digest }, index) =>
    registerDefinition(
      cloud,
      {
        family: `${name}-api`,
        tags: [{ key: 'project', value: repo.name }],
        containers: [
          {
            name: 'api',
            image: `${cloud.urls.registryHost}/${repo.name}-api${past.byTag ? `:${past.byTag}` : `@${digest}`}`,
            essential: true,
            environment: [
              { name: 'NODE_ENV', value: 'production' },
              { name: 'LOG_LEVEL', value: 'info' },
            ],
            secrets: [
              {
                name: 'DATABASE_URL',
                valueFrom: `arn:aws:secretsmanager:${aws.region}:${aws.account}:secret:${name}/database`,
              },
            ],
            healthCheck: {
              command: [
                'CMD-SHELL',
                'curl -f http://localhost:8000/health || exit 1',
              ],
            },
            portMappings: [{ containerPort: 8000, protocol: 'tcp' }],
            logConfiguration: {
              logDriver: 'awslogs',
              options: {
                'awslogs-group': `/ecs/${name}-api`,
                'awslogs-region': aws.region,
                'awslogs-stream-prefix': 'api',
              },
            },
          },
        ],
        fields: {
          networkMode: 'awsvpc',
          requiresCompatibilities: ['FARGATE'],
          cpu: past.environment === 'prod' ? '1024' : '256',
          memory: past.environment === 'prod' ? '2048' : '512',
          executionRoleArn: `arn:aws:iam::${aws.account}:role/${name}-execution`,
          taskRoleArn: `arn:aws:iam::${aws.account}:role/${name}-task`,
        },
      },
      createdAt - (past.builds.length - index) * DAY_MS,
    ),
  );
  const service: EcsService = {
    name: `${name}-api-service`,
    cluster: `${name}-cluster`,
    site: `${name}-api`,
    definition: definitionArn(cloud, definitions.at(-1)!),
    desiredCount: past.environment === 'prod' ? 2 : 1,
    status: 'ACTIVE',
    circuitBreaker: { enable: true, rollback: true },
    graceSeconds: 60,
    failRollout: null,
    healthy: true,
    changes: 0,
    events: [],
    createdAt: createdAt - 60 * DAY_MS,
  };
  aws.services.push(service);
  const rollout = newRollout(cloud, service, service.definition, null);
  Object.assign(rollout, {
    status: 'SUCCESSFUL',
    reason: `ECS deployment ecs-svc/${rollout.id} completed.`,
    createdAt: createdAt - DAY_MS,
    updatedAt: createdAt - DAY_MS,
    finishedAt: createdAt - DAY_MS,
  });
  for (let count = 0; count < service.desiredCount; count += 1) {
    addTask(cloud, service, rollout, 'RUNNING');
  }
  const { commit, version } = past.builds.at(-1)!;
  addStaticSite(cloud, { name: `${name}-web`, commit, version });
}

/** The five of the seed, CPU and memory being two. */
function alarmsOf(name: string, createdAt: number): CloudWatchAlarm[] {
  const alarm = (
    what: string,
    metric: string,
    threshold: number,
    comparison = 'GreaterThanThreshold',
  ): CloudWatchAlarm => ({
    name: `${name}-${what}`,
    metric,
    comparison,
    threshold,
    period: 300,
    evaluationPeriods: 1,
    actionsEnabled: true,
    state: 'OK',
    reason: 'Threshold Crossed: no datapoint was beyond the threshold.',
    changedAt: createdAt - DAY_MS,
    history: [],
  });
  return [
    alarm('cpu', 'CPUUtilization', 80),
    alarm('memory', 'MemoryUtilization', 80),
    alarm('5xx', 'HTTPCode_Target_5XX_Count', 10),
    alarm('unhealthy-targets', 'UnHealthyHostCount', 0),
    alarm('rds-connections', 'DatabaseConnections', 80),
    alarm(
      'rds-storage',
      'FreeStorageSpace',
      5 * 1024 ** 3,
      'LessThanThreshold',
    ),
  ];
}
