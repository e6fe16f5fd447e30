import {
  ProviderError,
  type TargetObservation,
} from 'backstage-plugin-release-flow-node';
import {
  testVerificationProvider,
  type VerificationWorld,
} from 'backstage-plugin-release-flow-node/testUtils';
import type { HttpProbe } from '../types';
import { warmUpVerification } from './warmUpVerification';

/** A status, or why there is none. */
type Said = number | ProviderError;

const down = new ProviderError('unavailable', 'api.example did not answer');
const refused = new ProviderError('refused', 'api.example is not allowed');

const worldOf = (urls: Record<string, string> = {}): VerificationWorld => ({
  artifact: [],
  environment: { id: 'prd', urls },
  observe: async () => ({ hosts: ['api.example'] }) as TargetObservation,
});

type Get = HttpProbe['get'];

const probeOf = (answers: Record<string, Said>) => ({
  get: jest.fn<ReturnType<Get>, Parameters<Get>>(async url => {
    const said = answers[new URL(url).pathname];
    if (typeof said !== 'number') throw said;
    return { status: said, headers: {}, body: 'secret', durationMs: 5, url };
  }),
});

function check(
  answers: Record<string, Said>,
  config: object = {},
  { probe = probeOf(answers), world = worldOf() } = {},
) {
  const provider = warmUpVerification(probe);
  const paths = Object.keys(answers);
  const parsed = provider.schema.parse({ type: 'warm-up', paths, ...config });
  return provider.check(
    { ...world, config: parsed },
    { signal: new AbortController().signal },
  );
}

let health: Said = 200;
const worldWhere = (said: Said) => async () => {
  health = said;
  return worldOf();
};
testVerificationProvider('warm-up', async () => ({
  provider: warmUpVerification({
    get: (...args) =>
      probeOf({ '/api/warmup': 200, '/api/health': health }).get(...args),
  }),
  config: { type: 'warm-up', paths: ['/api/warmup', '/api/health'] },
  passing: worldWhere(200),
  pending: worldWhere(503),
  failing: worldWhere(refused),
}));

describe('warm-up', () => {
  it('passes when all answer in the same look', async () => {
    expect(await check({ '/api/warmup': 200, '/api/health': 200 })).toEqual({
      status: 'passed',
      code: 'warm',
      message:
        'GET /api/warmup answered 200 in 5 ms and GET /api/health answered 200 in 5 ms',
    });
  });

  it('asks all at once', async () => {
    const probe = probeOf({});
    let answerAll = () => {};
    const asked = new Promise<void>(resolve => {
      answerAll = resolve;
    });
    probe.get.mockImplementation(async url => {
      if (probe.get.mock.calls.length === 3) answerAll();
      await asked;
      return { status: 200, headers: {}, body: '', durationMs: 5, url };
    });
    const answers = { '/a': 200, '/b': 200, '/c': 200 };
    expect(await check(answers, {}, { probe })).toMatchObject({
      status: 'passed',
    });
    expect(probe.get.mock.calls.map(([url]) => url)).toEqual([
      'https://api.example/a',
      'https://api.example/b',
      'https://api.example/c',
    ]);
  });

  it('says which path answered what', async () => {
    const answers = { '/ok': 200, '/cold': 503, '/down': down };
    expect(await check(answers)).toEqual({
      status: 'running',
      code: 'not-warm',
      message:
        '1 of 3 answer 200: GET /cold answered 503 in 5 ms, not 200 and GET /down: api.example did not answer',
    });
  });

  it('goes on when nothing answers', async () => {
    expect(await check({ '/a': down })).toMatchObject({ status: 'running' });
  });

  it('names only some of many', async () => {
    const answers = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`/${index}`, 503]),
    );
    const { message } = await check(answers);
    expect(message).toMatch(
      /^0 of 20 answer 200: GET \/0 .*; GET \/1 .*; GET \/2 .* and 17 more$/,
    );
  });

  it('ends when a path may not be asked', async () => {
    expect(await check({ '/a': 503, '/b': refused })).toEqual({
      status: 'failed',
      code: 'http-refused',
      message: 'api.example is not allowed',
    });
  });

  it('asks the URL it names, for the status it names', async () => {
    const urls = { web: 'https://www.example', api: 'https://x.example:8443' };
    const world = worldOf(urls);
    const probe = probeOf({ '/a': 301 });
    const config = { url: 'api', status: 301 };
    expect(await check({ '/a': 301 }, config, { probe, world })).toMatchObject({
      status: 'passed',
    });
    expect(probe.get).toHaveBeenCalledWith(
      'https://x.example:8443/a',
      { hosts: ['api.example'], followRedirects: false },
      expect.anything(),
    );
    expect(
      await check({ '/a': 200 }, { url: 'other' }, { world }),
    ).toMatchObject({ status: 'failed', code: 'http-no-url' });
  });

  const { schema, titleOf } = warmUpVerification(probeOf({}));
  const parse = (paths: string[], more: object = {}) =>
    schema.safeParse({ type: 'warm-up', paths, ...more });

  it.each([
    [['/api/warmup'], 'Warm-up of /api/warmup'],
    [['/api/warmup', '/api/health'], 'Warm-up of /api/warmup and /api/health'],
    [['/a', '/b', '/c'], 'Warm-up of /a, /b and /c'],
    [['/a', '/b', '/c', '/d', '/e'], 'Warm-up of /a, /b, /c and 2 more'],
  ])('%p reads %p', (paths, title) => {
    expect(titleOf(parse(paths).data!)).toBe(title);
  });

  it.each([
    ['no path', [], {}],
    ['too many paths', Array.from({ length: 21 }, (_, i) => `/${i}`), {}],
    ['a path twice', ['/a', '/a'], {}],
    ['another host', ['//e.vil/'], {}],
    ['a status that is none', ['/a'], { status: 42 }],
    ['a duration that is none', ['/a'], { within: '5 minutes' }],
  ])('refuses %s', (_, paths, more) => {
    expect(parse(['/a']).success).toBe(true);
    expect(parse(paths, more).success).toBe(false);
  });
});
