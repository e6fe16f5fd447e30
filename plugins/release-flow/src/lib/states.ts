import type { PromotionState } from 'backstage-plugin-release-flow-common';
import { isTerminal } from 'backstage-plugin-release-flow-common';

export type Tone = 'positive' | 'negative' | 'warning' | 'info' | 'neutral';

const STATES: Record<PromotionState, { label: string; tone: Tone }> = {
  requested: { label: 'Requested', tone: 'info' },
  waiting: { label: 'Waiting', tone: 'warning' },
  deploying: { label: 'Deploying', tone: 'info' },
  'waiting-in-github': { label: 'Waiting in GitHub', tone: 'warning' },
  verifying: { label: 'Verifying', tone: 'info' },
  'rolling-back': { label: 'Rolling back', tone: 'warning' },
  attention: { label: 'Needs a person', tone: 'negative' },
  succeeded: { label: 'Succeeded', tone: 'positive' },
  'rolled-back': { label: 'Rolled back', tone: 'negative' },
  failed: { label: 'Failed', tone: 'negative' },
  errored: { label: 'Errored', tone: 'negative' },
  rejected: { label: 'Rejected', tone: 'negative' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
  expired: { label: 'Expired', tone: 'neutral' },
  superseded: { label: 'Superseded', tone: 'neutral' },
};

/** Word and tone of a state; an unknown one is shown as it is. */
export function describeState(state: string): { label: string; tone: Tone } {
  return (
    STATES[state as PromotionState] ?? { label: state, tone: 'neutral' as Tone }
  );
}

/** The same for an act that deploys nothing. */
export function describeOperation(state: string): {
  label: string;
  tone: Tone;
} {
  return state === 'deploying'
    ? { label: 'Running', tone: 'info' }
    : describeState(state);
}

const MOVING: readonly string[] = [
  'requested',
  'deploying',
  'waiting-in-github',
  'verifying',
  'rolling-back',
];

/** Something is being done right now, so the page looks again soon. */
export const isMoving = (state: string) => MOVING.includes(state);

export const isOver = (state: string) => isTerminal(state as PromotionState);

const INTENTS: Record<string, string> = {
  promote: 'Promoted',
  rollback: 'Rolled back',
  restore: 'Restored',
  redeploy: 'Deployed again',
  ephemeral: 'Built from a branch',
  adopted: 'Found running',
  declared: 'Reported',
};

/** How a deployment came about, in one or two words. */
export const describeIntent = (intent: string) => INTENTS[intent] ?? intent;
