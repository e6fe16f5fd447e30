import { Duration } from 'luxon';

/** `PT90M` as people say it; in days at most, since a month is no number of days. */
export const spanOf = (duration: string) =>
  Duration.fromMillis(Duration.fromISO(duration).toMillis())
    .shiftTo('days', 'hours', 'minutes', 'seconds')
    .removeZeros()
    .toHuman();
