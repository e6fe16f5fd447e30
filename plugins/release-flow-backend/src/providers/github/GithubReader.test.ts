import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { ProviderError } from 'backstage-plugin-release-flow-node';
import { startStub, type StubServer } from '../__testUtils__/stubServer';
import { GithubCodeHost } from './GithubCodeHost';
import { GithubConnections } from './GithubConnections';
import { GithubReader } from './GithubReader';

const context = () => ({ signal: new AbortController().signal });

describe('reads of GitHub', () => {
  let stub: StubServer;
  let codeHost: GithubCodeHost;
  let repo: { host: string; slug: string };

  beforeEach(async () => {
    stub = await startStub();
    repo = { host: stub.host, slug: 'acme/api' };
    const config = new ConfigReader({
      integrations: {
        github: [
          { host: stub.host, apiBaseUrl: `${stub.url}/api/v3`, token: 't0k3n' },
        ],
      },
    });
    const connections = GithubConnections.fromConfig(
      config,
      mockServices.logger.mock(),
    );
    codeHost = new GithubCodeHost(new GithubReader(connections));
  });
  afterEach(() => stub.close());

  const releases = () => codeHost.releases(repo, context());
  const failure = async (): Promise<ProviderError> =>
    releases().then(
      () => {
        throw new Error('it should have failed');
      },
      error => error,
    );

  const release = {
    id: 7,
    tag_name: 'v1.0.0',
    name: null,
    body: null,
    draft: false,
    prerelease: true,
    target_commitish: 'main',
    author: { login: 'ada' },
    created_at: '2026-01-01T00:00:00Z',
    published_at: '2026-01-02T00:00:00Z',
    html_url: 'https://example.com',
  };

  it('sends the credential and the version of the API', async () => {
    stub.answer({ status: 200, body: [release] });
    expect(await releases()).toEqual([
      expect.objectContaining({ id: '7', body: '', state: 'prerelease' }),
    ]);
    expect(stub.requests[0]).toMatchObject({
      url: '/api/v3/repos/acme/api/releases?per_page=100',
      headers: {
        authorization: 'Bearer t0k3n',
        'x-github-api-version': '2022-11-28',
      },
    });
  });

  it('shows what it has when nothing was modified', async () => {
    stub.answer(
      { status: 200, body: [release], headers: { etag: '"1"' } },
      { status: 304, headers: { etag: '"1"' } },
    );
    const first = await releases();
    expect(await releases()).toEqual(first);
    expect(stub.requests[1].headers['if-none-match']).toBe('"1"');
  });

  it.each([
    ['a server error', { status: 502, body: { message: 'no' } } as const],
    ['a broken connection', 'drop' as const],
  ])('reads once more after %s', async (_, trouble) => {
    stub.answer(trouble, { status: 200, body: [release] });
    expect(await releases()).toHaveLength(1);
    expect(stub.requests).toHaveLength(2);
  });

  it('gives up after the second server error', async () => {
    stub.answer({ status: 500, body: { message: 'broken' } });
    const error = await failure();
    expect(error).toMatchObject({ trouble: 'unavailable' });
    expect(error.message).toBe(
      'GitHub answered 500 for releases of acme/api: broken',
    );
    expect(stub.requests).toHaveLength(2);
  });

  const inAMinute = () => String(Math.floor(Date.now() / 1000) + 60);
  it.each([
    ['429', 429, () => ({ 'retry-after': '7' }), 7_000],
    ['a secondary limit', 403, () => ({ 'retry-after': '9' }), 9_000],
    [
      'a spent quota',
      403,
      () => ({
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': inAMinute(),
      }),
      60_000,
    ],
  ])(
    'waits as %s asks, and asks no more until then',
    async (_, status, headers, wait) => {
      stub.answer({
        status,
        headers: headers(),
        body: { message: 'slow down' },
      });
      const error = await failure();
      expect(error.trouble).toBe('rate-limited');
      expect(error.options.retryAfterMs).toBeGreaterThan(wait - 2_000);
      expect(error.options.retryAfterMs).toBeLessThanOrEqual(wait);
      expect(await failure()).toMatchObject({ trouble: 'rate-limited' });
      expect(stub.requests).toHaveLength(1);
    },
  );

  it.each([
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not-found'],
    [422, 'refused'],
  ])('answers %s with %s, at once', async (status, trouble) => {
    stub.answer({ status, body: { message: 'no' } });
    expect(await failure()).toMatchObject({ trouble });
    expect(stub.requests).toHaveLength(1);
  });

  it('ends when its caller gives up', async () => {
    stub.answer('silence');
    const started = Date.now();
    const error = await codeHost
      .releases(repo, { signal: AbortSignal.timeout(100) })
      .catch(it => it);
    expect(error).toMatchObject({ trouble: 'unavailable' });
    expect(error.message).toMatch(/no answer in time/);
    expect(Date.now() - started).toBeLessThan(900);
    expect(stub.requests).toHaveLength(1);
  });

  it('does not take a torn answer for one', async () => {
    stub.answer({
      status: 200,
      body: '{"mess',
      headers: { 'content-type': 'application/json' },
    });
    expect(await failure()).toMatchObject({ trouble: 'unavailable' });
  });

  it('puts the background off when little is left, and nothing else', async () => {
    const headers = {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '1499',
      'x-ratelimit-reset': inAMinute(),
    };
    stub.answer({ status: 200, body: [release], headers });
    const background = () =>
      codeHost.releases(repo, { ...context(), background: true });
    await background();
    await expect(background()).rejects.toMatchObject({
      trouble: 'rate-limited',
      message: expect.stringContaining('1499 of 5000 requests are left'),
    });
    expect(stub.requests).toHaveLength(1);
    expect(await releases()).toHaveLength(1);
    expect(stub.requests).toHaveLength(2);
  });

  it('follows annotated tags to their commit', async () => {
    const object = (type: string, sha: string) => ({
      status: 200,
      body: { object: { type, sha } },
    });
    stub.answer(object('tag', 'a1'), object('commit', 'c1'));
    expect(await codeHost.tagCommit(repo, 'v1', context())).toBe('c1');
    expect(stub.requests.map(({ url }) => url)).toEqual([
      '/api/v3/repos/acme/api/git/ref/tags%2Fv1',
      '/api/v3/repos/acme/api/git/tags/a1',
    ]);
  });

  it('knows nothing of a host without integration', async () => {
    const elsewhere = { host: 'git.example', slug: 'acme/api' };
    await expect(codeHost.releases(elsewhere, context())).rejects.toMatchObject(
      { trouble: 'unauthorized' },
    );
  });
});
