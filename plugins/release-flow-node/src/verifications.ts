import type { Artifact } from 'backstage-plugin-release-flow-common';
import type { z } from 'zod';
import type { ProviderContext, TargetObservation } from './targets';

/** What a verification is asked. @public */
export interface VerificationRequest<TConfig> {
  /** As the verification's `schema` gave it. */
  config: TConfig;
  /** What should run. */
  artifact: Artifact;
  /**
   * Where it should run, with the addresses that the flow gives, its target with look-ups resolved,
   * and names of its alarms.
   */
  environment: {
    id: string;
    urls: Record<string, string>;
    target?: { type: string } & Record<string, unknown>;
    alarms?: string[];
  };
  /** When this verification began, and what time it is: both ISO 8601, by one clock. */
  clock?: { startedAt: string; now: string };
  /** Reads the target afresh, at most once per check. */
  observe(): Promise<TargetObservation>;
}

/** A verification's answer. `running` is asked again until the flow's time is over. @public */
export interface VerificationAnswer {
  /** `failed` is final; `running` is asked again. */
  status: 'passed' | 'running' | 'failed';
  /** For machines, kebab-case. */
  code: string;
  /** For people: what was seen, where, and what was expected. */
  message: string;
  /** When it is worth looking again, ISO 8601; soon when absent. */
  nextCheckAt?: string;
}

/** A check after the deploy. It reads and never changes anything. @public */
export interface VerificationProvider<TConfig = any> {
  /** Value of `verify[].type` in a flow. */
  readonly type: string;
  /** Checks the configuration; unknown fields are refused. */
  readonly schema: z.ZodType<TConfig>;
  /** One line for people, such as `GET /health answers 200`. */
  titleOf(config: TConfig): string;
  /** How long it may go on, milliseconds. */
  withinMs(config: TConfig): number;
  /** Looks once. A throw means *could not be looked at* and is tried again. */
  check(
    request: VerificationRequest<TConfig>,
    context: ProviderContext,
  ): Promise<VerificationAnswer>;
}
