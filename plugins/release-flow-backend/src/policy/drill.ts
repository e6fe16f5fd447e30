import type {
  Drill,
  DrillWay,
  RollbackDrillSpec,
} from 'backstage-plugin-release-flow-common';
import { Duration } from 'luxon';
import type { OperationRecord } from '../database/records';
import type { BoundEnvironment } from './binding';
import { spanOf } from './spans';

export interface DrillRules {
  every: string;
  environments?: string[];
  within?: string;
}

/** What a flow says of drills, however briefly it says it. */
export function drillRulesOf(
  declared: RollbackDrillSpec | undefined,
): DrillRules | undefined {
  return typeof declared === 'string' ? { every: declared } : declared;
}

/** How the way back is tried in an environment; `undefined` where the flow does not have it tried. */
export function drillKindIn(
  rules: DrillRules | undefined,
  { id, tier }: Pick<BoundEnvironment, 'id' | 'tier'>,
): Drill['kind'] | undefined {
  if (!rules || !(rules.environments?.includes(id) ?? true)) return undefined;
  return tier === 'production' ? 'preflight' : 'real';
}

const isOver = ({ state }: Drill) =>
  !['going-back', 'coming-forward'].includes(state);

/** Whether it goes on, so that nothing else may begin there. */
export function isUnderWay(drill: Drill | null | undefined): drill is Drill {
  return Boolean(drill && !isOver(drill));
}

function wasSent({ steps }: Pick<OperationRecord, 'steps'>): string | null {
  return steps.find(({ id }) => id === 'deploy')?.startedAt ?? null;
}

function wayOf(operation: OperationRecord, at: string): DrillWay {
  const { id, requestedAt, state } = operation;
  const sentAt = wasSent(operation);
  const between = (from: string, to: string) =>
    Math.max(0, Date.parse(to) - Date.parse(from));
  return {
    promotion: id,
    waitedMs: sentAt && between(requestedAt, sentAt),
    tookMs: state === 'succeeded' && sentAt ? between(sentAt, at) : null,
  } as DrillWay;
}

function keptTo(within: string | null, ways: DrillWay[]): boolean | null {
  if (!within) return null;
  const most = Duration.fromISO(within).toMillis();
  return ways.every(
    ({ waitedMs, tookMs }) => (waitedMs ?? 0) + (tookMs ?? 0) <= most,
  );
}

const seconds = (ms: number | null) => `${Math.round((ms ?? 0) / 1000)} s`;

function ended(
  drill: Drill,
  at: string,
  change: Pick<Drill, 'state' | 'message'> & Partial<Drill>,
): Drill {
  return { ...drill, endedAt: at, ...change };
}

function afterBack(drill: Drill, operation: OperationRecord, at: string) {
  const back = wayOf(operation, at);
  const { from, to } = drill;
  if (operation.state === 'succeeded') {
    return {
      ...drill,
      ...{ back, state: 'coming-forward' as const },
      message: `${to.label} ran again after ${seconds(back.tookMs)}; ${from.label} comes forward`,
    };
  }
  if (!wasSent(operation)) {
    return ended(drill, at, {
      ...{ back, state: 'called-off' },
      message: `Nothing was sent, and ${from.label} runs as before: ${operation.message}`,
    });
  }
  return ended(drill, at, {
    ...{ back, state: 'failed' },
    message: `The way back to ${to.label} failed: ${operation.message}. ${to.label} was sent, and ${from.label} is what is recorded; deploy ${from.label} again to put it right.`,
  });
}

function afterForward(drill: Drill, operation: OperationRecord, at: string) {
  const forward = wayOf(operation, at);
  const { from, to, back, within } = drill;
  if (operation.state !== 'succeeded') {
    return ended(drill, at, {
      ...{ forward, state: 'failed' },
      message: notForward(
        drill,
        operation.message,
        wasSent(operation) !== null,
      ),
    });
  }
  const inTime = keptTo(within, [back!, forward]);
  return ended(drill, at, {
    ...{ forward, inTime, state: 'passed', passedAt: at },
    message: `Back to ${to.label} in ${seconds(back!.tookMs)} and forward to ${from.label} in ${seconds(forward.tookMs)}${inTime === false ? `, with what was waited for longer than ${spanOf(within!)}` : ''}`,
  });
}

/** What is left where the earlier artifact runs, and the later one did not come back. */
export function notForward(
  { from, to }: Drill,
  why: string,
  wasChanged: boolean,
): string {
  return `It went back to ${to.label}, but ${from.label} did not come forward again: ${why}. ${
    wasChanged
      ? `${from.label} was sent, and ${to.label} is what is recorded`
      : `${to.label} runs there`
  }; automation is held until ${from.label} is deployed again.`;
}

/** The drill when one of its promotions is over. Pure. */
export function drillAfter(
  drill: Drill,
  operation: OperationRecord,
  at: string,
): Drill {
  return operation.memory.drill?.way === 'back'
    ? afterBack(drill, operation, at)
    : afterForward(drill, operation, at);
}
