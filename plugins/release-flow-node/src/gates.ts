import type { Artifact } from 'backstage-plugin-release-flow-common';
import type { z } from 'zod';
import type { ProviderContext } from './targets';

/** What a gate may know about the promotion it judges. @public */
export interface GateRequest<TConfig> {
  /** As the gate's `schema` gave it. */
  config: TConfig;
  /** The bound service: its entity ref and its repository, such as `acme/shop` on `github.com`. */
  service: { ref: string; repository: { host: string; slug: string } };
  /** Where the artifact would go: its target with look-ups resolved, and names of its alarms. */
  environment: {
    id: string;
    tier: string;
    target?: { type: string } & Record<string, unknown>;
    alarms?: string[];
  };
  /** What would be deployed; absent while it is not built yet. */
  artifact: Artifact | undefined;
  /** Full SHA of the commit it is built from, where known. */
  commit: string | undefined;
}

/** A gate's verdict. What can't be read is `waiting`, never `passed`. @public */
export interface GateVerdict {
  /** `waiting` may pass later by itself; `blocked` needs somebody to mend something. */
  status: 'passed' | 'waiting' | 'blocked';
  /** For machines, kebab-case. */
  code: string;
  /** For people: what, about what, and what to do. */
  message: string;
  /** What was seen, one line each. */
  evidence?: string[];
  /** When it is worth looking again, ISO 8601. */
  nextCheckAt?: string;
}

/** A kind of gate added by a module. Reading and judging are apart, so judging stays pure. @public */
export interface GateProvider<TConfig = any, TFacts = any> {
  /** Value of `gates[].type` in a flow. */
  readonly type: string;
  /** Checks the configuration; unknown fields are refused. */
  readonly schema: z.ZodType<TConfig>;
  /** One line for people. */
  titleOf(config: TConfig): string;
  /** Gathers facts. A throw means *could not be read*: the gate waits. */
  read(
    request: GateRequest<TConfig>,
    context: ProviderContext,
  ): Promise<TFacts>;
  /** Judges the facts; pure. */
  judge(config: TConfig, facts: TFacts, now: Date): GateVerdict;
}
