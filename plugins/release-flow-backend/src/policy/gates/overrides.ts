import type { GateResult } from 'backstage-plugin-release-flow-common';
import type { OverrideRecord } from '../../database/records';
import { isRead, type PromotionFacts } from '../facts';
import type { Verdict } from './result';

/** Gates that the platform's own people may let pass whatever they say; others say what may be. */
const OVERRIDABLE = new Set([
  'checks',
  'configuration-resolved',
  'infrastructure-applied',
]);
/** Gates about what moves and who decides: nobody gets round them. */
const NEVER = new Set([
  'source',
  'proven-upstream',
  'artifact-available',
  'approvals',
  'sign-off',
]);

const MAX_ABOUT = 500;

/** What an override of the verdict would cover; `undefined` when nobody can override it. */
export function aboutOf(
  type: string,
  verdict: Verdict,
  isForeign: boolean,
): string | undefined {
  if (verdict.status === 'passed' || verdict.code === 'not-read') {
    return undefined;
  }
  if (verdict.code === 'artifact-changed') {
    return `artifact-changed: ${verdict.message}`.slice(0, MAX_ABOUT);
  }
  if (NEVER.has(type)) return undefined;
  if (verdict.about) return verdict.about.slice(0, MAX_ABOUT);
  return isForeign || OVERRIDABLE.has(type) ? verdict.code : undefined;
}

/**
 * Lets pass what a person overrode: for this plan, while it still says what the person saw, and
 * while that person may still override.
 */
export function applyOverride(
  result: GateResult,
  overrides: OverrideRecord[],
  facts: Pick<PromotionFacts, 'members'>,
  context: { planHash: string; overriders: string[] },
): GateResult {
  if (!result.about || !isRead(facts.members)) return result;
  const members = facts.members.value;
  const people = new Set(context.overriders.flatMap(ref => members[ref] ?? []));
  const found = overrides.find(
    ({ gate, about, planHash, actor }) =>
      gate === result.key &&
      about === result.about &&
      planHash === context.planHash &&
      people.has(actor),
  );
  if (!found) return result;
  const { actor, at, reason } = found;
  return {
    ...result,
    status: 'passed',
    code: 'overridden',
    message: `Overridden by ${actor}: ${reason} (${result.message})`,
    overridden: { by: actor, at, reason },
  };
}
