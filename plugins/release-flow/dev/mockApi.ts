import type { Accepted, History } from 'backstage-plugin-release-flow-common';
import type { ReleaseFlowApi } from '../src/api';
import {
  ADA,
  ago,
  BEN,
  DAY,
  deployment,
  drill,
  HOUR,
  MINUTE,
  MONA,
} from './fixtures';
import { doctor, flowDoctor } from './doctor';
import { flowDocument } from './flowDocument';
import { freeze, freezes } from './freezes';
import { docs, docsWithout, infrastructure, runbooks } from './operations';
import { flows, overview } from './overview';
import { frozen, preflight, refused, summaries } from './preflights';
import { promotions } from './promotions';
import { builds, compare, releases } from './releases';
import { earlier, guideOf, logs, parityOf, runtime, silent } from './runtime';
import { services } from './services';

/** What the backend's errors look like to a page. */
export const failure = (statusCode: number, message: string) =>
  Object.assign(new Error(`Request failed with ${statusCode}`), {
    name: 'ResponseError',
    statusCode,
    body: { error: { name: 'Error', message } },
  });

const row = (
  id: string,
  at: string,
  environment: string | null,
  label: string,
  change: Partial<History['items'][number]> = {},
): History['items'][number] => ({
  id,
  at,
  kind: 'deployment',
  environment,
  label,
  intent: 'promote',
  state: 'succeeded',
  message: '',
  actor: ADA,
  reason: null,
  operationId: 'p-succeeded',
  deployment: environment
    ? deployment(label, environment, {
        happenedAt: at,
        rollback: { possible: true, message: '' },
      })
    : null,
  ...change,
});

export const history: History = {
  items: [
    row('h1', ago(12 * MINUTE), 'prd', 'v0.4.0', {
      kind: 'operation',
      state: 'waiting',
      message: '5 of 6 gates passed',
      reason: 'usage tracking for the pilot',
      operationId: 'p-waiting',
      deployment: null,
    }),
    row('h2', ago(40 * MINUTE), 'dev', 'feat/some-experiment', {
      intent: 'ephemeral',
    }),
    row('h3', ago(2 * HOUR), 'staging', 'v0.4.0', { actor: MONA }),
    row('h4', ago(2 * HOUR), null, 'v0.4.0', {
      kind: 'operation',
      intent: 'publish',
      actor: MONA,
    }),
    row('h5', ago(9 * DAY), 'prd', 'v0.3.7', {
      actor: BEN,
      deployment: deployment('v0.3.7', 'prd', { happenedAt: ago(9 * DAY) }),
    }),
    row('h6', ago(16 * DAY), 'prd', 'v0.3.4', {
      intent: 'rollback',
      reason: 'v0.3.5 answers too slowly',
    }),
    row('h7', ago(22 * DAY), 'prd', 'v0.3.3', {
      operationId: null,
      actor: null,
      deployment: deployment('v0.3.3', 'prd', {
        kind: 'declared',
        verified: false,
        intent: null,
        actor: null,
        happenedAt: ago(22 * DAY),
        rollback: {
          possible: true,
          message: 'Said by GitHub, not verified by us.',
        },
      }),
    }),
    row('h8', ago(60 * DAY), 'prd', 'v0.2.0', {
      deployment: deployment('v0.2.0', 'prd', {
        happenedAt: ago(60 * DAY),
        rollback: {
          possible: false,
          message: 'Its image is no longer in the registry.',
        },
      }),
    }),
  ],
  nextCursor: 'older',
};

const accepted = (kind: Accepted['kind'], id: string): Accepted => ({
  id,
  kind,
  state: 'requested',
  message: 'It starts when the gates pass.',
});

const later = <T>(value: T) =>
  new Promise<T>(resolve => setTimeout(() => resolve(value), 150));

