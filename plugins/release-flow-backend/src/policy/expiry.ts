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
