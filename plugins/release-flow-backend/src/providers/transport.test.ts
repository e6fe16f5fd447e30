import { startStub, type StubServer } from './__testUtils__/stubServer';
import { reasonOf, retryAfterMs, wasNeverSent, within } from './transport';

describe('transport', () => {
  let stub: StubServer;
  beforeAll(async () => {
    stub = await startStub();
  });
  afterAll(() => stub.close());

  const failureOf = (url: string, signal?: AbortSignal) =>
    fetch(url, { signal }).then(
      () => undefined,
      error => error,
    );

  it('knows that a refused connection carried nothing', async () => {
    const gone = await startStub();
    await gone.close();
    const error = await failureOf(gone.url);
    expect(wasNeverSent(error)).toBe(true);
    expect(reasonOf(error)).toBe('ECONNREFUSED');
  });

  it('knows that a name without address carried nothing', async () => {
    const error = await failureOf('http://nowhere.invalid/');
    expect(wasNeverSent(error)).toBe(true);
  });

  it('does not know what a broken connection carried', async () => {
    stub.answer('drop');
    const error = await failureOf(stub.url);
    expect(wasNeverSent(error)).toBe(false);
  });

  it('does not know what a request without answer did', async () => {
    stub.answer('silence');
    const error = await failureOf(
      stub.url,
      within(new AbortController().signal, 50),
    );
    expect(wasNeverSent(error)).toBe(false);
    expect(reasonOf(error)).toBe('no answer in time');
  });

  it.each([
    ['7', 7_000],
    ['Sat, 21 Nov 2026 10:00:30 GMT', 30_000],
    ['Sat, 21 Nov 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    [null, undefined],
  ])('reads Retry-After: %s', (header, expected) => {
    const now = Date.parse('2026-11-21T10:00:00Z');
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});
