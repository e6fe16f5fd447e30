import type { Plan, Step } from 'backstage-plugin-release-flow-common';
import { Duration } from 'luxon';
import type { PlanSubject } from '../policy/plan';
import type { Caller } from './Access';

/** Plan subject of something that is built rather than released. */
export function buildSubject(
  promotionId: string,
  gitRef: string | null,
  commit: string | null,
): PlanSubject {
  return {
    promotionId,
    intent: 'ephemeral',
    emergency: false,
    from: null,
    artifact: null,
    commit,
    gitRef,
    release: null,
    base: null,
  };
}

/** Steps of an operation that is one act. */
export function oneStep(title: string): Step[] {
  return [
    {
      id: 'deploy',
      title,
      detail: '',
      state: 'pending',
      startedAt: null,
      finishedAt: null,
      usuallyMs: null,
      url: null,
    },
  ];
}

const WAITS_AT_MOST = 'P7D';

/** The shortest time its approvals give it, else a week. */
export function waitsUntil({ gates }: Plan, now: string): string {
  const given = gates
    .map(gate => gate.expiresIn)
    .filter(value => typeof value === 'string');
  const shortest = [...given, WAITS_AT_MOST]
    .map(value => Duration.fromISO(value).toMillis())
    .sort((a, b) => a - b)[0];
  return new Date(Date.parse(now) + shortest).toISOString();
}

export function askedBy(caller: Caller) {
  return {
    origin:
      caller.kind === 'user' ? ('person' as const) : ('automation' as const),
    via: caller.via,
    requestedBy: caller.actor,
  };
}
