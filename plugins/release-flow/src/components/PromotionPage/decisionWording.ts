import type { PromotionView } from 'backstage-plugin-release-flow-common';

export type Decision =
  | { kind: 'approve' | 'reject' | 'cancel' | 'retry' | 'resolve' }
  | { kind: 'sign-off'; gate: string };

export interface Wording {
  title: string;
  confirm: string;
  text: string;
  done: string;
  field: 'reason' | 'comment';
  isRequired: boolean;
  destructive?: boolean;
}

/** A sign-off as the flow calls it. */
export function signOffTitle(
  { gates }: Pick<PromotionView, 'gates'>,
  name: string,
): string {
  return gates.find(({ key }) => key === `sign-off:${name}`)?.title ?? name;
}

const cancelText = (state: string) =>
  ['requested', 'waiting'].includes(state)
    ? 'It ends here and nothing is sent.'
    : 'The provider is asked to stop; what it did until then stays, and is shown.';

/** What a decision says before and after it is taken. */
export function wordingOf(
  decision: Decision,
  promotion: PromotionView,
): Wording {
  const what = `${promotion.label} for ${promotion.environment.id}`;
  const move = `${promotion.label} to ${promotion.environment.id}`;
  const bound = `holds for plan ${promotion.planHash.slice(0, 8)} and is void if the plan changes.`;
  switch (decision.kind) {
    case 'approve':
      return {
        title: `Approve ${what}`,
        confirm: `Approve ${what}`,
        text: `It starts as soon as every gate passes. Your approval ${bound}`,
        done: `${what} is approved`,
        field: 'comment',
        isRequired: false,
      };
    case 'sign-off':
      return {
        title: `Sign off as ${decision.gate}`,
        confirm: `Sign off as ${decision.gate}`,
        text: `You say with your name that this is done: ${signOffTitle(promotion, decision.gate)}. It is no approval. It ${bound}`,
        done: `${what} is signed off as ${decision.gate}`,
        field: 'comment',
        isRequired: true,
      };
    case 'reject':
      return {
        title: `Reject ${what}`,
        confirm: `Reject ${what}`,
        text: 'It ends here and nothing is sent. It can be asked for again.',
        done: `${what} is rejected`,
        field: 'comment',
        isRequired: false,
        destructive: true,
      };
    case 'cancel':
      return {
        title: `Cancel ${move}`,
        confirm:
          promotion.kind === 'promotion' ? 'Cancel promotion' : 'Cancel it',
        text: cancelText(promotion.state),
        done: `${move} is cancelled`,
        field: 'reason',
        isRequired: false,
        destructive: true,
      };
    case 'retry':
      return {
        title: `Retry ${move}`,
        confirm: `Retry ${move}`,
        text: 'The same is asked for again as a new promotion. Earlier approvals don’t count for it.',
        done: `${move} is asked for again`,
        field: 'reason',
        isRequired: false,
      };
    default:
      return {
        title: `Resolve ${move}`,
        confirm: 'Resolve',
        text: 'The answer of the provider was lost, so it is not known whether the change was made. Look at the target, then say what happened; nothing is repeated blindly.',
        done: `${move} is resolved`,
        field: 'reason',
        isRequired: true,
      };
  }
}
