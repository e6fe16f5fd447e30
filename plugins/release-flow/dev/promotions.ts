import type { PromotionView } from 'backstage-plugin-release-flow-common';
import { ADA, ago, BEN, MINUTE, MONA } from './fixtures';
import { runbookWaiting } from './operations';
import { peoplePromotions, planChange } from './people';
import { approvedGates, nothing, progress, waiting } from './waiting';

const decided: Partial<PromotionView> = {
  gates: approvedGates,
  planChange,
  decisions: [
    {
      actor: BEN,
      decision: 'approve',
      gate: null,
      emergency: false,
      comment: '',
      at: ago(8 * MINUTE),
      voided: `The plan changed at ${ago(6 * MINUTE)}: the base was v0.3.6`,
    },
    {
      actor: MONA,
      decision: 'approve',
      gate: null,
      emergency: false,
      comment: 'looks good in staging',
      at: ago(4 * MINUTE),
      voided: null,
    },
  ],
  events: [
    ...waiting.events,
    { at: ago(4 * MINUTE), actor: MONA, message: 'Approved' },
    {
      at: ago(3 * MINUTE),
      actor: 'release-flow',
      message: 'Every gate passed, deploying',
    },
  ],
  expiresAt: null,
  can: { ...nothing, cancel: true },
};

const ended = (
  state: PromotionView['state'],
  message: string,
  change: Partial<PromotionView> = {},
): PromotionView => ({
  ...waiting,
  ...decided,
  id: `p-${state}`,
  state,
  message,
  finishedAt: ago(MINUTE),
  can: { ...nothing, retry: state !== 'succeeded' },
  ...change,
});

/** One promotion per state, by id. */
export const promotions: Record<string, PromotionView> = Object.fromEntries(
  [
    waiting,
    runbookWaiting,
    {
      ...waiting,
      id: 'p-own',
      can: {
        ...nothing,
        cancel: true,
        approveMessage: "You asked for it, so you can't approve it.",
      },
    },
    {
      ...waiting,
      id: 'p-trouble',
      trouble: `GitHub does not answer (503); tried again ${ago(-45_000)}`,
    },
    {
      ...waiting,
      ...decided,
      id: 'p-deploying',
      state: 'deploying' as const,
      message: 'Pointing the App Service at the digest',
      steps: progress(0, { state: 'running', startedAt: ago(22_000) }),
    },
    {
      ...waiting,
      ...decided,
      id: 'p-waiting-in-github',
      state: 'waiting-in-github' as const,
      message: 'promote-to-prd.yaml waits for a reviewer',
      steps: progress(0, {
        state: 'running',
        startedAt: ago(90_000),
        url: 'https://github.com/acme/qfa-backend/actions/runs/42',
      }),
      links: [
        {
          title: 'Run 42 of promote-to-prd.yaml',
          url: 'https://github.com/acme/qfa-backend/actions/runs/42',
        },
        ...waiting.links,
      ],
    },
    {
      ...waiting,
      ...decided,
      id: 'p-verifying',
      state: 'verifying' as const,
      message: 'Waiting until /health answers 200',
      steps: progress(1, { state: 'running', startedAt: ago(22_000) }),
    },
    {
      ...waiting,
      ...decided,
      id: 'p-rolling-back',
      state: 'rolling-back' as const,
      message: '/health answered 503 for 10 min; going back to v0.3.7',
      steps: progress(1, {
        state: 'failed',
        startedAt: ago(10 * MINUTE),
        finishedAt: ago(MINUTE),
      }),
      can: nothing,
    },
    {
      ...waiting,
      ...decided,
      id: 'p-attention',
      state: 'attention' as const,
      message: 'Azure did not answer the change, and the site can’t be read.',
      steps: progress(0, { state: 'running', startedAt: ago(22_000) }),
      can: { ...nothing, resolve: true },
    },
    ended('succeeded', 'Healthy on the wanted digest.', {
      steps: progress(3),
      expiresAt: null,
    }),
    ended('rolled-back', '/health answered 503 for 10 min.', {
      steps: progress(1, {
        state: 'failed',
        startedAt: ago(10 * MINUTE),
        finishedAt: ago(MINUTE),
      }),
    }),
    ended('failed', 'Something else was deployed meanwhile (overtaken).'),
    ended('errored', 'Azure refused the change: the site is locked.'),
    ended('rejected', `Rejected by ${MONA}: not before the pilot starts`, {
      decisions: [
        {
          actor: MONA,
          decision: 'reject',
          gate: null,
          emergency: false,
          comment: 'not before the pilot starts',
          at: ago(MINUTE),
          voided: null,
        },
      ],
    }),
    ended('cancelled', `Cancelled by ${ADA}`),
    ended('expired', 'Nobody decided within 24 h'),
    ended('superseded', 'v0.4.1 took its place'),
    ...peoplePromotions,
  ].map(each => [each.id, each]),
);
