import type { Artifact } from 'backstage-plugin-release-flow-common';
import {
  ProviderError,
  type TargetObservation,
} from 'backstage-plugin-release-flow-node';
import {
  testVerificationProvider,
  type VerificationWorld,
} from 'backstage-plugin-release-flow-node/testUtils';
import type { HttpProbe } from '../types';
import { digestLiveVerification } from './digestLiveVerification';
import { httpVerification } from './httpVerification';

const artifactOf = (digit: string): Artifact => [
  {
    component: 'api',
    identity: { image: 'r.example/api', digest: `sha256:${digit.repeat(64)}` },
  },
];
const wanted = artifactOf('a');
const other = artifactOf('b');
const healthy = { status: 'healthy', message: 'Running' } as const;

const worldOf = (
  seen: Partial<TargetObservation> = {},
  urls: Record<string, string> = {},
): VerificationWorld => ({
  artifact: wanted,
  environment: { id: 'prd', urls },
  observe: async () => ({
    health: healthy,
    state: 'Running',
    hosts: ['api.example'],
    ...seen,
  }),
});

const context = () => ({ signal: new AbortController().signal });

describe('digest-live', () => {
  const provider = digestLiveVerification();
  const check = (
    config: { acceptConfigured?: boolean },
    seen: Partial<TargetObservation>,
  ) =>
    provider.check(
      {
        ...worldOf(seen),
        config: provider.schema.parse({ type: 'digest-live', ...config }),
      },
      context(),
    );

  testVerificationProvider('digest-live', async () => ({
    provider,
    config: { type: 'digest-live' },
    passing: async () => worldOf({ running: wanted }),
    pending: async () => worldOf({ running: other }),
    failing: async () => worldOf({ configured: wanted }),
  }));

  const starting = { status: 'unknown', message: 'It answered 503' } as const;
  it.each([
    [
      'running what is wanted',
      {},
      { running: wanted, configured: other },
      'passed',
      'digest-live',
    ],
    [
      'still running another',
      { acceptConfigured: true },
      { running: other, configured: wanted },
      'running',
      'digest-not-live',
    ],
    [
      'configured, unproven',
      {},
      { configured: wanted },
      'failed',
      'not-proven',
    ],
    [
      'configured, unproven, accepted',
      { acceptConfigured: true },
      { configured: wanted },
      'passed',
      'configured-only',
    ],
    [
      'set to another, accepted',
      { acceptConfigured: true },
      { configured: other },
      'running',
      'digest-not-configured',
    ],
    [
      'set to a tag, accepted',
      { acceptConfigured: true },
      { label: 'api:v1' },
      'running',
      'digest-not-configured',
    ],
    [
      'not up yet',
      {},
      { configured: wanted, health: starting },
      'running',
      'not-proven-yet',
    ],
    [
      'not up yet, accepted',
      { acceptConfigured: true },
      { configured: wanted, health: starting },
      'running',
      'not-proven-yet',
    ],
  ])('judges a target that is %s', async (_, config, seen, status, code) => {
    expect(await check(config, seen)).toMatchObject({ status, code });
  });
});

describe('http', () => {
  const said = { status: 200, headers: {}, body: 'ok', durationMs: 5, url: '' };
  const probeOf = (answer: Partial<typeof said> | Error) => {
    const get = jest.fn<
      ReturnType<HttpProbe['get']>,
      Parameters<HttpProbe['get']>
    >();
    if (answer instanceof Error) get.mockRejectedValue(answer);
    else get.mockResolvedValue({ ...said, ...answer });
    return { get };
  };
  const check = (probe: HttpProbe, config: object = {}, world = worldOf()) => {
    const provider = httpVerification(probe);
    const parsed = provider.schema.parse({
      type: 'http',
      path: '/health',
      ...config,
    });
    return provider.check({ ...world, config: parsed }, context());
  };

  let answer: Partial<typeof said> | Error = {};
  testVerificationProvider('http', async () => ({
    provider: httpVerification({
      get: (...args) => probeOf(answer).get(...args),
    }),
    config: { type: 'http', path: '/health' },
    passing: async () => {
      answer = { status: 200 };
      return worldOf();
    },
    pending: async () => {
      answer = { status: 503 };
      return worldOf();
    },
    failing: async () => {
      answer = new ProviderError('refused', 'not a host of the target');
      return worldOf();
    },
  }));

  it.each([
    ['the target’s own host', {}, {}, 'https://api.example/health'],
    [
      'the environment’s first URL',
      {},
      { web: 'https://www.example', api: 'https://x.example' },
      'https://www.example/health',
    ],
    [
      'the URL it names',
      { url: 'api' },
      { web: 'https://www.example', api: 'https://x.example:8443/base' },
      'https://x.example:8443/health',
    ],
  ])('asks %s', async (_, config, urls, expected) => {
    const probe = probeOf({});
    await check(probe, config, worldOf({}, urls));
    expect(probe.get).toHaveBeenCalledWith(
      expected,
      { hosts: ['api.example'], followRedirects: true },
      expect.anything(),
    );
  });

  it('stays at a redirect it expects', async () => {
    const probe = probeOf({ status: 301, headers: { location: 'https://x/' } });
    const config = {
      status: 301,
      header: { name: 'Location', pattern: '^https://' },
    };
    expect(await check(probe, config)).toMatchObject({ status: 'passed' });
    expect(probe.get.mock.calls[0][1].followRedirects).toBe(false);
  });

  it.each([
    ['a body that matches', { pattern: 'o.' }, {}, 'passed', 'http-answered'],
    ['a body that does not', { pattern: '^no' }, {}, 'running', 'http-pattern'],
    [
      'a header that is missing',
      { header: { name: 'X-A' } },
      {},
      'running',
      'http-header',
    ],
    [
      'a header that does not match',
      { header: { name: 'X-A', pattern: '1' } },
      { headers: { 'x-a': '2' } },
      'running',
      'http-header',
    ],
    [
      'a header that is there',
      { header: { name: 'X-A' } },
      { headers: { 'x-a': '2' } },
      'passed',
      'http-answered',
    ],
    [
      'no answer',
      {},
      new ProviderError('unavailable', 'down'),
      'running',
      'http-no-answer',
    ],
    ['a URL nobody declared', { url: 'web' }, {}, 'failed', 'http-no-url'],
  ])('judges %s', async (_, config, reply, status, code) => {
    expect(await check(probeOf(reply), config)).toMatchObject({ status, code });
  });

  it('keeps what the page says to itself', async () => {
    const probe = probeOf({ status: 500, body: 'secret' });
    const { message } = await check(probe, { pattern: 'x' });
    expect(message).toBe('GET /health answered 500 in 5 ms, not 200');
  });

  it.each([
    ['another host', { path: '//e.vil/' }],
    ['another host by backslash', { path: '/\\e.vil/' }],
    ['no path', { path: 'health' }],
    ['look-around', { pattern: '(?=a)' }],
    ['a duration that is none', { within: '5 minutes' }],
    ['a status that is none', { status: 42 }],
  ])('refuses %s', (_, config) => {
    const { schema } = httpVerification(probeOf({}));
    const whole = { type: 'http', path: '/', ...config };
    expect(schema.safeParse(whole).success).toBe(false);
  });
});
