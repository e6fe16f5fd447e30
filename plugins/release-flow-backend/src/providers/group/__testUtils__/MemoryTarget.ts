import {
  artifactKey,
  type Artifact,
} from 'backstage-plugin-release-flow-common';
import {
  ProviderError,
  type DeployProgress,
  type Finding,
  type ProviderContext,
  type TargetChange,
  type TargetExpectation,
  type TargetProvider,
} from 'backstage-plugin-release-flow-node';
import { z } from 'zod';

export interface MemoryConfig {
  type: 'memory';
  name: string;
}

const schema = z.strictObject({
  type: z.literal('memory'),
  name: z.string().regex(/^[a-z-]+$/, 'must be a lower case name'),
});

/** Targets that are nothing but a map. */
export class MemoryTarget implements TargetProvider<MemoryConfig> {
  readonly type = 'memory';
  readonly schema = schema;
  readonly live = new Map<string, Artifact>();
  readonly changes: string[] = [];
  readonly followed = new Map<string, DeployProgress>();
  /** Names of the settings that each was asked for. */
  readonly expected: Record<string, string[]> = {};
  /** Thrown by the next call of this kind; `after` it took place. */
  next:
    | { on: 'reads' | 'changes'; error: ProviderError; after?: boolean }
    | undefined;
  /** What only some kinds of targets tell; given by a test. */
  runtime?: TargetProvider<MemoryConfig>['runtime'];
  earlier?: TargetProvider<MemoryConfig>['earlier'];
  configurationReferences?: TargetProvider<MemoryConfig>['configurationReferences'];
  runTask?: TargetProvider<MemoryConfig>['runTask'];
  followTask?: TargetProvider<MemoryConfig>['followTask'];
  /** Whose changes are refused. */
  refusing: string | undefined;

  targetKey({ name }: MemoryConfig) {
    return name;
  }

  nameOf({ name }: MemoryConfig) {
    return `memory ${name}`;
  }

  async observe(
    { config }: { config: MemoryConfig },
    { signal }: ProviderContext,
  ) {
    if (signal.aborted) throw new ProviderError('unavailable', 'given up');
    this.strike('reads');
    const configured = this.live.get(config.name);
    return {
      ...(configured ? { configured } : { label: 'an image tag' }),
      health: { status: 'healthy' as const, message: 'Fine' },
      state: 'Running',
      hosts: [`${config.name}.example`],
    };
  }

  async deploy({ config, artifact, intentId }: TargetChange<MemoryConfig>) {
    if (this.refusing === config.name) {
      throw new ProviderError('refused', 'it is locked');
    }
    if (!this.next?.after) this.strike('changes');
    this.live.set(config.name, artifact);
    this.changes.push(config.name);
    this.strike('changes');
    return { externalId: intentId };
  }

  async lookup({ config, artifact }: TargetChange<MemoryConfig>) {
    const configured = this.live.get(config.name);
    return configured && artifactKey(configured) === artifactKey(artifact)
      ? ('happened' as const)
      : ('absent' as const);
  }

  async follow({
    config,
  }: TargetChange<MemoryConfig>): Promise<DeployProgress> {
    return (
      this.followed.get(config.name) ?? {
        status: 'done',
        message: 'Rolled out',
      }
    );
  }

  async inspect({
    config: { name },
    expected: { settings = [] },
  }: {
    config: MemoryConfig;
    expected: TargetExpectation;
  }): Promise<Finding[]> {
    this.expected[name] = settings.map(setting => setting.name);
    return [];
  }

  private strike(on: 'reads' | 'changes') {
    const { next } = this;
    if (next?.on !== on) return;
    this.next = undefined;
    throw next.error;
  }
}
