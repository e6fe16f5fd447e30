import {
  artifactKey,
  type GateResult,
  type Plan,
} from 'backstage-plugin-release-flow-common';
import type { OperationRecord } from '../database/records';
import type { Binding, BoundEnvironment } from './binding';
import { isRead, type PromotionFacts } from './facts';
import { noPath, pathBetween } from './graph';
import { rollbackStop } from './rollbackTargets';

export interface Refusal {
  code: string;
  message: string;
}

/** Gates whose *no* no waiting mends: a request that meets one is refused at once. */
const FINAL_GATES = new Set(['source', 'proven-upstream']);

/** Every reason not to store the request at all. Pure. */
export function refusalsOf(
  binding: Binding,
  environment: BoundEnvironment,
  plan: Plan,
  facts: PromotionFacts,
  gates: GateResult[],
  open: OperationRecord[],
): Refusal[] {
  const title = environment.title ?? environment.id;
  const refusals: Refusal[] = [];
  if (binding.mode !== 'enforce') {
    refusals.push({
      code: `mode-${binding.mode}`,
      message: `The flow ${binding.flow.title} is in ${binding.mode} mode: it shows and does not act. The platform team sets mode: enforce.`,
    });
  }
  if (plan.deployer.by === 'external') {
    refusals.push({
      code: 'external-only',
      message: `${title} is deployed by something else and can't be changed from here.`,
    });
  }
  if (plan.intent === 'rollback' && plan.deployer.by === 'branch') {
    refusals.push({
      code: 'branch-goes-forward',
      message: `${plan.deployer.branch} holds what came later, and a push can't take that away. Revert it in a pull request, then promote the revert.`,
    });
  }
  if (
    plan.intent === 'promote' &&
    plan.from &&
    !pathBetween(binding, plan.from, environment.id, facts.release ?? null)
  ) {
    refusals.push({
      code: 'no-path',
      message: noPath(plan.from, title, facts.release),
    });
  }
  const key = plan.artifact ? artifactKey(plan.artifact) : undefined;
  if (
    key &&
    plan.intent !== 'redeploy' &&
    facts.current?.artifactKey === key &&
    facts.environment?.drift === null &&
    isSetTo(facts, key)
  ) {
    refusals.push({
      code: 'already-live',
      message: `${facts.current.label} is what ${title} runs already.`,
    });
  }
  for (const gate of gates) {
    const isSaid = refusals.some(({ code }) => code === gate.code);
    if (gate.status === 'blocked' && FINAL_GATES.has(gate.type) && !isSaid) {
      refusals.push({ code: gate.code, message: gate.message });
    }
  }
  const stop =
    plan.intent === 'rollback' && facts.rollbackTo
      ? rollbackStop(environment, facts.rollbackTo)
      : undefined;
  if (stop) {
    refusals.push({
      code: 'not-verified-here',
      message: `${facts.rollbackTo!.label} can't be rolled back to. ${stop}. Promote it instead.`,
    });
  }
  const same = open.find(
    operation =>
      operation.kind === 'promotion' &&
      operation.environment === environment.id &&
      operation.origin !== 'external' &&
      key !== undefined &&
      operation.artifactKey === key,
  );
  if (same) {
    refusals.push({
      code: 'already-open',
      message: `Promotion ${same.number} already brings this to ${title}. Follow that one, or cancel it.`,
    });
  }
  return refusals;
}

/** By the freshest reading; what can't be read does not speak against it. */
function isSetTo(facts: PromotionFacts, key: string): boolean {
  const observed = isRead(facts.target)
    ? facts.target.value
    : facts.environment?.observation;
  return !observed?.configured || artifactKey(observed.configured) === key;
}

/** What a person should know before pressing the button. Pure. */
export function warningsOf(
  plan: Plan,
  facts: PromotionFacts,
  versionOrder: number | undefined,
): Refusal[] {
  const warnings: Refusal[] = [];
  if (
    plan.intent === 'promote' &&
    versionOrder !== undefined &&
    versionOrder < 0
  ) {
    warnings.push({
      code: 'downgrade',
      message: 'This release is older than what runs there now.',
    });
  }
  const { rollbackTo } = facts;
  if (rollbackTo && !rollbackTo.verified && rollbackTo.kind !== 'adopted') {
    warnings.push({
      code: 'not-verified-by-us',
      message: `${rollbackTo.label} ran here according to GitHub, but was not verified by us.`,
    });
  }
  const { infrastructure } = facts;
  if (infrastructure && isRead(infrastructure)) {
    const { environment, applied, missing } = infrastructure.value;
    if (applied && missing.length > 0) {
      warnings.push({
        code: 'infrastructure-behind',
        message: `${missing.length} infrastructure ${missing.length === 1 ? 'commit' : 'commits'} of this release ${missing.length === 1 ? 'is' : 'are'} not applied to ${environment}: ${missing
          .slice(0, 5)
          .map(
            ({ sha, message }) =>
              `${sha.slice(0, 7)} ${message.split('\n')[0]}`,
          )
          .join('; ')}. Apply infrastructure before the app that needs it.`,
      });
    }
  }
  if (facts.environment?.drift) {
    warnings.push({ code: 'drift', message: facts.environment.drift });
  }
  return warnings;
}
