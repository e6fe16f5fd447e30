import {
  isTerminal,
  type PromotionState,
} from 'backstage-plugin-release-flow-common';

/** Everything that can happen to an operation. */
export const OPERATION_EVENTS = [
  'accepted',
  'gates-opened',
  'observed',
  'not-sent',
  'review-needed',
  'review-granted',
  'deployed',
  'verified',
  'verification-failed',
  'rollback-started',
  'rollback-verified',
  'outcome-unknown',
  'resolved-happened',
  'resolved-absent',
  'resolved-rolled-back',
  'refused',
  'broke',
  'rejected',
  'cancelled',
  'expired',
  'superseded',
] as const;

export type OperationEvent = (typeof OPERATION_EVENTS)[number];
export type OperationEffect = 'deploy' | 'roll-back';

export interface Transition {
  state: PromotionState;
  effects: OperationEffect[];
}

const to = (
  state: PromotionState,
  ...effects: OperationEffect[]
): Transition => ({ state, effects });

const TABLE: Partial<
  Record<PromotionState, Partial<Record<OperationEvent, Transition>>>
> = {
  requested: {
    accepted: to('waiting'),
    cancelled: to('cancelled'),
    refused: to('failed'),
    broke: to('errored'),
  },
  waiting: {
    'gates-opened': to('deploying', 'deploy'),
    observed: to('verifying'),
    rejected: to('rejected'),
    cancelled: to('cancelled'),
    expired: to('expired'),
    superseded: to('superseded'),
    refused: to('failed'),
    broke: to('errored'),
  },
  deploying: {
    'not-sent': to('waiting'),
    'review-needed': to('waiting-in-github'),
    deployed: to('verifying'),
    'rollback-started': to('rolling-back', 'roll-back'),
    'outcome-unknown': to('attention'),
    cancelled: to('cancelled'),
    refused: to('failed'),
    broke: to('errored'),
  },
  'waiting-in-github': {
    'review-granted': to('deploying'),
    deployed: to('verifying'),
    'outcome-unknown': to('attention'),
    rejected: to('rejected'),
    cancelled: to('cancelled'),
    expired: to('expired'),
    refused: to('failed'),
    broke: to('errored'),
  },
  verifying: {
    verified: to('succeeded'),
    'verification-failed': to('failed'),
    'rollback-started': to('rolling-back', 'roll-back'),
    'outcome-unknown': to('attention'),
    refused: to('failed'),
    broke: to('errored'),
  },
  'rolling-back': {
    'rollback-verified': to('rolled-back'),
    'outcome-unknown': to('attention'),
    refused: to('failed'),
    broke: to('errored'),
  },
  attention: {
    'resolved-happened': to('verifying'),
    'resolved-absent': to('errored'),
    'resolved-rolled-back': to('rolling-back'),
    refused: to('failed'),
  },
};

/**
 * Next state and the effects it calls for; `undefined` when the event does not apply.
 * Nothing runs in here. The whole table is in ARCHITECTURE.md.
 */
export function transition(
  state: PromotionState,
  event: OperationEvent,
): Transition | undefined {
  if (isTerminal(state)) return undefined;
  return TABLE[state]?.[event];
}