/** Answers from the fixtures; some names bring up a state of their own. */
export const mockApi = {
  overview: async ({ text }) =>
    later({
      ...overview,
      items: overview.items.filter(({ title }) =>
        title.toLocaleLowerCase('en-US').includes((text ?? '').toLowerCase()),
      ),
    }),
  service: async ref => {
    const name = ref.split('/')[1];
    if (name === 'loading') return new Promise(() => {});
    if (name === 'forbidden') throw failure(403, 'Not allowed');
    if (name === 'unreachable') {
      throw failure(
        503,
        'The database does not answer. Try again in a minute.',
      );
    }
    if (!services[ref]) throw failure(404, `No service ${ref} has a flow`);
    return later(services[ref]);
  },
  releases: async (ref, query) => {
    if (ref.endsWith('/empty')) return later({ items: [], nextCursor: null });
    return later(
      query?.kind === 'build'
        ? { items: builds, nextCursor: null }
        : { items: releases, nextCursor: 'older' },
    );
  },
  history: async (ref, query) =>
    later(
      ref.endsWith('/empty')
        ? { items: [], nextCursor: null }
        : {
            ...history,
            items: history.items.filter(
              item =>
                !query?.environment || item.environment === query.environment,
            ),
          },
    ),
  compare: async () => later(compare),
  docs: async ref => later(ref.endsWith('/possible') ? docsWithout : docs),
  publishDocs: async () => later(accepted('docs-publish', 'o-4')),
  doctor: async () => later(doctor),
  lookNow: async () => later({ ...doctor, isLooking: true }),
  flowDoctor: async () => later(flowDoctor),
  infrastructure: async () => later(infrastructure),
  runInfrastructure: async () =>
    later(accepted('infrastructure-apply', 'p-runbook')),
  runbooks: async ref =>
    later(ref.endsWith('/empty') ? { items: [] } : runbooks),
  runRunbook: async () => later(accepted('runbook', 'p-runbook')),
  resolveOperation: async id => later(accepted('publish', id)),
  preflight: async (ref, question) => {
    const label =
      [...releases, ...builds].find(({ id }) => id === question.release)?.tag ??
      history.items.find(
        ({ deployment: each }) => each?.id === question.deployment,
      )?.label ??
      question.ref ??
      'v0.4.0';
    const usual = ref.endsWith('/frozen') ? frozen : preflight;
    const answer = label === 'v0.4.1' ? refused : usual;
    return later({
      ...answer,
      environment: question.environment,
      label,
      proposedVersion:
        question.release?.startsWith('b-') && question.environment === 'staging'
          ? {
              version: '1.3.0',
              reason: '2 features (feat: usage per tenant) since 1.2.3',
            }
          : null,
      gates: question.intent === 'ephemeral' ? [] : answer.gates,
      compare:
        question.intent === 'rollback'
          ? {
              ...answer.compare!,
              status: 'behind' as const,
              ahead: 0,
              behind: 8,
            }
          : answer.compare,
    });
  },
  promote: async () => later(accepted('promotion', 'p-waiting')),
  buildEphemeral: async () => later(accepted('ephemeral-build', 'o-2')),
  runRelease: async () => later(accepted('release-run', 'o-1')),
  publish: async () => later(accepted('publish', 'o-3')),
  hold: async (_ref, environment, reason) =>
    later({ environment, message: reason ? 'Held.' : 'The hold has ended.' }),
  adopt: async (_ref, environment) =>
    later({ environment, message: 'v5.10.2 is recorded now.' }),
  repair: async () => later(accepted('promotion', 'p-waiting')),
  drill: async () =>
    later(
      drill({
        ...{ state: 'going-back', message: 'v0.3.7 comes back' },
        ...{ endedAt: null, forward: null, inTime: null },
      }),
    ),
  extend: async (_ref, environment) =>
    later({ environment, message: 'It may stay.' }),
  reject: async () => {
    throw failure(
      403,
      'Only the owner of the service may reject its releases.',
    );
  },
  critical: async (_ref, id, reason) =>
    later({
      id,
      tag: id.slice(2),
      critical: reason ? { by: ADA, at: ago(0), reason } : null,
    }),
  tick: async id => later(accepted('promotion', id)),
  override: async id => later(accepted('promotion', id)),
  freezes: async () => later(freezes),
  declareFreeze: async request =>
    later(
      freeze('f-new', {
        kind: request.kind,
        title: request.title,
        reason: request.reason,
        scope: request.scope,
      }),
    ),
  endFreeze: async (id, { reason }) =>
    later(freeze(id, { ended: { by: ADA, at: ago(0), reason } })),
  promotions: async () => later({ items: summaries, nextCursor: null }),
  promotion: async id => {
    if (!promotions[id]) throw failure(404, `There is no promotion ${id}`);
    return later(promotions[id]);
  },
  decide: async id => later(accepted('promotion', id)),
  reviewInGithub: async id => later(accepted('promotion', id)),
  cancel: async id => later(accepted('promotion', id)),
  retry: async id => later(accepted('promotion', id)),
  resolve: async () => {
    throw failure(409, 'Someone else has resolved it already.');
  },
  flows: async () => later(flows),
  runtime: async ref => later(ref.endsWith('/empty') ? silent : runtime),
  parity: async (_ref, { left, right }) => later(parityOf(left, right)),
  refreshRuntime: async () =>
    later({ environments: ['prd'], message: 'It is read again in a moment' }),
  guide: async id => later(guideOf(id)),
  logs: async (_ref, environment) => later({ ...logs, environment }),
  earlier: async (_ref, environment) => later({ ...earlier, environment }),
  flowDocument: async () => later(flowDocument),
} satisfies Partial<ReleaseFlowApi> as unknown as ReleaseFlowApi;
