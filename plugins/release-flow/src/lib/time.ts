const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** Length of a span in its one or two largest units: `20 s`, `12 min`, `9 d`. */
export function formatSpan(ms: number): string {
  const span = Math.max(0, ms);
  if (span < MINUTE) return `${Math.round(span / SECOND)} s`;
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min`;
  if (span < DAY) return `${Math.floor(span / HOUR)} h`;
  if (span < 2 * WEEK) return `${Math.floor(span / DAY)} d`;
  if (span < 52 * WEEK) return `${Math.floor(span / WEEK)} w`;
  return `${Math.floor(span / (365 * DAY))} y`;
}

/** `usually 40 s`, `22 min of 1 h`: a duration with its two largest units. */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < MINUTE) return `${Math.max(1, Math.round(span / SECOND))} s`;
  if (span < HOUR) {
    const seconds = Math.round((span % MINUTE) / SECOND);
    const minutes = Math.floor(span / MINUTE);
    return seconds > 0 && minutes < 5
      ? `${minutes} min ${seconds} s`
      : `${minutes} min`;
  }
  const minutes = Math.floor((span % HOUR) / MINUTE);
  const hours = Math.floor(span / HOUR);
  return minutes > 0 && hours < 24
    ? `${hours} h ${minutes} min`
    : formatSpan(span);
}

/** How often an age of this size has to be drawn again. */
export function ageStep(ms: number): number {
  return Math.abs(ms) < MINUTE ? 5 * SECOND : 15 * SECOND;
}

/** `just now`, `20 s ago`, `in 2 d`. */
export function formatAge(ms: number): string {
  if (Math.abs(ms) < 5 * SECOND) return 'just now';
  if (ms < 0) return `in ${formatSpan(-ms)}`;
  if (ms < MINUTE) {
    return `${Math.floor(ms / (5 * SECOND)) * 5} s ago`;
  }
  return `${formatSpan(ms)} ago`;
}

const absolute = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'long',
});

/** Full local date and time, for titles. */
export function formatInstant(instant: string): string {
  const at = Date.parse(instant);
  return Number.isNaN(at) ? instant : absolute.format(at);
}

/** Date and time for a sentence, in the reader's own time: `Sat, Dec 19, 18:00 UTC`. */
export function formatMoment(instant: string, now = new Date()): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  return new Intl.DateTimeFormat('en-US', {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    year: at.getFullYear() === now.getFullYear() ? undefined : 'numeric',
  }).format(at);
}

/** The reader's own time zone. */
export const ownTimeZone = () =>
  new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
