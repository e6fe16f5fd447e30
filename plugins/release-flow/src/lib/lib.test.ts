import { ResponseError } from '@backstage/errors';
import { asChain } from './chain';
import { errorMessage } from './errors';
import { shortId, webUrl } from './text';
import { formatAge, formatDuration, formatSpan } from './time';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('time', () => {
  it.each([
    [3 * SECOND, 'just now'],
    [23 * SECOND, '20 s ago'],
    [12 * MINUTE, '12 min ago'],
    [9 * DAY, '9 d ago'],
    [21 * DAY, '3 w ago'],
    [-2 * DAY, 'in 2 d'],
  ])('formats an age of %s ms', (ms, text) => {
    expect(formatAge(ms)).toBe(text);
  });

  it.each([
    [55 * SECOND, '55 s'],
    [91 * SECOND, '1 min 31 s'],
    [90 * MINUTE, '1 h 30 min'],
  ])('formats a duration of %s ms', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('never counts backwards', () => {
    expect(formatSpan(-5)).toBe('0 s');
  });
});

describe('text', () => {
  it('shortens digests and commits, and nothing else', () => {
    expect(shortId(`sha256:${'ab'.repeat(32)}`)).toBe('sha256:abababab');
    expect(shortId('c'.repeat(40))).toBe('ccccccc');
    expect(shortId('v0.4.0')).toBe('v0.4.0');
  });

  it('links to web addresses only', () => {
    expect(webUrl('https://example.com')).toBe('https://example.com');
    expect(webUrl('file:///etc/hosts')).toBeUndefined();
    expect(webUrl(null)).toBeUndefined();
  });
});

describe('errorMessage', () => {
  const answer = (body: string, type: string) =>
    ResponseError.fromResponse({
      ok: false,
      status: 502,
      statusText: 'Bad Gateway',
      headers: new Headers({ 'content-type': type }),
      text: async () => body,
      url: '/',
    } as unknown as Response);

  it('says what the server said', async () => {
    const error = { name: 'ConflictError', message: 'It changed.' };
    const body = JSON.stringify({ error, response: { statusCode: 502 } });
    expect(errorMessage(await answer(body, 'application/json'))).toBe(
      'It changed.',
    );
  });

  it('shows no page of somebody between', async () => {
    expect(
      errorMessage(await answer('<html>\n<h1>nginx</h1>', 'text/html')),
    ).toBe('The portal answered 502 Bad Gateway.');
  });
});

describe('asChain', () => {
  const path = (from: string, to: string) => ({ from, to });
  it.each([
    [
      ['dev', 'prd', 'staging'],
      [path('dev', 'staging'), path('staging', 'prd')],
      ['dev', 'staging', 'prd'],
    ],
    [['dev'], [], ['dev']],
    [['a', 'b', 'c'], [path('a', 'b'), path('a', 'c')], undefined],
    [['a', 'b'], [], undefined],
    [['a', 'b'], [path('a', 'b'), path('b', 'a')], undefined],
  ])('%s', (ids, paths, expected) => {
    expect(asChain(ids, paths)).toEqual(expected);
  });
});
