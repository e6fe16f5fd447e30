import {
  artifact,
  decision,
  environment,
  NOW,
  prd,
  read,
  release,
  upstream,
} from './gates/__testUtils__/gateFixtures';
import { planHash } from './plan';
import {
  ADA,
  LARS,
  MONA,
  EVE,
  OLGA,
  LEADS,
  ON_CALL,
  HOURS_AGO,
  type Case,
  planOf,
  ticked,
  agreed,
  outcome,
  back,
} from './__testUtils__/pairs';

/** Rules about people that meet: what comes of two of them at once, judged over a whole plan. */

const CASES: Array<[string, Case, string]> = [
  [
    'emergency × self-approval',
    {
      subject: { emergency: true },
      requestedBy: EVE,
      facts: planHashOf => ({
        decisions: [
          decision(EVE, { planHash: planHashOf, at: HOURS_AGO }),
          ...agreed(planHashOf).decisions!.slice(1),
        ],
      }),
    },
    'approval-needed, not-begun',
  ],
  [
    'emergency × on-call alone approves',
    {
      subject: { emergency: true },
      facts: planHashOf => ({
        decisions: [
          decision(EVE, { planHash: planHashOf, at: HOURS_AGO }),
          ...agreed(planHashOf).decisions!.slice(1),
        ],
      }),
    },
    'passed',
  ],
  [
    'on-call approves × no emergency',
    {
      facts: planHashOf => ({
        decisions: [
          decision(EVE, { planHash: planHashOf, at: HOURS_AGO }),
          ...agreed(planHashOf).decisions!.slice(1),
        ],
      }),
    },
    'approval-needed, not-begun',
  ],
  [
    'emergency × never proven upstream',
    {
      subject: { emergency: true },
      facts: () => ({ upstream: [{ ...upstream, deployment: undefined }] }),
    },
    'not-proven-upstream',
  ],

  [
    'plan changed × approvals, sign-offs, wait: void; checklist: stays',
    { facts: () => agreed('the hash of the plan before') },
    'approval-needed, sign-off-needed, not-begun',
  ],
  [
    'plan changed × a checklist item that says something else by now',
    { facts: () => ({ checklists: [ticked('Somebody was told')] }) },
    'items-open',
  ],
  [
    'marked critical × approvals given before',
    {
      subject: {
        release: {
          ...release,
          critical: { by: ADA, at: NOW, reason: 'money' },
        },
      },
      facts: () => agreed(planHash(planOf({}))),
    },
    'approval-needed, sign-off-needed, not-begun',
  ],
  [
    'wait × its approval was voided',
    {
      facts: planHashOf => ({
        decisions: agreed(planHashOf).decisions!.map(voice =>
          voice.actor === MONA ? { ...voice, voided: 'plan changed' } : voice,
        ),
      }),
    },
    'approval-needed, not-begun',
  ],
  [
    'wait × another approval came later',
    {
      facts: planHashOf => ({
        decisions: [
          ...agreed(planHashOf).decisions!,
          decision(LARS, { planHash: planHashOf, at: NOW }),
        ],
      }),
    },
    'passed',
  ],
  [
    'approval × no longer a member: wait begins anew as well',
    {
      facts: () => ({
        members: read({ [LEADS]: [LARS], [ON_CALL]: [EVE], [OLGA]: [OLGA] }),
      }),
    },
    'approval-needed, not-begun',
  ],
  [
    'upstream unhealthy × approved',
    {
      facts: () => ({
        upstream: [{ ...upstream, environment: environment('unhealthy') }],
      }),
    },
    'upstream-unhealthy',
  ],
  [
    'upstream healthy once × not readable since',
    {
      facts: () => ({
        upstream: [
          {
            ...upstream,
            environment: {
              ...environment('healthy'),
              observationError: 'ARM answers 503',
            },
          },
        ],
      }),
    },
    'upstream-not-read',
  ],
];

it.each(CASES)('%s', (_name, given, expected) => {
  expect(outcome(given)).toBe(expected);
});

it('an agent asks in production × a flow without approvals: a person approves', () => {
  const plan = planOf({
    in: { ...prd, gates: [] },
    subject: { via: 'agent' },
  });
  expect(plan.gates.map(({ type }) => type)).toContain('approvals');
});

it('a rollback × onFailure: rollback: never rolls back', () => {
  const base = { artifact: [{ ...artifact[0], component: 'api' }] };
  const plan = planOf({ subject: { ...back, base } });
  expect(plan.onFailure).toEqual({ action: 'stop', to: null });
});
