import type {
  FreezeScope,
  Recurrence,
} from 'backstage-plugin-release-flow-common';
import { CronExpressionParser } from 'cron-parser';
import { DateTime, Duration } from 'luxon';
import type { FreezeRecord } from '../database/records';

/** A stretch of time; without an end it lasts until somebody ends it. */
export interface Span {
  from: string;
  until: string | null;
}

const iso = (at: DateTime) => at.toUTC().toJSDate().toISOString();

/** Why a recurrence can't be used, or `undefined`. */
export function recurrenceProblem({
  schedule,
  timeZone,
}: Recurrence): string | undefined {
  try {
    CronExpressionParser.parse(schedule, { tz: timeZone }).next();
    return undefined;
  } catch (error) {
    return `'${schedule}' never fires: ${(error as Error).message}`;
  }
}

/** The window that is open at `now`, and when the next one opens. Days are the time zone's own days. */
export function windowsAround(
  recurrence: Recurrence,
  now: string,
): { open: Span | undefined; nextAt: string } {
  const { schedule, duration, timeZone } = recurrence;
  const at = (from: number) =>
    CronExpressionParser.parse(schedule, {
      tz: timeZone,
      currentDate: new Date(from),
    });
  const instant = Date.parse(now);
  // One millisecond on, so that a window that opens right now counts as open.
  const began = at(instant + 1)
    .prev()
    .toDate();
  const ends = DateTime.fromJSDate(began, { zone: timeZone }).plus(
    Duration.fromISO(duration),
  );
  return {
    open:
      instant < ends.toMillis()
        ? { from: began.toISOString(), until: iso(ends) }
        : undefined,
    nextAt: at(instant).next().toDate().toISOString(),
  };
}

const earlier = (a: string | null, b: string | null) => {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
};

/** The stretch in which the freeze stops deployments at `now`, or when it begins. Pure. */
export function freezeAt(
  freeze: Pick<
    FreezeRecord,
    'kind' | 'from' | 'until' | 'recurrence' | 'ended'
  >,
  now: string,
): { active: Span | undefined; nextAt: string | null } {
  const none = { active: undefined, nextAt: null };
  if (freeze.ended || (freeze.until && freeze.until <= now)) return none;
  if (!freeze.recurrence) {
    return freeze.from <= now
      ? { active: { from: freeze.from, until: freeze.until }, nextAt: null }
      : { active: undefined, nextAt: freeze.from };
  }
  if (freeze.from > now) {
    const { open, nextAt } = windowsAround(freeze.recurrence, freeze.from);
    return { active: undefined, nextAt: open ? freeze.from : nextAt };
  }
  const { open, nextAt } = windowsAround(freeze.recurrence, now);
  if (open) {
    return {
      active: { from: open.from, until: earlier(open.until, freeze.until) },
      nextAt: null,
    };
  }
  const isOver = freeze.until !== null && nextAt >= freeze.until;
  return { active: undefined, nextAt: isOver ? null : nextAt };
}

/** What a deployment is, as far as a freeze cares. */
export interface FreezeSubject {
  service: string;
  owner: string | null;
  flow: string;
  environment: string;
  tier: string;
}

/** Whether a scope covers a deployment: every field that is there has to fit. */
export function covers(scope: FreezeScope, subject: FreezeSubject): boolean {
  const fits = (list: string[] | undefined, value: string | null) =>
    !list || (value !== null && list.includes(value));
  return (
    fits(scope.tiers, subject.tier) &&
    fits(scope.environments, subject.environment) &&
    fits(scope.flows, subject.flow) &&
    fits(scope.owners, subject.owner) &&
    fits(scope.services, subject.service)
  );
}
