import { ConfigReader } from '@backstage/config';
import { startStub, type StubServer } from '../__testUtils__/stubServer';
import { HostRules } from './hostRules';
import type { Resolve } from './pinnedLookup';
import { SafeHttpProbe } from './SafeHttpProbe';

const context = () => ({ signal: new AbortController().signal });

describe('SafeHttpProbe', () => {
  let stub: StubServer;
  let port: string;

  beforeEach(async () => {
    stub = await startStub();
    port = stub.host.split(':')[1];
  });
  afterEach(() => stub.close());

  const probeOf = (allowedHosts: string[], resolve?: Resolve) =>
    new SafeHttpProbe(
      HostRules.fromConfig(
        new ConfigReader({ releaseFlow: { probes: { allowedHosts } } }),
      ),
      resolve,
    );
  const get = (
    probe: SafeHttpProbe,
    url: string,
    options: { hosts?: string[]; followRedirects?: boolean } = {},
  ) => probe.get(url, { hosts: [], ...options }, context());

  it.each([
    ['with its port', (p: string) => `site.localhost:${p}`],
    ['by pattern', (p: string) => `*.localhost:${p}`],
    ['with any port', () => 'site.localhost'],
  ])('visits a configured host %s', async (_, rule) => {
    stub.answer({ status: 200, body: 'ok', headers: { 'x-two': 'a' } });
    const url = `http://site.localhost:${port}/health`;
    expect(await get(probeOf([rule(port)]), url)).toEqual({
      status: 200,
      body: 'ok',
      headers: expect.objectContaining({ 'x-two': 'a' }),
      durationMs: expect.any(Number),
      url,
    });
    const [{ method, headers }] = stub.requests;
    expect(method).toBe('GET');
    expect(headers.host).toBe(`site.localhost:${port}`);
    expect(Object.keys(headers)).not.toContain('authorization');
  });

  it.each([
    ['another port', (p: string) => [`site.localhost:${Number(p) + 1}`]],
    ['another name', (p: string) => [`other.localhost:${p}`]],
    ['two labels below a pattern', (p: string) => [`*.host:${p}`]],
    ['nothing', () => []],
  ])('does not visit a host when %s is configured', async (_, rules) => {
    const url = `http://site.localhost:${port}/`;
    await expect(get(probeOf(rules(port)), url)).rejects.toMatchObject({
      trouble: 'refused',
    });
    expect(stub.requests).toEqual([]);
  });

  it.each([
    ['a literal', () => `http://127.0.0.1:${port}/`],
    ['a number', () => `http://2130706433:${port}/`],
    ['IPv6', () => `http://[::1]:${port}/`],
    ['an IPv4 address in IPv6', () => `http://[::ffff:127.0.0.1]:${port}/`],
    ['localhost', () => `http://localhost:${port}/`],
    ['a name below localhost', () => `http://site.localhost:${port}/`],
  ])('does not follow a target to this machine by %s', async (_, url) => {
    const { host } = new URL(url());
    await expect(
      get(probeOf([]), url(), { hosts: [host] }),
    ).rejects.toMatchObject({ trouble: 'refused' });
    expect(stub.requests).toEqual([]);
  });

  it('does not follow a name to a private address, nor to one among public ones', async () => {
    for (const addresses of [
      [{ address: '10.0.0.8', family: 4 }],
      [
        { address: '93.184.216.34', family: 4 },
        { address: '169.254.169.254', family: 4 },
      ],
    ]) {
      const probe = probeOf([], async () => addresses);
      await expect(
        get(probe, 'http://site.example/', { hosts: ['site.example'] }),
      ).rejects.toThrow(/which is not on the public internet/);
    }
  });

  it('does not even look up a host that is not the target’s', async () => {
    const resolve = jest.fn(async () => [
      { address: '93.184.216.34', family: 4 },
    ]);
    for (const url of ['http://other.example/', 'http://site.example:8080/']) {
      await expect(
        get(probeOf([], resolve), url, { hosts: ['site.example'] }),
      ).rejects.toThrow(/neither a host of the target nor/);
    }
    expect(resolve).not.toHaveBeenCalled();
  });

  it('connects to the address it has checked, without asking again', async () => {
    stub.answer({ status: 200, body: 'ok' });
    const resolve = jest.fn(async () => [{ address: '127.0.0.1', family: 4 }]);
    const probe = probeOf(['site.example'], resolve);
    await get(probe, `http://site.example:${port}/`);
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(stub.requests[0].headers.host).toBe(`site.example:${port}`);
  });

  it.each([
    'ftp://site.localhost/',
    'file:///etc/passwd',
    'http://user:pw@site.localhost/',
    '//site.localhost/',
    'nonsense',
  ])('does not visit %s', async url => {
    await expect(get(probeOf(['site.localhost']), url)).rejects.toMatchObject({
      trouble: 'refused',
    });
  });

  const redirect = (location: string) => ({
    status: 301,
    headers: { location },
  });

  it('follows redirects only when asked to', async () => {
    const probe = probeOf([`*.localhost:${port}`]);
    const url = `http://site.localhost:${port}/`;
    stub.answer(redirect('/there'), { status: 200, body: 'there' });
    expect(await get(probe, url)).toMatchObject({
      status: 301,
      headers: { location: '/there' },
    });
    stub.answer(redirect('/there'), { status: 200, body: 'there' });
    expect(await get(probe, url, { followRedirects: true })).toMatchObject({
      status: 200,
      url: `http://site.localhost:${port}/there`,
    });
  });

  it('checks every redirect again', async () => {
    const probe = probeOf([`site.localhost:${port}`]);
    const url = `http://site.localhost:${port}/`;
    for (const location of [
      'http://169.254.169.254/latest/meta-data',
      `http://127.0.0.1:${port}/`,
      'file:///etc/passwd',
      'http://[',
    ]) {
      stub.answer(redirect(location));
      await expect(
        get(probe, url, { followRedirects: true }),
      ).rejects.toMatchObject({ trouble: 'refused' });
      expect(stub.requests).toHaveLength(1);
    }
  });

  it('follows three redirects, not four', async () => {
    const probe = probeOf([`site.localhost:${port}`]);
    const url = `http://site.localhost:${port}/`;
    const again = redirect('/again');
    stub.answer(again, again, again, { status: 200 });
    expect(await get(probe, url, { followRedirects: true })).toMatchObject({
      status: 200,
    });
    stub.answer(again);
    await expect(get(probe, url, { followRedirects: true })).rejects.toThrow(
      /redirects more than 3 times/,
    );
    expect(stub.requests).toHaveLength(4);
  });

  it('reads no more than 64 KiB', async () => {
    stub.answer({ status: 200, body: 'x'.repeat(1_000_000) });
    const url = `http://site.localhost:${port}/`;
    const { body } = await get(probeOf(['site.localhost']), url);
    expect(body.length).toBe(64 * 1024);
  });

  it.each([
    ['a broken connection', 'drop' as const, /did not answer: ECONNRESET/],
    ['silence', 'silence' as const, /did not answer: no answer in time/],
  ])('meets %s', async (_, answer, message) => {
    stub.answer(answer);
    const call = probeOf(['site.localhost']).get(
      `http://site.localhost:${port}/`,
      { hosts: [] },
      { signal: AbortSignal.timeout(200) },
    );
    await expect(call).rejects.toMatchObject({
      trouble: 'unavailable',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a rule that is no host', () => {
    expect(() => probeOf(['https://site.example/'])).toThrow(
      /'https:\/\/site.example\/' is no host/,
    );
  });
});
