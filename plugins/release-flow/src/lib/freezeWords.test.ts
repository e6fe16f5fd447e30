import {
  describeDuration,
  describeRecurrence,
  describeSchedule,
} from './freezeWords';

describe('describeSchedule', () => {
  it.each([
    ['0 16 * * FRI', 'every Friday at 16:00'],
    ['0 16 * * 5', 'every Friday at 16:00'],
    ['5 9 * * 7', 'every Sunday at 09:05'],
    ['30 18 * * MON-FRI', 'every Monday to Friday at 18:30'],
    ['0 0 * * SAT,SUN', 'every Saturday and Sunday at 00:00'],
    ['0 22 * * *', 'every day at 22:00'],
    ['0 0 24 12 *', 'every 24 December at 00:00'],
    ['0 0 1,15 * *', 'on day 1 and 15 of every month at 00:00'],
    ['0 8 * JUN-AUG MON', 'every Monday in June to August at 08:00'],
    ['*/5 * * * *', 'whenever */5 * * * * fires'],
    ['0 16 * * FRI#2', 'whenever 0 16 * * FRI#2 fires'],
    ['0 16 1 * FRI', 'whenever 0 16 1 * FRI fires'],
    ['0 16 * *', 'whenever 0 16 * * fires'],
  ])('%s', (schedule, words) => {
    expect(describeSchedule(schedule)).toBe(words);
  });
});

describe('describeDuration', () => {
  it.each([
    ['P2DT16H', '2 days 16 hours'],
    ['PT1H', '1 hour'],
    ['PT90M', '90 minutes'],
    ['P1M', '1 month'],
    ['P1W', '1 week'],
    ['soon', 'soon'],
  ])('%s', (duration, words) => {
    expect(describeDuration(duration)).toBe(words);
  });
});

it('puts a recurrence into one line', () => {
  expect(
    describeRecurrence({
      schedule: '0 16 * * FRI',
      duration: 'P2DT16H',
      timeZone: 'Europe/Berlin',
    }),
  ).toBe('Every Friday at 16:00, for 2 days 16 hours, Europe/Berlin');
});
