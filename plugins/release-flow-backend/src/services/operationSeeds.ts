import type { Step } from 'backstage-plugin-release-flow-common';
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

export function askedBy(caller: Caller) {
  return {
    origin:
      caller.kind === 'user' ? ('person' as const) : ('automation' as const),
    via: caller.via,
    requestedBy: caller.actor,
  };
}
