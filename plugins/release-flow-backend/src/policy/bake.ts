import { Duration } from 'luxon';

/** What a bake has seen so far. */
export interface Baked {
  healthyMs: number;
  /** When it was last seen healthy with nothing else in between. */
  seenAt: string | null;
}

const LOOKS = 20;
const SLOWEST_LOOK_MS = 30_000;
/** Looks may come late; what lies further apart was not observed. */
const GAP_LOOKS = 3;

/** Milliseconds between two looks: often enough to see a dip, seldom enough for a long bake. */
export function bakeEveryMs(forMs: number, fastestMs: number): number {
  return Math.max(fastestMs, Math.min(forMs / LOOKS, SLOWEST_LOOK_MS));
}

/** Adds the time since the last healthy look, unless there was a gap between the two. Pure. */
export function bakeOn(
  before: Baked | undefined,
  look: { isHealthy: boolean; at: string; everyMs: number },
): Baked {
  const healthyMs = before?.healthyMs ?? 0;
  if (!look.isHealthy) return { healthyMs, seenAt: null };
  const since = before?.seenAt
    ? Date.parse(look.at) - Date.parse(before.seenAt)
    : 0;
  const isGap = since > look.everyMs * GAP_LOOKS;
  return { healthyMs: healthyMs + (isGap ? 0 : since), seenAt: look.at };
}

/** How long a bake may take in all: twice its time, and never less than ten minutes more. */
export function bakeWithinMs(config: { for: string; within?: string }): number {
  if (config.within) return Duration.fromISO(config.within).toMillis();
  const forMs = Duration.fromISO(config.for).toMillis();
  return Math.max(forMs * 2, forMs + 10 * 60_000);
}
