/** What was seen of a site from the deploy on. */
export interface Availability {
  looks: number;
  /** Looks that found it unavailable. */
  missed: number;
  /** How long it was unavailable in all, and at most at a time. */
  unavailableMs: number;
  longestMs: number;
  /** Of the unavailability that goes on. */
  presentMs: number;
  /** Time between looks that lay close enough to one another. */
  watchedMs: number;
  lookedAt: string;
  isUp: boolean;
  /** What the last look that missed it said. */
  lastMiss?: string;
}

/** Looks may come late; what lies further apart was not observed. */
const GAP_LOOKS = 5;

/** Adds one look. A site that was found unavailable counts as that until the next look. Pure. */
export function watchOn(
  before: Availability | undefined,
  look: { isUp: boolean; message: string; at: string; everyMs: number },
): Availability {
  const { isUp, at, message, everyMs } = look;
  const since = before ? Date.parse(at) - Date.parse(before.lookedAt) : 0;
  const watched = since <= everyMs * GAP_LOOKS ? Math.max(0, since) : 0;
  const downMs = before && !before.isUp ? watched : 0;
  const presentMs = (before?.presentMs ?? 0) + downMs;
  const lastMiss = isUp ? before?.lastMiss : message;
  return {
    looks: (before?.looks ?? 0) + 1,
    missed: (before?.missed ?? 0) + (isUp ? 0 : 1),
    unavailableMs: (before?.unavailableMs ?? 0) + downMs,
    longestMs: Math.max(before?.longestMs ?? 0, presentMs),
    presentMs: isUp ? 0 : presentMs,
    watchedMs: (before?.watchedMs ?? 0) + watched,
    lookedAt: at,
    isUp,
    ...(lastMiss && { lastMiss }),
  };
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** What was seen, in one sentence. */
export function availabilityText(seen: Availability): string {
  const asked = `${seen.looks} looks over ${seconds(seen.watchedMs)}`;
  if (seen.missed === 0) return `Never unavailable in ${asked}`;
  return `Unavailable for ${seconds(seen.unavailableMs)} in all, ${seconds(seen.longestMs)} at a time, in ${asked} (last: ${seen.lastMiss})`;
}
