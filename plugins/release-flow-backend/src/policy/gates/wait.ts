import type { Plan } from 'backstage-plugin-release-flow-common';
import { Duration } from 'luxon';
import { isRead, type PromotionFacts } from '../facts';
import type { ApprovalsConfig, WaitConfig } from '../gateSchemas';
import { passed, unread, waiting, type Verdict } from './result';
import { approvalQuorum, type VoiceContext } from './voices';

const eventOf = ({ after }: WaitConfig, from: string | null) =>
  after === 'approved' ? 'approval' : `proof in ${from ?? 'upstream'}`;

export function waitTitle(config: WaitConfig, from: string | null): string {
  const duration = Duration.fromISO(config.for);
  const span = duration.isValid
    ? duration.rescale().toHuman({ unitDisplay: 'short' })
    : config.for;
  return `${span} after ${eventOf(config, from)}`;
}

/** Time that has to pass since the last approval, or since it was proven upstream. */
export function judgeWait(
  config: WaitConfig,
  facts: PromotionFacts,
  plan: Plan,
  context: VoiceContext,
): Verdict {
  const duration = Duration.fromISO(config.for);
  const event = eventOf(config, plan.from);
  const title = waitTitle(config, plan.from);
  if (config.after === 'approved' && !isRead(facts.members)) {
    return unread(title, 'Who may approve', facts.members.unread);
  }
  const since =
    config.after === 'approved'
      ? approvedAt(facts, plan, context)
      : provenAt(facts, plan);
  if (!since) {
    return waiting(
      title,
      'not-begun',
      `The time begins with the ${event}, which is still missing.`,
    );
  }
  if (!duration.isValid) {
    return unread(title, 'How long', `'${config.for}' is no duration`);
  }
  const until = new Date(Date.parse(since) + duration.toMillis()).toISOString();
  if (facts.now >= until) {
    return passed(title, 'waited', `It is long enough since ${since}`);
  }
  return {
    ...waiting(title, 'wait-not-over', `It goes on at ${until}.`, {
      nextCheckAt: until,
    }),
    about: `wait until ${until}`,
  };
}

/** When the last of all approvals that are needed came. */
function approvedAt(
  facts: PromotionFacts,
  plan: Plan,
  context: VoiceContext,
): string | undefined {
  const members = isRead(facts.members) ? facts.members.value : {};
  const reached = plan.gates
    .filter(gate => gate.type === 'approvals')
    .map(
      gate =>
        approvalQuorum(
          gate as unknown as ApprovalsConfig,
          facts.decisions,
          members,
          context,
        ).reachedAt,
    );
  if (reached.some(at => !at)) return undefined;
  return (reached as string[]).sort().at(-1);
}

function provenAt(facts: PromotionFacts, plan: Plan): string | undefined {
  const upstream = facts.upstream.find(({ id }) => id === plan.from);
  const deployment = upstream?.deployment;
  if (!deployment) return undefined;
  return deployment.verified || deployment.kind === 'adopted'
    ? deployment.happenedAt
    : undefined;
}
