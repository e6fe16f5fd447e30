import type { Artifact, Health } from 'backstage-plugin-release-flow-common';
import type { z } from 'zod';

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
}

/** One change of one target, committed before it is sent. @public */
export interface TargetChange<TConfig> {
  /** Stable over retries and restarts. */
  intentId: string;
  /** The target, as its `schema` gave it. */
  config: TConfig;
  /** What it is to run. */
  artifact: Artifact;
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
}
