import type { Artifact } from 'backstage-plugin-release-flow-common';
import type { z } from 'zod';
import type { EffectOutcome, ProviderContext } from './targets';

/** One deployment that a deployer is to bring about, committed before it is sent. @public */
export interface DeployRequest<TConfig> {
  /** Stable over retries and restarts; show it at the other end where that is possible. */
  intentId: string;
  /** As the deployer's `schema` gave it, look-ups resolved. */
  config: TConfig;
  /** The bound service: its entity ref and its repository, such as `acme/shop` on `github.com`. */
  service: { ref: string; repository: { host: string; slug: string } };
  /** Where the artifact goes. */
  environment: { id: string; tier: string };
  /** What is to run. */
  artifact: Artifact;
  /** Full SHA of the commit it is built from, where known. */
  commit: string | undefined;
}

/** Where a deployment that was sent stands. @public */
export interface DeployProgress {
  /** `done` means that the deployer is finished; the target is then read and verified. */
  status: 'running' | 'done' | 'failed';
  /** For people: what goes on, or why it failed. */
  message: string;
  /** Where a person can look. */
  url?: string;
}

/**
 * A way to make a change, added by a module: another delivery system, say. It translates; it does
 * not decide, retry or poll. `send` is called once for an intent.
 * @public
 */
export interface DeployerProvider<TConfig = any> {
  /** Value of `deploy.manual.deployer` in a flow, beside `by: module`. */
  readonly type: string;
  /** Checks `deploy.manual.config`, as written and again with its look-ups resolved. */
  readonly schema: z.ZodType<TConfig>;
  /** One line for people, such as `Sync shop-prd`. */
  titleOf(config: TConfig): string;
  /** Sends the change. Throws `ProviderError`, `unknown-outcome` when it may have happened. */
  send(
    request: DeployRequest<TConfig>,
    context: ProviderContext,
  ): Promise<{ externalId?: string; url?: string }>;
  /** Says what became of a change sent earlier; without it, a person has to say. */
  lookup?(
    request: DeployRequest<TConfig>,
    context: ProviderContext,
  ): Promise<{ outcome: EffectOutcome; externalId?: string; url?: string }>;
  /** Follows a change that happened; without it, it counts as done once it was sent. */
  follow?(
    request: DeployRequest<TConfig> & { externalId: string | undefined },
    context: ProviderContext,
  ): Promise<DeployProgress>;
}
