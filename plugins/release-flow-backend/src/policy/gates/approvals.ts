import type { DecisionRecord } from '../../database/records';
import { isRead, type PromotionFacts } from '../facts';
import { passed, unread, waiting, type Verdict } from './result';

export interface ApprovalsConfig {
  required: number;
  from: string[];
  preventSelfApproval: boolean;
}

/** One person one voice; a voice counts while its owner is a member and not the requester. */
export function countingApprovals(
  config: ApprovalsConfig,
  decisions: DecisionRecord[],
  members: Record<string, string[]>,
  requestedBy: string,
  planHash: string,
): DecisionRecord[] {
  const allowed = new Set(config.from.flatMap(ref => members[ref] ?? []));
  const byActor = new Map<string, DecisionRecord>();
  for (const decision of decisions) {
    if (decision.decision !== 'approve' || decision.voided) continue;
    if (decision.planHash !== planHash) continue;
    if (!allowed.has(decision.actor)) continue;
    if (config.preventSelfApproval && decision.actor === requestedBy) continue;
    byActor.set(decision.actor, decision);
  }
  return [...byActor.values()];
}

const nameOf = (ref: string) => ref.split('/').pop() ?? ref;

export function judgeApprovals(
  config: ApprovalsConfig,
  facts: PromotionFacts,
  requestedBy: string,
  planHash: string,
): Verdict {
  const groups = config.from.map(nameOf).join(' or ');
  const title = `${config.required} ${config.required === 1 ? 'approval' : 'approvals'} from ${groups}`;
  if (!isRead(facts.members)) {
    return unread(title, 'Who may approve', facts.members.unread);
  }
  const voices = countingApprovals(
    config,
    facts.decisions,
    facts.members.value,
    requestedBy,
    planHash,
  );
  const evidence = voices.map(
    voice =>
      `${voice.actor} at ${voice.at}${voice.comment ? `: ${voice.comment}` : ''}`,
  );
  if (voices.length >= config.required) {
    return passed(
      title,
      'approved',
      `Approved by ${voices.map(voice => nameOf(voice.actor)).join(', ')}`,
      { evidence },
    );
  }
  const empty = config.from.every(
    ref =>
      (isRead(facts.members) ? (facts.members.value[ref] ?? []) : []).length ===
      0,
  );
  if (empty) {
    return waiting(
      title,
      'no-approvers',
      `Nobody is in ${groups}, so nobody can approve. Add members to the group.`,
    );
  }
  return waiting(
    title,
    'approval-needed',
    `${voices.length} of ${config.required}.${config.preventSelfApproval ? " The requester can't approve." : ''}`,
    { evidence },
  );
}
