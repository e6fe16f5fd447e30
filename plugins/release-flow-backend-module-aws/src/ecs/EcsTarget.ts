import type {
  DeployProgress,
  EarlierArtifact,
  EffectOutcome,
  Finding,
  LogLine,
  ProviderContext,
  TargetChange,
  TargetExpectation,
  TargetObservation,
  TargetProvider,
  TargetRuntime,
  TaskProgress,
  TaskRequest,
} from 'backstage-plugin-release-flow-node';
import type { z } from 'zod';
import type { Alarms } from '../alarms/Alarms';
import { inspectAlarms } from '../alarms/inspectAlarms';
import type { AwsClients } from '../AwsClients';
import { accountOf } from '../awsConfig';
import { EcrImages } from '../ecr/EcrImages';
import { deployService, lookupDeployment } from './deployService';
import { earlierArtifacts } from './earlierArtifacts';
import { EcsApi } from './EcsApi';
import { ecsSchema, type EcsConfig } from './ecsConfig';
import { followRollout } from './followRollout';
import { inspectService } from './inspectService';
import { observeService, type Reads } from './observeService';
import { serviceLogs } from './serviceLogs';
import { serviceRuntime } from './serviceRuntime';
import { followTask, lookupTask, runTask } from './tasks';

/** An ECS service, whose task definition names its images. */
export class EcsTarget implements TargetProvider<EcsConfig> {
  readonly type = 'aws-ecs';
  readonly schema: z.ZodType<EcsConfig> = ecsSchema;

  private readonly reads: Reads;

  constructor(
    private readonly clients: AwsClients,
    private readonly alarms: Alarms,
  ) {
    this.reads = {
      api: new EcsApi(clients),
      ecr: new EcrImages(clients),
      aws: clients.config,
    };
  }

  targetKey(config: EcsConfig): string {
    const account = accountOf(this.clients.config, config);
    const { region, cluster, service } = config;
    return [account, region, cluster, service].join('/');
  }

  nameOf({ cluster, service }: EcsConfig): string {
    return `${cluster}/${service}`;
  }

  observe(
    request: { config: EcsConfig; components: string[] },
    context: ProviderContext,
  ): Promise<TargetObservation> {
    return observeService(this.reads, request, context);
  }

  deploy(
    change: TargetChange<EcsConfig>,
    context: ProviderContext,
  ): Promise<{ externalId: string }> {
    return deployService(this.reads.api, change, context);
  }

  lookup(
    change: TargetChange<EcsConfig>,
    context: ProviderContext,
  ): Promise<EffectOutcome> {
    return lookupDeployment(this.reads.api, change, context);
  }

  follow(
    change: TargetChange<EcsConfig> & {
      externalId?: string;
      sentElsewhere?: boolean;
    },
    context: ProviderContext,
  ): Promise<DeployProgress> {
    return followRollout(this.reads.api, change, context, this.hasConsole);
  }

  runtime(
    request: { config: EcsConfig; visibleSettings: string[] },
    context: ProviderContext,
  ): Promise<TargetRuntime> {
    return serviceRuntime(this.reads.api, request, context, this.hasConsole);
  }

  async inspect(
    { config, expected }: { config: EcsConfig; expected: TargetExpectation },
    context: ProviderContext,
  ): Promise<Finding[]> {
    const [service, alarms] = await Promise.all([
      inspectService(this.reads.api, config, expected, context),
      inspectAlarms(this.alarms, config, expected, context),
    ]);
    return [...service, ...alarms];
  }

  earlier(
    request: { config: EcsConfig; components: string[] },
    context: ProviderContext,
  ): Promise<EarlierArtifact[]> {
    return earlierArtifacts(this.reads, request, context);
  }

  logs(
    request: { config: EcsConfig; since?: string; limit: number },
    context: ProviderContext,
  ): Promise<LogLine[]> {
    const { api } = this.reads;
    return serviceLogs({ api, clients: this.clients }, request, context);
  }

  runTask(
    request: TaskRequest<EcsConfig>,
    context: ProviderContext,
  ): Promise<{ externalId: string }> {
    return runTask(this.reads.api, request, context);
  }

  lookupTask(
    request: TaskRequest<EcsConfig>,
    context: ProviderContext,
  ): Promise<{ outcome: EffectOutcome; externalId?: string }> {
    return lookupTask(this.reads.api, request, context);
  }

  followTask(
    request: TaskRequest<EcsConfig> & { externalId: string },
    context: ProviderContext,
  ): Promise<TaskProgress> {
    return followTask(this.reads.api, request, context, this.hasConsole);
  }

  /** Pages of the AWS console show nothing of what is behind an endpoint of one's own. */
  private get hasConsole(): boolean {
    return this.clients.config.endpoint === undefined;
  }
}
