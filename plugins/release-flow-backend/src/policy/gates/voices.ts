import type { Plan } from 'backstage-plugin-release-flow-common';
import type { DecisionRecord } from '../../database/records';
import type { ApprovalsConfig, SignOffConfig } from '../gateSchemas';

/** Who asked, as far as a gate cares. */
export interface VoiceContext {
  plan: Pick<Plan, 'emergency'>;
  planHash: string;
  requestedBy: string;
}

type People = Pick<ApprovalsConfig, 'from' | 'preventSelfApproval'>;

/** One person one voice; a voice counts while its owner is a member and not the requester. */
export function countingVoices(
  people: People,
  decisions: DecisionRecord[],
  members: Record<string, string[]>,
  { planHash, requestedBy }: VoiceContext,
): DecisionRecord[] {
  const allowed = new Set(people.from.flatMap(ref => members[ref] ?? []));
  const byActor = new Map<string, DecisionRecord>();
  for (const decision of decisions) {
    if (decision.voided || decision.planHash !== planHash) continue;
    if (!allowed.has(decision.actor)) continue;
    if (people.preventSelfApproval && decision.actor === requestedBy) continue;
    if (!byActor.has(decision.actor)) byActor.set(decision.actor, decision);
  }
  return [...byActor.values()].sort((a, b) => a.at.localeCompare(b.at));
}

export interface Quorum {
  voices: DecisionRecord[];
  required: number;
  /** When the last voice that was needed came; `undefined` while one is missing. */
  reachedAt: string | undefined;
  isEmergency: boolean;
}

/**
 * A requester known only by a GitHub login may be anybody, so nobody's self-approval can be
 * excluded: one more voice is needed.
 */
const isUnmapped = (actor: string) =>
  !actor.startsWith('user:') &&
  !actor.startsWith('system:') &&
  !actor.startsWith('external:') &&
  !actor.startsWith('plugin:');

function quorum(
  voices: DecisionRecord[],
  required: number,
  isEmergency: boolean,
): Quorum {
  return {
    voices,
    required,
    reachedAt: voices[required - 1]?.at,
    isEmergency,
  };
}

/** The usual voices; in an emergency those of its groups, when the usual ones are not enough. */
export function approvalQuorum(
  config: ApprovalsConfig,
  decisions: DecisionRecord[],
  members: Record<string, string[]>,
  context: VoiceContext,
): Quorum {
  const approvals = decisions.filter(({ decision }) => decision === 'approve');
  const more =
    config.preventSelfApproval && isUnmapped(context.requestedBy) ? 1 : 0;
  const usual = quorum(
    countingVoices(config, approvals, members, context),
    config.required + more,
    false,
  );
  if (usual.reachedAt || !context.plan.emergency || !config.emergency) {
    return usual;
  }
  const { preventSelfApproval, emergency } = config;
  return quorum(
    countingVoices(
      { from: emergency.from, preventSelfApproval },
      approvals,
      members,
      context,
    ),
    emergency.required + more,
    true,
  );
}

export function signOffVoices(
  config: SignOffConfig,
  decisions: DecisionRecord[],
  members: Record<string, string[]>,
  context: VoiceContext,
): DecisionRecord[] {
  return countingVoices(
    config,
    decisions.filter(
      ({ decision, gate }) => decision === 'sign-off' && gate === config.name,
    ),
    members,
    context,
  );
}
