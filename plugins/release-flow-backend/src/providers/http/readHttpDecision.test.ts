import { ConfigReader } from '@backstage/config';
import {
  startStub,
  type StubAnswer,
  type StubServer,
} from '../__testUtils__/stubServer';
import { HostRules } from './hostRules';
import { readHttpDecision } from './readHttpDecision';
import { SafeHttpProbe } from './SafeHttpProbe';

describe('a decision over HTTP', () => {
  let stub: StubServer;
  let url: string;

  beforeEach(async () => {
    stub = await startStub();
    url = `http://gate.localhost:${stub.host.split(':')[1]}/may?token=s3cret`;
  });
  afterEach(() => stub.close());

  const ask = (allowedHosts = ['gate.localhost'], signal?: AbortSignal) =>
    readHttpDecision(
      new SafeHttpProbe(
        HostRules.fromConfig(
          new ConfigReader({ releaseFlow: { probes: { allowedHosts } } }),
        ),
      ),
      { url },
      { signal: signal ?? new AbortController().signal },
    );
  const json = (body: string, more: Partial<{ status: number }> = {}) => ({
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body,
    ...more,
  });

  it('is a status and JSON', async () => {
    stub.answer(json('{"allowed":true}', { status: 409 }));
    expect(await ask()).toEqual({
      status: 409,
      body: { allowed: true },
      durationMs: expect.any(Number),
    });
    const [{ method, headers }] = stub.requests;
    expect(method).toBe('GET');
    expect(headers.authorization).toBeUndefined();
  });

  it.each<[string, StubAnswer, unknown]>([
    ['null', json('null'), null],
    [
      'a problem document',
      {
        ...json('[1]'),
        headers: { 'content-type': 'application/problem+json' },
      },
      [1],
    ],
    ['nothing', { status: 204 }, undefined],
    ['no text', json('\n'), undefined],
    [
      'a page',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '1' },
      undefined,
    ],
    ['text of no type', { status: 200, body: '1' }, undefined],
    ['a big page', { status: 200, body: 'x'.repeat(100_000) }, undefined],
  ])('may say %s', async (_, answer, body) => {
    stub.answer(answer);
    expect((await ask()).body).toEqual(body);
  });

  it('is asked where a redirect leads, if that is allowed too', async () => {
    const location = url.replace('gate', 'other').replace(/\?.*/, '');
    const redirect = { status: 302, headers: { location } };
    stub.answer(redirect, json('1'));
    expect(await ask(['gate.localhost', 'other.localhost'])).toMatchObject({
      status: 200,
      body: 1,
    });
    stub.answer(redirect, json('1'));
    await expect(ask()).rejects.toMatchObject({ trouble: 'refused' });
    expect(stub.requests).toHaveLength(1);
  });

  it('is not asked of a host that the configuration does not allow', async () => {
    stub.answer(json('1'));
    await expect(ask([])).rejects.toMatchObject({
      trouble: 'refused',
      message: expect.stringContaining(
        'nor in releaseFlow.probes.allowedHosts',
      ),
    });
    expect(stub.requests).toEqual([]);
  });

  it.each<[string, StubAnswer, string]>([
    ['torn', json('s3cret'), 'unavailable'],
    ['too long', json(`["${'s3cret'.repeat(20_000)}"]`), 'refused'],
    ['broken off', 'drop', 'unavailable'],
  ])(
    'that is %s is an error that keeps it to itself',
    async (_, answer, trouble) => {
      stub.answer(answer);
      const error = await ask().catch(it => it);
      expect(error).toMatchObject({ name: 'ProviderError', trouble });
      expect(error.message).toContain('gate.localhost');
      expect(error.message).not.toContain('s3cret');
    },
  );

  it('ends when its caller gives up', async () => {
    stub.answer('silence');
    await expect(
      ask(undefined, AbortSignal.timeout(100)),
    ).rejects.toMatchObject({ trouble: 'unavailable' });
  });
});
