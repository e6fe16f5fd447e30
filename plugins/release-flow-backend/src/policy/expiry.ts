import type { Plan } from 'backstage-plugin-release-flow-common';
import { Duration } from 'luxon';

/** When a build expires next, or why it can't be so. Pure. */
export function extendedExpiry(
  expiresAt: string,
  { until, by }: { until?: string; by?: string },
  ttl: string,
  now: Date,
): { expiresAt: string } | { problem: string } {
  const later = (duration: string) =>
    now.getTime() + Duration.fromISO(duration).toMillis();
  const wanted = until ? Date.parse(until) : later(by!);
  const latest = later(ttl);
  if (wanted <= Math.max(now.getTime(), Date.parse(expiresAt))) {
    return {
      problem: `it expires at ${expiresAt} already; choose a later time`,
    };
  }
  if (wanted > latest) {
    return {
      problem: `the flow lets a branch stay ${ttl} at most, so until ${new Date(latest).toISOString()}`,
    };
  }
  return { expiresAt: new Date(wanted).toISOString() };
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
