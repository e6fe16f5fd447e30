import {
  artifactKey,
  type Artifact,
} from 'backstage-plugin-release-flow-common';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import type {
  DeployProgress,
  EffectOutcome,
  ProviderContext,
  TargetChange,
  TargetObservation,
  TargetProvider,
  TaskProgress,
  TaskRequest,
} from 'backstage-plugin-release-flow-node';
import {
  GroupReads,
  type EarlierRequest,
  type InspectRequest,
  type LogsRequest,
  type RuntimeRequest,
} from './GroupReads';
import { groupSchema, type GroupConfig } from './groupSchema';
import { merged } from './merged';
import {
  artifactOf,
  changeOf,
  named,
  providerOf,
  type Part,
  type Targets,
} from './parts';

/** Several targets that are deployed, verified and taken back as one. */
export class GroupTarget implements TargetProvider<GroupConfig> {
  readonly type = 'group';
  readonly schema: TargetProvider<GroupConfig>['schema'];
  private readonly reads: GroupReads;

  /** @param targets - every installed target, also those that are installed later */
  constructor(private readonly targets: Targets) {
    this.schema = groupSchema(targets);
    this.reads = new GroupReads(targets);
  }

  targetKey(config: GroupConfig): string {
    return this.targetKeys(config).join(',');
  }

  targetKeys({ parts }: GroupConfig): string[] {
    return parts
      .map(({ target }) => {
        const provider = providerOf(this.targets, target);
        return `${target.type}:${provider.targetKey(target)}`;
      })
      .sort();
  }

  nameOf({ parts }: GroupConfig): string {
    return parts
      .map(({ target }) => providerOf(this.targets, target).nameOf(target))
      .join(' and ');
  }

  async observe(
    { config, components }: { config: GroupConfig; components: string[] },
    context: ProviderContext,
  ): Promise<TargetObservation> {
    const seen = await Promise.all(
      config.parts.map(async part => ({
        part,
        observation: await this.look(part, context),
      })),
    );
    return merged(seen, components);
  }

  /** Parts that are set already are left alone, unless all of them are. */
  async deploy(
    change: TargetChange<GroupConfig>,
    context: ProviderContext,
  ): Promise<{ externalId?: string }> {
    const { parts } = change.config;
    const open: Part[] = [];
    for (const part of parts) {
      if (!(await this.isSet(part, change.artifact, context))) open.push(part);
    }
    const ids: Record<string, string> = {};
    for (const part of open.length > 0 ? open : parts) {
      const { externalId } = await named(part, () =>
        providerOf(this.targets, part.target).deploy!(
          changeOf(part, change),
          context,
        ),
      );
      if (externalId) ids[part.name] = externalId;
    }
    return { externalId: JSON.stringify(ids) };
  }

  /** What was not sent to one part can be sent again: the others are left alone then. */
  async lookup(
    change: TargetChange<GroupConfig>,
    context: ProviderContext,
  ): Promise<EffectOutcome> {
    const outcomes = await Promise.all(
      change.config.parts.map(part =>
        named(part, () => this.lookupPart(part, change, context)),
      ),
    );
    if (outcomes.includes('unknown')) return 'unknown';
    return outcomes.includes('absent') ? 'absent' : 'happened';
  }

  private async lookupPart(
    part: Part,
    change: TargetChange<GroupConfig>,
    context: ProviderContext,
  ): Promise<EffectOutcome> {
    if (await this.isSet(part, change.artifact, context)) return 'happened';
    const provider = providerOf(this.targets, part.target);
    const own = changeOf(part, change);
    return (await provider.lookup?.(own, context)) ?? 'unknown';
  }

  private async isSet(
    part: Part,
    artifact: Artifact,
    context: ProviderContext,
  ): Promise<boolean> {
    const { configured } = await this.look(part, context);
    const wanted = artifactKey(artifactOf(part, artifact));
    return configured !== undefined && artifactKey(configured) === wanted;
  }

  async follow(
    change: TargetChange<GroupConfig> & {
      externalId?: string;
      sentElsewhere?: boolean;
    },
    context: ProviderContext,
  ): Promise<DeployProgress> {
    const { sentElsewhere } = change;
    const ids = idsOf(change.externalId);
    const answers = await Promise.all(
      change.config.parts.map(async part => {
        const provider = providerOf(this.targets, part.target);
        const progress = await named(part, async () =>
          provider.follow?.(
            {
              ...changeOf(part, change),
              externalId: ids[part.name],
              // One that was left alone has no change of ours to be followed.
              sentElsewhere: sentElsewhere ?? !ids[part.name],
            },
            context,
          ),
        );
        return progress && { ...progress, message: said(part, progress) };
      }),
    );
    const told = answers.filter(answer => answer !== undefined);
    const failed = told.find(({ status }) => status === 'failed');
    if (failed) return failed;
    const running = told.filter(({ status }) => status === 'running');
    const shown = running.length > 0 ? running : told;
    return {
      status: running.length > 0 ? 'running' : 'done',
      message: shown.map(({ message }) => message).join('; ') || 'It was sent',
      ...(shown[0]?.url && { url: shown[0].url }),
    };
  }

  configurationReferences(config: GroupConfig, context: ProviderContext) {
    return this.reads.configurationReferences(config, context);
  }

  runtime(request: RuntimeRequest, context: ProviderContext) {
    return this.reads.runtime(request, context);
  }

  earlier(request: EarlierRequest, context: ProviderContext) {
    return this.reads.earlier(request, context);
  }

  inspect(request: InspectRequest, context: ProviderContext) {
    return this.reads.inspect(request, context);
  }

  logs(request: LogsRequest, context: ProviderContext) {
    return this.reads.logs(request, context);
  }

  async runTask(request: TaskRequest<GroupConfig>, context: ProviderContext) {
    const { provider, own } = this.taskOf(request);
    return provider.runTask!(own, context);
  }

  async lookupTask(
    request: TaskRequest<GroupConfig>,
    context: ProviderContext,
  ): Promise<{ outcome: EffectOutcome; externalId?: string }> {
    const { provider, own } = this.taskOf(request);
    return (
      (await provider.lookupTask?.(own, context)) ?? { outcome: 'unknown' }
    );
  }

  async followTask(
    request: TaskRequest<GroupConfig> & { externalId: string },
    context: ProviderContext,
  ): Promise<TaskProgress> {
    const { provider, own } = this.taskOf(request);
    const { externalId } = request;
    return provider.followTask!({ ...own, externalId }, context);
  }

  /** A task runs beside the first part that has its component and can run tasks. */
  private taskOf(request: TaskRequest<GroupConfig>) {
    const part = request.config.parts.find(
      ({ components, target }) =>
        components.includes(request.component) &&
        providerOf(this.targets, target).runTask,
    );
    if (!part) {
      throw new ProviderError(
        'refused',
        `No part can run a task for ${request.component}`,
      );
    }
    const provider = providerOf(this.targets, part.target);
    return { provider, own: { ...request, config: part.target } };
  }

  private look(
    part: Part,
    context: ProviderContext,
  ): Promise<TargetObservation> {
    const { target: config, components } = part;
    return named(part, () =>
      providerOf(this.targets, config).observe({ config, components }, context),
    );
  }
}

function said({ name }: Part, { message }: DeployProgress): string {
  return `${name}: ${message}`;
}

function idsOf(externalId: string | undefined): Record<string, string> {
  return externalId ? JSON.parse(externalId) : {};
}
