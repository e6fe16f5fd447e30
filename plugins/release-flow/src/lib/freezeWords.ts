import type {
  FreezeRequest,
  FreezeView,
} from 'backstage-plugin-release-flow-common';
import { capitalise, plural } from './text';

const DAYS = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
];
const SHORT_DAYS = DAYS.map(day => day.slice(0, 3).toUpperCase());
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const SHORT_MONTHS = MONTHS.map(month => month.slice(0, 3).toUpperCase());

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: string[], last = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words[words.length - 1]}`;
}

/** A cron field's values as words; `undefined` where a pattern is more than a list or range. */
function valuesOf(
  field: string,
  short: string[],
  wordOf: (value: number) => string | undefined,
): string | undefined {
  const one = (text: string) => {
    const named = short.indexOf(text.toUpperCase());
    if (named >= 0) return wordOf(named);
    return /^\d+$/.test(text) ? wordOf(Number(text)) : undefined;
  };
  const words = field.split(',').map(part => {
    const [from, to, ...more] = part.split('-');
    if (more.length > 0) return undefined;
    const [start, end] = [one(from), to === undefined ? undefined : one(to)];
    if (to === undefined) return start;
    return start && end ? `${start} to ${end}` : undefined;
  });
  return words.every(word => word !== undefined)
    ? listed(words as string[])
    : undefined;
}

function dayWords(
  day: string,
  month: string,
  weekday: string,
): string | undefined {
  const everyDay = day === '*' && weekday === '*';
  const months =
    month === '*'
      ? ''
      : valuesOf(month, ['', ...SHORT_MONTHS], value => MONTHS[value - 1]);
  if (months === undefined) return undefined;
  const inMonths = months && ` in ${months}`;
  if (everyDay) return `every day${inMonths}`;
  if (day === '*') {
    const days = valuesOf(weekday, SHORT_DAYS, value => DAYS[value % 7]);
    return days && `every ${days}${inMonths}`;
  }
  const dates = valuesOf(day, [], String);
  if (weekday !== '*' || !dates) return undefined;
  return months ? `every ${dates} ${months}` : `on day ${dates} of every month`;
}

/** `0 16 * * FRI` as `every Friday at 16:00`; what is too odd for words stays as it is. */
export function describeSchedule(schedule: string): string {
  const [minute, hour, day, month, weekday, ...more] = schedule
    .trim()
    .split(/\s+/);
  const days = weekday && !more.length && dayWords(day, month, weekday);
  if (!days || !/^\d+$/.test(minute) || !/^\d+$/.test(hour)) {
    return `whenever ${schedule.trim()} fires`;
  }
  return `${days} at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}

const UNITS: Record<string, string> = {
  Y: 'year',
  M: 'month',
  W: 'week',
  D: 'day',
  TH: 'hour',
  TM: 'minute',
  TS: 'second',
};

/** `P2DT16H` as `2 days 16 hours`. */
export function describeDuration(duration: string): string {
  const [date, time = ''] = duration.replace(/^P/, '').split('T');
  const words = (text: string, prefix: string) =>
    [...text.matchAll(/(\d+)([YMWDHS])/g)].map(([, count, unit]) =>
      plural(Number(count), UNITS[`${prefix}${unit}`] ?? unit),
    );
  return [...words(date, ''), ...words(time, 'T')].join(' ') || duration;
}

/** `Every Friday at 16:00, for 2 days 16 hours, Europe/Berlin`. */
export function describeRecurrence(
  recurrence: NonNullable<FreezeRequest['recurrence']>,
): string {
  const { schedule, duration, timeZone } = recurrence;
  return `${capitalise(describeSchedule(schedule))}, for ${describeDuration(duration)}, ${timeZone}`;
}

/** Where in the list it belongs. */
export function phaseOf(freeze: FreezeView): 'active' | 'planned' | 'over' {
  if (freeze.active) return 'active';
  return freeze.nextAt && !freeze.ended ? 'planned' : 'over';
}
