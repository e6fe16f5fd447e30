import type { Artifact, Health } from 'backstage-plugin-release-flow-common';
import type { z } from 'zod';
import type { DeployProgress } from './deployers';
import type {
  EarlierArtifact,
  Finding,
  LogLine,
  TargetExpectation,
  TargetRuntime,
  TaskProgress,
  TaskRequest,
} from './runtime';

/** What every provider call gets. @public */
export interface ProviderContext {
  /** Aborted when the answer is not wanted any more; the call then throws. */
  signal: AbortSignal;
  /** Nobody waits for it: it may be put off while a provider's quota runs low. */
  background?: boolean;
}

/** What a target is set to and what it proves to run, read at one moment. @public */
export interface TargetObservation {
  /** What the target is set to; `undefined` components could not be named by digest or commit. */
  configured?: Artifact;
  /** What it proves to run; absent when the target can't prove it. */
  running?: Artifact;
  /** Free label for something that is no artifact, such as an image tag. */
  label?: string;
  /** Health as the platform sees it. */
  health: Health;
  /** The platform's own word for its state, such as `Running`. */
  state: string;
  /** Host names (with port where not standard) that belong to the target. */
  hosts: string[];
  /** When the target was last changed, ISO 8601, where it says so. */
  changedAt?: string;
  /** The same of each part, where the target has several. */
  parts?: TargetPart[];
}

/** One part of a target that has several, read at the same moment. @public */
export interface TargetPart {
  /** Its name in the flow. */
  name: string;
  /** What it is set to, of the components that it has. */
  configured?: Artifact;
  /** What it proves to run. */
  running?: Artifact;
  /** Free label for something that is no artifact. */
  label?: string;
  /** Health as its platform sees it. */
  health: Health;
  /** Its platform's own word. */
  state: string;
}

/** One change of one target, committed before it is sent. @public */
export interface TargetChange<TConfig> {
  /** Stable over retries and restarts. */
  intentId: string;
  /** The target, as its `schema` gave it. */
  config: TConfig;
  /** What it is to run. */
  artifact: Artifact;
  /** True when it takes the target back: what would move it forward by itself is switched off first. */
  isRollback?: boolean;
  /** When it is looked up or followed: what was done before this moment, ISO 8601, was not done by it. */
  since?: string;
}

/**
 * What became of a change whose sender can't remember.
 * `absent` only from reads that can't be stale.
 * @public
 */
export type EffectOutcome = 'happened' | 'absent' | 'unknown';

/** A reference from a target's configuration to a secret store. @public */
export interface ConfigurationReference {
  /** Name of the setting. */
  name: string;
  /** Whether the platform could read the secret. */
  resolved: boolean;
  /** The platform's status, such as `Resolved` or `SecretNotFound`. */
  status: string;
  /** Why it does not resolve; never the secret. */
  message?: string;
}

/**
 * What runs an environment. Adapters translate; they do not decide, retry or poll.
 * Reads may be repeated at will. `deploy` is sent once, by a client that neither throttles nor retries.
 * @public
 */
export interface TargetProvider<TConfig = any> {
  /** Value of `target.type` in a flow. */
  readonly type: string;
  /** Checks the resolved configuration; unknown fields are refused. */
  readonly schema: z.ZodType<TConfig>;
  /** Normalised key, equal exactly when two configurations mean the same thing to change. */
  targetKey(config: TConfig): string;
  /** Short name for people. */
  nameOf(config: TConfig): string;
  /** Reads the target. Throws `ProviderError`. */
  observe(
    request: { config: TConfig; components: string[] },
    context: ProviderContext,
  ): Promise<TargetObservation>;
  /** Sends the change. Throws `ProviderError`, `unknown-outcome` when it may have happened. */
  deploy?(
    change: TargetChange<TConfig>,
    context: ProviderContext,
  ): Promise<{ externalId?: string }>;
  /** Says what became of a change sent earlier. */
  lookup?(
    change: TargetChange<TConfig>,
    context: ProviderContext,
  ): Promise<EffectOutcome>;
  /** References to secret stores and whether they resolve. */
  configurationReferences?(
    config: TConfig,
    context: ProviderContext,
  ): Promise<ConfigurationReference[]>;

  /**
   * Every key to claim and lock, when a configuration means several things; else `targetKey` alone.
   * Each begins with the type of the target that it is the key of, and a colon.
   */
  targetKeys?(config: TConfig): string[];
  /**
   * Where a change that was sent stands, as the platform tells it: a rollout, a circuit breaker.
   * With `sentElsewhere` a workflow or a push makes it, so it is known by its artifact alone, and one
   * that can't be found is `running`.
   */
  follow?(
    change: TargetChange<TConfig> & {
      externalId?: string;
      sentElsewhere?: boolean;
    },
    context: ProviderContext,
  ): Promise<DeployProgress>;
  /** How it runs now, for people. Names of settings; values only of those asked for by name. */
  runtime?(
    request: { config: TConfig; visibleSettings: string[] },
    context: ProviderContext,
  ): Promise<TargetRuntime>;
  /** Compares it with what the flow expects; what is as it should be gives no finding. */
  inspect?(
    request: { config: TConfig; expected: TargetExpectation },
    context: ProviderContext,
  ): Promise<Finding[]>;
  /** What it ran before and could run again, newest first. */
  earlier?(
    request: { config: TConfig; components: string[] },
    context: ProviderContext,
  ): Promise<EarlierArtifact[]>;
  /** Its newest log lines, oldest first. */
  logs?(
    request: { config: TConfig; since?: string; limit: number },
    context: ProviderContext,
  ): Promise<LogLine[]>;
  /** Starts a one-off task beside it; sent once. */
  runTask?(
    request: TaskRequest<TConfig>,
    context: ProviderContext,
  ): Promise<{ externalId: string }>;
  /** Finds a task that was sent, by its intent; consistent reads only. */
  lookupTask?(
    request: TaskRequest<TConfig>,
    context: ProviderContext,
  ): Promise<{ outcome: EffectOutcome; externalId?: string }>;
  /** Where a task stands, with its exit code. */
  followTask?(
    request: TaskRequest<TConfig> & { externalId: string },
    context: ProviderContext,
  ): Promise<TaskProgress>;
}
