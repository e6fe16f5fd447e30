import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import type { RegistryLoginProvider } from 'backstage-plugin-release-flow-node';
import { createHash } from 'crypto';
import {
  startStub,
  type StubAnswer,
  type StubServer,
} from '../__testUtils__/stubServer';
import { OciRegistry } from './OciRegistry';

const context = () => ({ signal: new AbortController().signal });
const digestOf = (body: string) =>
  `sha256:${createHash('sha256').update(body).digest('hex')}`;
const digest = digestOf('anything');
const found: StubAnswer = {
  status: 200,
  headers: { 'docker-content-digest': digest },
};

describe('OciRegistry', () => {
  let stub: StubServer;
  let image: string;

  beforeEach(async () => {
    stub = await startStub();
    image = `${stub.host}/acme/api`;
  });
  afterEach(() => stub.close());

  /** The stub speaks http; everything else is as with a real registry. */
  function registryWith(
    registry?: JsonObject,
    logins?: RegistryLoginProvider[],
  ) {
    const registries = registry ? [{ host: stub.host, ...registry }] : [];
    return OciRegistry.fromConfig(
      new ConfigReader({ releaseFlow: { registries } }),
      {
        azureToken: async () => 'entra-token',
        logins,
        fetchApi: (url, init) =>
          fetch(String(url).replace(/^https:/, 'http:'), init),
      },
    );
  }

  const challenge = (realm = `https://${stub.host}/token`): StubAnswer => ({
    status: 401,
    headers: {
      'www-authenticate': `Bearer realm="${realm}",service="reg",scope="repository:acme/api:pull"`,
    },
  });

  it('asks for every kind of manifest, and for the digest alone', async () => {
    stub.answer(found);
    const registry = registryWith();
    expect(await registry.digestOf(image, 'v1', context())).toBe(digest);
    const [{ method, url, headers }] = stub.requests;
    expect(`${method} ${url}`).toBe('HEAD /v2/acme/api/manifests/v1');
    expect(headers.accept?.split(', ')).toHaveLength(4);
  });

  it('counts the digest itself where the registry does not say it', async () => {
    stub.answer({ status: 200 }, { status: 200, body: 'anything' });
    const registry = registryWith();
    expect(await registry.digestOf(image, 'v1', context())).toBe(digest);
  });

  it('signs in without a user, and remembers it', async () => {
    stub.answer(
      challenge(),
      { status: 200, body: { token: 't1', expires_in: 300 } },
      found,
    );
    const registry = registryWith();
    await registry.digestOf(image, 'v1', context());
    await registry.digestOf(image, 'v2', context());
    expect(
      stub.requests.map(({ url, headers }) => [url, headers.authorization]),
    ).toEqual([
      ['/v2/acme/api/manifests/v1', undefined],
      ['/token?service=reg&scope=repository%3Aacme%2Fapi%3Apull', undefined],
      ['/v2/acme/api/manifests/v1', 'Bearer t1'],
      ['/v2/acme/api/manifests/v2', 'Bearer t1'],
    ]);
  });

  it('signs in again when a token is no longer good', async () => {
    stub.answer(
      challenge(),
      { status: 200, body: { token: 't1', expires_in: 300 } },
      found,
      challenge(),
      { status: 200, body: { access_token: 't2' } },
      found,
    );
    const registry = registryWith();
    await registry.digestOf(image, 'v1', context());
    await registry.digestOf(image, 'v1', context());
    expect(stub.requests.at(-1)?.headers.authorization).toBe('Bearer t2');
  });

  it('gives its password to the registry’s own token service', async () => {
    stub.answer(challenge(), { status: 200, body: { token: 't' } }, found);
    await registryWith({ username: 'ada', password: 'pw' }).digestOf(
      image,
      'v1',
      context(),
    );
    const basic = `Basic ${Buffer.from('ada:pw').toString('base64')}`;
    expect(stub.requests[1].headers.authorization).toBe(basic);
  });

  it('answers a basic challenge', async () => {
    stub.answer(
      { status: 401, headers: { 'www-authenticate': 'Basic realm="ecr"' } },
      found,
    );
    const registry = registryWith({ username: 'AWS', password: 'pw' });
    expect(await registry.digestOf(image, 'v1', context())).toBe(digest);
  });

  it('answers it with what a module knows, only for the hosts of that', async () => {
    const basic = {
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="ecr"' },
    };
    const loginFor = (host: string): RegistryLoginProvider => ({
      name: 'cloud',
      isFor: asked => asked === host,
      login: async () => ({ username: 'AWS', password: `for ${host}` }),
    });
    stub.answer(basic, found);
    const own = registryWith(undefined, [
      loginFor('elsewhere.example'),
      loginFor(stub.host),
    ]);
    expect(await own.digestOf(image, 'v1', context())).toBe(digest);
    const pair = Buffer.from(`AWS:for ${stub.host}`).toString('base64');
    expect(stub.requests[1].headers.authorization).toBe(`Basic ${pair}`);

    stub.answer(basic);
    const foreign = registryWith(undefined, [loginFor('elsewhere.example')]);
    await expect(
      foreign.digestOf(image, 'v1', context()),
    ).rejects.toMatchObject({ trouble: 'unauthorized' });
  });

  it.each([
    ['another host', 'https://elsewhere.example/token'],
    ['plain http', 'http://elsewhere.example/token'],
    ['no URL', 'token'],
  ])('goes for no token to %s', async (_, realm) => {
    stub.answer(challenge(realm));
    const registry = registryWith({ username: 'ada', password: 'pw' });
    await expect(
      registry.digestOf(image, 'v1', context()),
    ).rejects.toMatchObject({ trouble: 'unauthorized' });
    expect(stub.requests).toHaveLength(1);
  });

  it('does not carry a token request elsewhere', async () => {
    const elsewhere = await startStub();
    stub.answer(challenge(), {
      status: 307,
      headers: { location: elsewhere.url },
    });
    await expect(
      registryWith({ azure: true }).digestOf(image, 'v1', context()),
    ).rejects.toMatchObject({ trouble: 'unavailable' });
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });

  it('exchanges an Azure token', async () => {
    stub.answer(
      challenge(`https://${stub.host}/oauth2/token`),
      { status: 200, body: { refresh_token: 'r1' } },
      { status: 200, body: { access_token: 'a1' } },
      found,
    );
    await registryWith({ azure: true }).digestOf(image, 'v1', context());
    expect(stub.requests.slice(1).map(({ url, body }) => [url, body])).toEqual([
      [
        '/oauth2/exchange',
        'grant_type=access_token&access_token=entra-token&service=reg',
      ],
      [
        '/oauth2/token',
        'grant_type=refresh_token&scope=repository%3Aacme%2Fapi%3Apull&refresh_token=r1&service=reg',
      ],
      ['/v2/acme/api/manifests/v1', ''],
    ]);
    expect(stub.requests[3].headers.authorization).toBe('Bearer a1');
  });

  it('says that an image is gone', async () => {
    stub.answer({ status: 404 });
    const registry = registryWith();
    expect(await registry.digestOf(image, 'v1', context())).toBeUndefined();
    await expect(
      registry.labels(image, digest, context()),
    ).rejects.toMatchObject({ trouble: 'not-found' });
  });

  it.each<[string, StubAnswer, object]>([
    ['500', { status: 500 }, { trouble: 'unavailable' }],
    ['a broken connection', 'drop', { trouble: 'unavailable' }],
    ['403', { status: 403 }, { trouble: 'unauthorized' }],
    [
      '429',
      { status: 429, headers: { 'retry-after': '3' } },
      { trouble: 'rate-limited', options: { retryAfterMs: 3_000 } },
    ],
  ])('meets %s', async (_, answer, expected) => {
    stub.answer(answer);
    await expect(
      registryWith().digestOf(image, 'v1', context()),
    ).rejects.toMatchObject(expected);
    expect(stub.requests).toHaveLength(1);
  });

  it('ends when its caller gives up', async () => {
    stub.answer('silence');
    await expect(
      registryWith().digestOf(image, 'v1', { signal: AbortSignal.timeout(50) }),
    ).rejects.toMatchObject({ trouble: 'unavailable' });
  });

  it.each([
    ['Not/An Image', 'v1'],
    ['ghcr.io/api', '../v1'],
  ])('refuses %s and %s', async (name, reference) => {
    await expect(
      registryWith().digestOf(name, reference, context()),
    ).rejects.toMatchObject({ trouble: 'refused' });
  });

  describe('content', () => {
    const config = JSON.stringify({
      config: { Labels: { revision: 'abc' }, User: '1000:app' },
    });
    const manifest = JSON.stringify({ config: { digest: digestOf(config) } });
    const attestation = digestOf('attestation');
    const index = JSON.stringify({
      manifests: [
        {
          digest: attestation,
          platform: { os: 'unknown', architecture: 'unknown' },
        },
        {
          digest: digestOf(manifest),
          platform: { os: 'linux', architecture: 'amd64' },
        },
      ],
    });
    const byPath = ({ url }: { url: string }): StubAnswer => {
      const body = [config, manifest, index].find(it =>
        url.endsWith(digestOf(it)),
      );
      return body ? { status: 200, body } : { status: 404 };
    };

    it('reads the labels behind an index, once', async () => {
      stub.answer(byPath);
      const registry = registryWith();
      const read = () => registry.labels(image, digestOf(index), context());
      expect(await read()).toEqual({ revision: 'abc' });
      expect(await read()).toEqual({ revision: 'abc' });
      expect(stub.requests).toHaveLength(3);
    });

    it('reads the user that the image runs as, behind an index too', async () => {
      stub.answer(byPath);
      const userOf = (body: string) =>
        registryWith().userOf(image, digestOf(body), context());
      expect(await userOf(manifest)).toBe('1000:app');
      expect(await userOf(index)).toBe('1000:app');
    });

    it.each([
      ['names no user', { config: { Labels: {} } }],
      ['has no configuration of its run', {}],
    ])('takes an image that %s as one without a user', async (_, held) => {
      const plain = JSON.stringify(held);
      const listed = JSON.stringify({ config: { digest: digestOf(plain) } });
      stub.answer(({ url }) => ({
        status: 200,
        body: url.endsWith(digestOf(listed)) ? listed : plain,
      }));
      const registry = registryWith();
      expect(await registry.userOf(image, digestOf(listed), context())).toBe(
        '',
      );
    });

    it('names the images of an index, not its attestations', async () => {
      stub.answer(byPath);
      const registry = registryWith();
      expect(
        await registry.children(image, digestOf(index), context()),
      ).toEqual([digestOf(manifest)]);
      expect(
        await registry.children(image, digestOf(manifest), context()),
      ).toEqual([]);
    });

    it('believes no content that is not what its digest says', async () => {
      stub.answer({ status: 200, body: manifest });
      await expect(
        registryWith().children(image, digestOf(index), context()),
      ).rejects.toThrow(/sent something else/);
    });

    it('reads no more than a manifest may hold', async () => {
      stub.answer({ status: 200, body: 'x'.repeat(5 * 1024 * 1024) });
      await expect(
        registryWith().children(image, digest, context()),
      ).rejects.toMatchObject({ trouble: 'refused' });
    });
  });
});
