import type {
  GateResult,
  Plan,
  TypedConfig,
} from 'backstage-plugin-release-flow-common';
import type { BoundEnvironment } from '../binding';
import type { PromotionFacts } from '../facts';
import { judgeApprovals, type ApprovalsConfig } from './approvals';
import { judgeArtifactAvailable } from './artifactAvailable';
import { judgeConfigurationResolved } from './configurationResolved';
import { judgeInfrastructureApplied } from './infrastructureApplied';
import { judgeProvenHere, judgeProvenUpstream } from './provenUpstream';
import { blocked, type Verdict } from './result';
import { judgeSource } from './source';

export interface GateContext {
  plan: Plan;
  planHash: string;
  environment: BoundEnvironment;
  requestedBy: string;
  /** Verdicts of gates that modules added, by their index in the plan. */
  foreign: Map<number, Verdict>;
}

/** Judges every gate of the plan, in the plan's order. Pure. */
export function judgeGates(
  facts: PromotionFacts,
  context: GateContext,
): GateResult[] {
  return context.plan.gates.map((config, index) => ({
    type: String(config.type),
    checkedAt: facts.now,
    ...judgeGate(config as TypedConfig, index, facts, context),
  }));
}

function judgeGate(
  config: TypedConfig,
  index: number,
  facts: PromotionFacts,
  context: GateContext,
): Verdict {
  const { plan, planHash, environment, requestedBy } = context;
  switch (config.type) {
    case 'source':
      return judgeSource(
        facts,
        environment.accepts,
        environment.title ?? environment.id,
      );
    case 'proven-upstream':
      return plan.intent === 'rollback'
        ? judgeProvenHere(facts)
        : judgeProvenUpstream(facts, plan.from);
    case 'artifact-available':
      return judgeArtifactAvailable(facts);
    case 'configuration-resolved':
      return judgeConfigurationResolved(facts);
    case 'infrastructure-applied':
      return judgeInfrastructureApplied(facts);
    case 'approvals':
      return judgeApprovals(
        config as unknown as ApprovalsConfig,
        facts,
        requestedBy,
        planHash,
      );
    default:
      return (
        context.foreign.get(index) ??
        blocked(
          config.type,
          'unknown-gate',
          `No module provides the gate '${config.type}'. Install it, or remove the gate from the flow.`,
        )
      );
  }
}

export type GateSummary = 'passed' | 'waiting' | 'blocked';

export function summarise(gates: GateResult[]): GateSummary {
  if (gates.some(gate => gate.status === 'blocked')) return 'blocked';
  return gates.every(gate => gate.status === 'passed') ? 'passed' : 'waiting';
}
