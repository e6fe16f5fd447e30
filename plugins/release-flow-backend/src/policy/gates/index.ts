import type {
  GateResult,
  Plan,
  TypedConfig,
} from 'backstage-plugin-release-flow-common';
import { allowedFor } from '../allowed';
import type { Binding, BoundEnvironment } from '../binding';
import type { GateReading, PromotionFacts } from '../facts';
import { covers } from '../freezes';
import type { TagPlaceConfig } from '../planGates';
import { notesProof } from '../publishedNotes';
import type {
  ApprovalsConfig,
  ChecklistConfig,
  ChecksConfig,
  FreezeConfig,
  HttpGateConfig,
  SignOffConfig,
  SourceConfig,
  WaitConfig,
} from '../gateSchemas';
import { judgeApprovals, judgeSignOff } from './approvals';
import { judgeArtifactAvailable } from './artifactAvailable';
import { judgeChecklist } from './checklist';
import { judgeChecks } from './checks';
import { judgeConfigurationResolved } from './configurationResolved';
import { judgeFreeze } from './freeze';
import { judgeHttp } from './http';
import { judgeInfrastructureApplied } from './infrastructureApplied';
import { gateKeys } from './key';
import { aboutOf, applyOverride } from './overrides';
import { judgePlace } from './place';
import { judgeProvenHere, judgeProvenUpstream } from './provenUpstream';
import { blocked, type Verdict } from './result';
import { judgeSource, TITLE } from './source';
import { judgeTagPlace } from './tagPlace';
import { judgeWait } from './wait';

export interface GateContext {
  plan: Plan;
  planHash: string;
  binding: Pick<Binding, 'service' | 'flow' | 'paths'>;
  environment: BoundEnvironment;
  requestedBy: string;
  /** What was read for single gates, and verdicts of those that modules added; by index in the plan. */
  readings: Map<number, GateReading>;
}

/** Judges every gate of the plan, in the plan's order. Pure. */
export function judgeGates(
  facts: PromotionFacts,
  context: GateContext,
): GateResult[] {
  const { gates } = context.plan;
  const keys = gateKeys(gates);
  const results: GateResult[] = [];
  const judge = (index: number) => {
    results[index] = judgeOne(keys[index], index, results, facts, context);
  };
  const isChecklist = (index: number) => gates[index].type === 'checklist';
  const indexes = gates.map((_gate, index) => index);
  // A checklist's items may be ticked by the other gates, so it comes last.
  indexes.filter(index => !isChecklist(index)).forEach(judge);
  indexes.filter(isChecklist).forEach(judge);
  return results;
}

function judgeOne(
  key: string,
  index: number,
  others: GateResult[],
  facts: PromotionFacts,
  context: GateContext,
): GateResult {
  const config = context.plan.gates[index] as TypedConfig;
  const reading = context.readings.get(index) ?? {};
  const verdict = judgeGate(config, reading, others, facts, context);
  const result: GateResult = {
    type: config.type,
    key,
    checkedAt: facts.now,
    ...verdict,
    about: aboutOf(config.type, verdict, Boolean(reading.verdict)),
  };
  const { binding, environment, planHash } = context;
  return applyOverride(result, facts.overrides, facts, {
    planHash,
    overriders: allowedFor(binding, environment, 'override'),
  });
}

function judgeGate(
  config: TypedConfig,
  reading: GateReading,
  others: GateResult[],
  facts: PromotionFacts,
  context: GateContext,
): Verdict {
  const { plan, environment } = context;
  switch (config.type) {
    case 'source':
      return (
        judgePlace(TITLE, facts.release, plan.intent) ??
        judgeSource(
          config as unknown as SourceConfig,
          facts,
          reading,
          environment.accepts,
          environment.title ?? environment.id,
        )
      );
    case 'proven-upstream':
      return plan.intent === 'rollback'
        ? judgeProvenHere(facts)
        : judgeProvenUpstream(facts, plan.from, context);
    case 'artifact-available':
      return judgeArtifactAvailable(facts);
    case 'configuration-resolved':
      return judgeConfigurationResolved(facts, environment);
    case 'infrastructure-applied':
      return judgeInfrastructureApplied(facts);
    case 'checks':
      return judgeChecks(
        config as unknown as ChecksConfig,
        reading.checks,
        plan.commit,
      );
    case 'approvals':
      return judgeApprovals(
        config as unknown as ApprovalsConfig,
        facts,
        context,
      );
    case 'sign-off':
      return judgeSignOff(config as unknown as SignOffConfig, facts, context);
    case 'checklist':
      return judgeChecklist(
        config as unknown as ChecklistConfig,
        facts.checklists,
        {
          gates: others.filter(Boolean),
          verifications: [],
          notes: notesProof(facts.release, plan.intent),
        },
      );
    case 'wait':
      return judgeWait(config as unknown as WaitConfig, facts, plan, context);
    case 'freeze':
      return judgeFreeze(
        config as unknown as FreezeConfig,
        freezesOf(facts, context),
        plan,
        environment,
        facts.now,
      );
    case 'tag-place':
      return judgeTagPlace(
        config as unknown as TagPlaceConfig,
        facts,
        reading.tags,
        plan,
      );
    case 'http':
      return judgeHttp(config as unknown as HttpGateConfig, reading.decision);
    default:
      return (
        reading.verdict ??
        blocked(
          config.type,
          'unknown-gate',
          `No module provides the gate '${config.type}'. Install it, or remove the gate from the flow.`,
        )
      );
  }
}

function freezesOf(facts: PromotionFacts, context: GateContext) {
  const { binding, environment } = context;
  return facts.freezes.filter(({ scope }) =>
    covers(scope, {
      service: binding.service.ref,
      owner: binding.service.owner,
      flow: binding.flow.ref,
      environment: environment.id,
      tier: environment.tier,
    }),
  );
}

export type GateSummary = 'passed' | 'waiting' | 'blocked';

export function summarise(gates: GateResult[]): GateSummary {
  if (gates.some(gate => gate.status === 'blocked')) return 'blocked';
  return gates.every(gate => gate.status === 'passed') ? 'passed' : 'waiting';
}
