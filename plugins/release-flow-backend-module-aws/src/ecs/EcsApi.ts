import type {
  Cluster,
  RegisterTaskDefinitionCommandInput,
  RunTaskCommandInput,
  Service,
  ServiceDeployment,
  ServiceRevision,
  Tag,
  Task,
} from '@aws-sdk/client-ecs';
import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import type { AwsClients } from '../AwsClients';
import { changing, reading } from '../awsErrors';
import { shortArn, type Definition } from './definition';
import type { EcsConfig } from './ecsConfig';

const sdk = (): typeof import('@aws-sdk/client-ecs') =>
  require('@aws-sdk/client-ecs');

const MOST_TASKS = 100;

/** The calls of ECS that are made, about one service. */
export class EcsApi {
  constructor(private readonly clients: AwsClients) {}

  /** `undefined` when AWS does not know it. */
  async findService(
    config: EcsConfig,
    context: ProviderContext,
  ): Promise<Service | undefined> {
    const { services } = await reading(
      `service ${config.service} in the cluster ${config.cluster}`,
      context,
      options =>
        this.ecs(config).send(
          new (sdk().DescribeServicesCommand)({
            cluster: config.cluster,
            services: [config.service],
          }),
          options,
        ),
    );
    return services?.[0];
  }

  async service(config: EcsConfig, context: ProviderContext): Promise<Service> {
    const service = await this.findService(config, context);
    if (service) return service;
    throw new ProviderError(
      'not-found',
      `ECS has no service ${config.service} in the cluster ${config.cluster} (${config.region}). Create it, or mend the flow’s parameters.`,
    );
  }

  async findCluster(
    config: EcsConfig,
    context: ProviderContext,
  ): Promise<Cluster | undefined> {
    const { clusters } = await reading(
      `cluster ${config.cluster}`,
      context,
      options =>
        this.ecs(config).send(
          new (sdk().DescribeClustersCommand)({ clusters: [config.cluster] }),
          options,
        ),
    );
    return clusters?.[0];
  }

  async definition(
    config: EcsConfig,
    arn: string | undefined,
    context: ProviderContext,
  ): Promise<Definition> {
    const { taskDefinition, tags } = await reading(
      `task definition ${arn}`,
      context,
      options =>
        this.ecs(config).send(
          new (sdk().DescribeTaskDefinitionCommand)({
            taskDefinition: arn,
            include: ['TAGS'],
          }),
          options,
        ),
    );
    return {
      arn: taskDefinition?.taskDefinitionArn ?? arn ?? '',
      definition: taskDefinition ?? {},
      tags: tags ?? [],
    };
  }

  /** ARNs of a family, newest first. */
  async definitionsOf(
    config: EcsConfig,
    family: string,
    most: number,
    context: ProviderContext,
  ): Promise<string[]> {
    const { taskDefinitionArns } = await reading(
      `task definitions of ${family}`,
      context,
      options =>
        this.ecs(config).send(
          new (sdk().ListTaskDefinitionsCommand)({
            familyPrefix: family,
            sort: 'DESC',
            status: 'ACTIVE',
            maxResults: most,
          }),
          options,
        ),
    );
    // ECS matches the whole family, not a prefix of it, whatever its field is called.
    return taskDefinitionArns ?? [];
  }

  async tasks(
    config: EcsConfig,
    which: {
      serviceName?: string;
      family?: string;
      startedBy?: string;
      desiredStatus: 'RUNNING' | 'STOPPED';
    },
    context: ProviderContext,
  ): Promise<Task[]> {
    const { taskArns } = await reading(
      `tasks of ${config.service}`,
      context,
      options =>
        this.ecs(config).send(
          new (sdk().ListTasksCommand)({
            cluster: config.cluster,
            maxResults: MOST_TASKS,
            ...which,
          }),
          options,
        ),
    );
    return taskArns?.length ? this.tasksNamed(config, taskArns, context) : [];
  }

  async tasksNamed(
    config: EcsConfig,
    tasks: string[],
    context: ProviderContext,
  ): Promise<Task[]> {
    const answer = await reading(
      `tasks of ${config.service}`,
      context,
      options =>
        this.ecs(config).send(
          new (sdk().DescribeTasksCommand)({ cluster: config.cluster, tasks }),
          options,
        ),
    );
    return answer.tasks ?? [];
  }

  /** The newest rollouts, newest first. */
  async rollouts(
    config: EcsConfig,
    context: ProviderContext,
  ): Promise<ServiceDeployment[]> {
    const what = `deployments of ${config.service}`;
    const { serviceDeployments: briefs } = await reading(
      what,
      context,
      options =>
        this.ecs(config).send(
          new (sdk().ListServiceDeploymentsCommand)({
            cluster: config.cluster,
            service: config.service,
            maxResults: 10,
          }),
          options,
        ),
    );
    const arns = (briefs ?? []).flatMap(it => it.serviceDeploymentArn ?? []);
    if (arns.length === 0) return [];
    const { serviceDeployments = [] } = await reading(what, context, options =>
      this.ecs(config).send(
        new (sdk().DescribeServiceDeploymentsCommand)({
          serviceDeploymentArns: arns,
        }),
        options,
      ),
    );
    return serviceDeployments.sort(
      (a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0),
    );
  }

  async revisions(
    config: EcsConfig,
    arns: string[],
    context: ProviderContext,
  ): Promise<ServiceRevision[]> {
    if (arns.length === 0) return [];
    const { serviceRevisions } = await reading(
      `revisions of ${config.service}`,
      context,
      options =>
        this.ecs(config).send(
          new (sdk().DescribeServiceRevisionsCommand)({
            serviceRevisionArns: arns,
          }),
          options,
        ),
    );
    return serviceRevisions ?? [];
  }

  /** Harmless by itself, so its failure never leaves an outcome open. */
  async register(
    config: EcsConfig,
    input: RegisterTaskDefinitionCommandInput,
    context: ProviderContext,
  ): Promise<string> {
    const { taskDefinition } = await reading(
      `register a task definition of ${input.family}`,
      context,
      options =>
        this.ecs(config).send(
          new (sdk().RegisterTaskDefinitionCommand)(input),
          options,
        ),
    );
    return taskDefinition!.taskDefinitionArn!;
  }

  /** Harmless too. */
  async tag(
    config: EcsConfig,
    arn: string,
    tags: Tag[],
    context: ProviderContext,
  ): Promise<void> {
    await reading(`tag ${arn}`, context, options =>
      this.ecs(config).send(
        new (sdk().TagResourceCommand)({ resourceArn: arn, tags }),
        options,
      ),
    );
  }

  /** The change. */
  async setDefinition(
    config: EcsConfig,
    arn: string,
    context: ProviderContext,
  ): Promise<void> {
    await changing(
      `set service ${config.service} to ${shortArn(arn)}`,
      context,
      options =>
        this.ecs(config).send(
          new (sdk().UpdateServiceCommand)({
            cluster: config.cluster,
            service: config.service,
            taskDefinition: arn,
          }),
          options,
        ),
    );
  }

  async run(
    config: EcsConfig,
    input: RunTaskCommandInput,
    context: ProviderContext,
  ) {
    return changing(`run a task beside ${config.service}`, context, options =>
      this.ecs(config).send(new (sdk().RunTaskCommand)(input), options),
    );
  }

  private ecs(config: EcsConfig) {
    return this.clients.ecs(config);
  }
}
