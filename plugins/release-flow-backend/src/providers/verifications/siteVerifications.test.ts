import type { TargetObservation } from 'backstage-plugin-release-flow-node';
import {
  testVerificationProvider,
  type VerificationWorld,
} from 'backstage-plugin-release-flow-node/testUtils';
import type { HttpProbe } from '../types';
import { httpVerification } from './httpVerification';
import { statelessVerification } from './statelessVerification';

const world = (): VerificationWorld => ({
  artifact: [],
  environment: { id: 'prod', urls: {} },
  observe: async () => ({ hosts: ['shop.example'] }) as TargetObservation,
});
const probeOf = (headers: Record<string, string>, status = 200): HttpProbe => ({
  get: async url => ({ status, headers, body: '', durationMs: 5, url }),
});
const context = { signal: new AbortController().signal };

describe('stateless', () => {
  let headers: Record<string, string> = {};
  let status = 200;
  const worldWhere =
    (cookie: string, said = 200) =>
    async () => {
      headers = cookie ? { 'set-cookie': cookie } : {};
      status = said;
      return world();
    };
  testVerificationProvider('stateless', async () => ({
    provider: statelessVerification({
      get: (...args) => probeOf(headers, status).get(...args),
    }),
    config: { type: 'stateless', paths: ['/', '/health'] },
    passing: worldWhere('theme=dark; Path=/'),
    pending: worldWhere('', 503),
    failing: worldWhere('AWSALB=abc; Expires=Wed, 21 Oct 2026 07:28:00 GMT'),
  }));

  const check = (cookie: string, config: object = {}) => {
    const provider = statelessVerification(probeOf({ 'set-cookie': cookie }));
    const parsed = provider.schema.parse({
      type: 'stateless',
      paths: ['/'],
      ...config,
    });
    return provider.check({ ...world(), config: parsed }, context);
  };

  it.each([
    ['ARRAffinity=1; HttpOnly', 'ARRAffinity'],
    ['a=1; Path=/, ARRAffinitySameSite=1; Secure', 'ARRAffinitySameSite'],
    ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT, SERVERID=i1', 'SERVERID'],
    ['INGRESSCOOKIE=i-1; Path=/', 'INGRESSCOOKIE'],
  ])('names the cookie in %s', async (cookie, name) => {
    const answer = await check(cookie);
    expect(answer).toMatchObject({ status: 'failed', code: 'sticky-session' });
    expect(answer.message).toContain(`cookie ${name},`);
  });

  it('knows the cookies that the flow names', async () => {
    expect((await check('node=3')).status).toBe('passed');
    expect((await check('node=3', { cookies: ['node'] })).status).toBe(
      'failed',
    );
  });
});

describe('http, of several headers', () => {
  const safe = {
    'strict-transport-security': 'max-age=31536000',
    'x-frame-options': 'DENY',
  };
  const check = (answered: Record<string, string>) => {
    const provider = httpVerification(probeOf(answered));
    const config = provider.schema.parse({
      type: 'http',
      path: '/',
      headers: [
        { name: 'Strict-Transport-Security', pattern: 'max-age=[1-9]\\d{6,}' },
        { name: 'X-Frame-Options' },
        { name: 'X-Content-Type-Options', pattern: '^nosniff$' },
      ],
    });
    return provider.check({ ...world(), config }, context);
  };

  it('passes when all of them are right', async () => {
    const all = { ...safe, 'x-content-type-options': 'nosniff' };
    expect((await check(all)).status).toBe('passed');
  });

  it('names those that are missing, and those that hold something else', async () => {
    expect(await check({})).toMatchObject({
      status: 'running',
      code: 'http-header',
      message: expect.stringContaining(
        'without Strict-Transport-Security, X-Frame-Options, X-Content-Type-Options',
      ),
    });
    const weak = {
      ...safe,
      'strict-transport-security': 'max-age=0',
      'x-content-type-options': 'sniff',
    };
    expect((await check(weak)).message).toContain(
      'Strict-Transport-Security, X-Content-Type-Options do not match',
    );
  });
});
