import {
  isTerminal,
  promotionStateSchema,
  type PromotionState,
} from 'backstage-plugin-release-flow-common';
import fc from 'fast-check';
import { OPERATION_EVENTS, transition } from './transition';

const states = promotionStateSchema.options;

it('pins every state and event', () => {
  const table = states.flatMap(state =>
    OPERATION_EVENTS.flatMap(event => {
      const next = transition(state, event);
      return next
        ? [`${state} + ${event} → ${[next.state, ...next.effects].join(', ')}`]
        : [];
    }),
  );
  expect(table).toMatchInlineSnapshot(`
    [
      "requested + accepted → waiting",
      "requested + refused → failed",
      "requested + broke → errored",
      "requested + cancelled → cancelled",
      "waiting + gates-opened → deploying, deploy",
      "waiting + observed → verifying",
      "waiting + refused → failed",
      "waiting + broke → errored",
      "waiting + rejected → rejected",
      "waiting + cancelled → cancelled",
      "waiting + expired → expired",
      "waiting + superseded → superseded",
      "deploying + not-sent → waiting",
      "deploying + review-needed → waiting-in-github",
      "deploying + deployed → verifying",
      "deploying + rollback-started → rolling-back, roll-back",
      "deploying + outcome-unknown → attention",
      "deploying + refused → failed",
      "deploying + broke → errored",
      "deploying + cancelled → cancelled",
      "waiting-in-github + review-granted → deploying",
      "waiting-in-github + deployed → verifying",
      "waiting-in-github + outcome-unknown → attention",
      "waiting-in-github + refused → failed",
      "waiting-in-github + broke → errored",
      "waiting-in-github + rejected → rejected",
      "waiting-in-github + cancelled → cancelled",
      "waiting-in-github + expired → expired",
      "verifying + verified → succeeded",
      "verifying + verification-failed → failed",
      "verifying + rollback-started → rolling-back, roll-back",
      "verifying + outcome-unknown → attention",
      "verifying + refused → failed",
      "verifying + broke → errored",
      "rolling-back + rollback-verified → rolled-back",
      "rolling-back + outcome-unknown → attention",
      "rolling-back + refused → failed",
      "rolling-back + broke → errored",
      "attention + resolved-happened → verifying",
      "attention + resolved-absent → errored",
      "attention + resolved-rolled-back → rolling-back",
      "attention + refused → failed",
    ]
  `);
});

const anyOrder = fc.array(fc.constantFrom(...OPERATION_EVENTS), {
  maxLength: 60,
});

function play(events: readonly (typeof OPERATION_EVENTS)[number][]) {
  const seen: PromotionState[] = ['requested'];
  const effects: string[] = [];
  for (const event of events) {
    const step = transition(seen[seen.length - 1], event);
    if (step) {
      seen.push(step.state);
      effects.push(...step.effects);
    }
  }
  return { seen, effects };
}

it('deploys again only after it is known that nothing was sent, and rolls back at most once', () => {
  fc.assert(
    fc.property(anyOrder, events => {
      const { seen, effects } = play(events);
      const sentBack = seen.filter(
        (state, index) =>
          state === 'waiting' && seen[index - 1] === 'deploying',
      ).length;
      const count = (effect: string) =>
        effects.filter(candidate => candidate === effect).length;
      expect(count('deploy')).toBeLessThanOrEqual(1 + sentBack);
      expect(count('roll-back')).toBeLessThanOrEqual(1);
    }),
  );
});

it('stays where it ended', () => {
  fc.assert(
    fc.property(anyOrder, events => {
      const { seen } = play(events);
      const end = seen.findIndex(isTerminal);
      expect(end === -1 || end === seen.length - 1).toBe(true);
    }),
  );
});

it('never reaches deploying but by open gates, never succeeds but by verification', () => {
  const leadingTo = (wanted: PromotionState) => [
    ...new Set(
      states.flatMap(state =>
        OPERATION_EVENTS.filter(
          event => transition(state, event)?.state === wanted,
        ),
      ),
    ),
  ];
  expect(leadingTo('deploying')).toEqual(['gates-opened', 'review-granted']);
  expect(leadingTo('succeeded')).toEqual(['verified']);
});
