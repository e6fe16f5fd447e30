import { logLines } from './siteLogs';

const LOG = [
  'cut off in the middle of a line',
  '2026-11-20T10:00:00.123Z INFO  - Starting',
  '2026-11-20T10:00:01.5 Traceback (most recent call last):',
  '  File "main.py", line 1',
  '',
  '2026-11-20T10:00:02Z done',
].join('\n');

it('gives each line its time, and to what goes on below it the same', () => {
  expect(logLines(LOG, { limit: 100 })).toEqual([
    { at: '2026-11-20T10:00:00.123Z', text: 'INFO  - Starting' },
    {
      at: '2026-11-20T10:00:01.500Z',
      text: 'Traceback (most recent call last):',
    },
    { at: '2026-11-20T10:00:01.500Z', text: '  File "main.py", line 1' },
    { at: '2026-11-20T10:00:02.000Z', text: 'done' },
  ]);
});

it('keeps the newest, since when it is asked for', () => {
  const texts = (more: { since?: string; limit: number }) =>
    logLines(LOG, more).map(({ text }) => text);
  expect(texts({ limit: 1 })).toEqual(['done']);
  expect(texts({ limit: 9, since: '2026-11-20T11:00:02+01:00' })).toEqual([
    'done',
  ]);
});
