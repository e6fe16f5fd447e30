import type { DecisionRecord } from '../../database/records';
import { isRead, type PromotionFacts } from '../facts';
import type { ApprovalsConfig, SignOffConfig } from '../gateSchemas';
import { passed, unread, waiting, type Verdict } from './result';
import { approvalQuorum, signOffVoices, type VoiceContext } from './voices';

const nameOf = (ref: string) => ref.split('/').pop() ?? ref;
const namesOf = (refs: string[]) => refs.map(nameOf).join(' or ');

const evidenceOf = (voices: DecisionRecord[]) =>
  voices.map(
    voice =>
      `${voice.actor} at ${voice.at}${voice.comment ? `: ${voice.comment}` : ''}`,
  );

const isEmpty = (refs: string[], members: Record<string, string[]>) =>
  refs.every(ref => (members[ref] ?? []).length === 0);

export function approvalsTitle(
  config: ApprovalsConfig,
  isEmergency = false,
): string {
  const { required, from } =
    isEmergency && config.emergency ? config.emergency : config;
  return `${required} ${required === 1 ? 'approval' : 'approvals'} from ${namesOf(from)}`;
}

export function signOffTitle(config: SignOffConfig): string {
  return config.title ?? `Sign-off by ${namesOf(config.from)}`;
}

/** N of M people over the groups; in an emergency its own groups. */
export function judgeApprovals(
  config: ApprovalsConfig,
  facts: PromotionFacts,
  context: VoiceContext,
): Verdict {
  const isEmergency = context.plan.emergency && Boolean(config.emergency);
  const refs = [...config.from, ...(isEmergency ? config.emergency!.from : [])];
  const count = isEmergency ? config.emergency!.required : config.required;
  const title = approvalsTitle(config, isEmergency);
  if (!isRead(facts.members)) {
    return unread(title, 'Who may approve', facts.members.unread);
  }
  const members = facts.members.value;
  const {
    voices,
    required,
    reachedAt,
    isEmergency: inEmergency,
  } = approvalQuorum(config, facts.decisions, members, context);
  const evidence = evidenceOf(voices);
  if (reachedAt) {
    const by = voices.map(voice => nameOf(voice.actor)).join(', ');
    return passed(
      title,
      inEmergency ? 'approved-in-emergency' : 'approved',
      `Approved by ${by}${inEmergency ? ' for an emergency' : ''}`,
      { evidence },
    );
  }
  if (isEmpty(refs, members)) {
    return waiting(
      title,
      'no-approvers',
      `Nobody is in ${namesOf(refs)}, so nobody can approve. Add members to the group.`,
    );
  }
  const more =
    required > count
      ? ` Who asked is not known here, so one more is needed.`
      : '';
  return waiting(
    title,
    'approval-needed',
    `${voices.length} of ${required}.${config.preventSelfApproval ? " The requester can't approve." : ''}${more}`,
    { evidence },
  );
}

export function judgeSignOff(
  config: SignOffConfig,
  facts: PromotionFacts,
  context: VoiceContext,
): Verdict {
  const title = signOffTitle(config);
  if (!isRead(facts.members)) {
    return unread(title, 'Who may sign off', facts.members.unread);
  }
  const voices = signOffVoices(
    config,
    facts.decisions,
    facts.members.value,
    context,
  );
  if (voices.length > 0) {
    return passed(
      title,
      'signed-off',
      `Signed off by ${nameOf(voices[0].actor)}: ${voices[0].comment}`,
      { evidence: evidenceOf(voices) },
    );
  }
  if (isEmpty(config.from, facts.members.value)) {
    return waiting(
      title,
      'nobody-to-sign',
      `Nobody is in ${namesOf(config.from)}. Add members to the group.`,
    );
  }
  return waiting(
    title,
    'sign-off-needed',
    `Somebody of ${namesOf(config.from)} has to look and say so.`,
  );
}
