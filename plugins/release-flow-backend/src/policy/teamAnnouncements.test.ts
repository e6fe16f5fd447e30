import type { PromotionState } from 'backstage-plugin-release-flow-common';
import { exampleBinding } from '../__testUtils__/bindings';
import type { OperationRecord } from '../database/records';
import {
  announceToTeam,
  eventOf,
  isMajorVersion,
  type AnnouncedEvent,
} from './teamAnnouncements';

const moved = (state: PromotionState, more: object = {}) =>
  ({
    ...{ id: 'p1', kind: 'promotion', intent: 'promote', label: 'v1.2.3' },
    ...{ state, message: 'because', requestedBy: 'user:default/ada' },
    ...{ stateSince: '2025-01-01T00:00:00.000Z', memory: {} },
    ...more,
  }) as OperationRecord;

it.each<[PromotionState, PromotionState, object, AnnouncedEvent | undefined]>([
  ['waiting', 'deploying', {}, 'started'],
  ['waiting', 'verifying', {}, 'started'],
  ['requested', 'waiting', {}, undefined],
  ['deploying', 'waiting', {}, undefined],
  ['deploying', 'waiting-in-github', {}, undefined],
  ['waiting-in-github', 'deploying', {}, undefined],
  ['deploying', 'verifying', {}, undefined],
  ['verifying', 'succeeded', {}, 'succeeded'],
  ['verifying', 'succeeded', { intent: 'rollback' }, 'rolled-back'],
  ['verifying', 'succeeded', { intent: 'restore' }, 'rolled-back'],
  ['verifying', 'rolling-back', {}, undefined],
  ['rolling-back', 'rolled-back', {}, 'rolled-back'],
  ['verifying', 'failed', {}, 'failed'],
  ['deploying', 'errored', {}, 'failed'],
  ['attention', 'errored', {}, 'failed'],
  ['deploying', 'attention', {}, undefined],
  ['waiting', 'failed', {}, undefined],
  ['waiting', 'rejected', {}, undefined],
  ['waiting', 'superseded', {}, undefined],
  ['waiting-in-github', 'cancelled', {}, undefined],
  ['waiting', 'deploying', { kind: 'runbook' }, undefined],
  ['verifying', 'succeeded', { kind: 'docs-publish' }, undefined],
])('%s → %s with %p is %s', (before, state, more, event) => {
  expect(eventOf(before, moved(state, more))).toBe(event);
});

it.each([
  ['v2.0.0', true],
  ['2.0.0', true],
  ['shop/v3.0.0', true],
  ['v2.0.0-rc.1', false],
  ['v2.1.0', false],
  ['v2.0.1', false],
  ['v0.0.0', false],
  ['main@abc1234', false],
  ['2025-01-03', false],
])('%s is a major version: %s', (label, expected) => {
  expect(isMajorVersion(label)).toBe(expected);
});

const all: AnnouncedEvent[] = ['started', 'succeeded', 'failed', 'rolled-back'];

describe('who is told', () => {
  const tell = (announce: object, more: object = {}, environment = 'prd') => {
    const binding = { ...exampleBinding(), announce: { on: all, ...announce } };
    return announceToTeam(
      binding,
      binding.environments.find(({ id }) => id === environment)!,
      'verifying',
      moved('succeeded', more),
    );
  };
  const team = ['group:default/chat'];
  const stakeholders = ['group:default/board'];

  it.each<[string, object, object, string, string[] | undefined]>([
    ['the owner', {}, {}, 'prd', ['group:default/qfa']],
    ['the named team', { team }, {}, 'prd', team],
    ['nobody of another event', { on: ['failed'] }, {}, 'prd', undefined],
    ['nobody elsewhere', { environments: ['prd'] }, {}, 'dev', undefined],
    ['those of here', { team, environments: ['prd'] }, {}, 'prd', team],
    ['no stakeholders of a patch', { team, stakeholders }, {}, 'prd', team],
    [
      'stakeholders of a major version',
      { team, stakeholders },
      { label: 'v2.0.0' },
      'prd',
      [...team, ...stakeholders],
    ],
    [
      'no stakeholders before production',
      { team, stakeholders },
      { label: 'v2.0.0' },
      'dev',
      team,
    ],
  ])('%s', (_who, announce, more, environment, to) => {
    expect(tell(announce, more, environment)?.to).toEqual(to);
  });

  it('is nobody where the flow announces nothing', () => {
    const binding = exampleBinding();
    const [environment] = binding.environments;
    expect(
      announceToTeam(binding, environment, 'verifying', moved('succeeded')),
    ).toBeUndefined();
  });

  it.each<[PromotionState, object, string]>([
    ['succeeded', {}, 'v1.2.3 is live in prd of qfa-backend'],
    ['failed', {}, 'v1.2.3 failed in prd of qfa-backend'],
    ['rolled-back', {}, 'v1.2.3 was rolled back in prd of qfa-backend'],
    [
      'succeeded',
      { intent: 'rollback' },
      'prd of qfa-backend was rolled back to v1.2.3',
    ],
    [
      'succeeded',
      { intent: 'rollback', memory: { drill: { way: 'back' } } },
      'Drill: prd of qfa-backend was rolled back to v1.2.3',
    ],
    [
      'succeeded',
      { intent: 'restore', memory: { drill: { way: 'forward' } } },
      'Drill: v1.2.3 is live in prd of qfa-backend',
    ],
  ])('hears of %s %p: %s', (state, more, title) => {
    const binding = { ...exampleBinding(), announce: { on: all } };
    const told = announceToTeam(
      binding,
      binding.environments[2],
      'verifying',
      moved(state, more),
    );
    expect(told).toMatchObject({
      title,
      except: 'user:default/ada',
      chat: { text: `${title}: because`, environment: 'prd', promotion: 'p1' },
    });
  });
});
