import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  startStub,
  type StubAnswer,
  type StubServer,
} from '../__testUtils__/stubServer';
import { GithubConnections } from './GithubConnections';
import { GithubEffects } from './GithubEffects';

const context = () => ({ signal: new AbortController().signal });
const call = { workflow: 'release.yaml', ref: 'main', inputs: { tag: 'v1' } };

function effectsFor(stub: StubServer, token?: string): GithubEffects {
  const integration = { host: stub.host, apiBaseUrl: stub.url, token };
  const config = new ConfigReader({ integrations: { github: [integration] } });
  return new GithubEffects(
    GithubConnections.fromConfig(config, mockServices.logger.mock()),
  );
}

describe('changes of GitHub', () => {
  let stub: StubServer;
  let effects: GithubEffects;
  let repo: { host: string; slug: string };

  beforeEach(async () => {
    stub = await startStub();
    repo = { host: stub.host, slug: 'acme/api' };
    effects = effectsFor(stub, 't0k3n');
  });
  afterEach(() => stub.close());

  it('dispatches, and names the run', async () => {
    stub.answer({
      status: 200,
      body: { workflow_run_id: 12, run_url: 'a', html_url: 'https://run' },
    });
    expect(await effects.dispatch(repo, call, context())).toEqual({
      runId: '12',
      url: 'https://run',
    });
    expect(JSON.parse(stub.requests[0].body)).toEqual({
      ref: 'main',
      inputs: { tag: 'v1' },
      return_run_details: true,
    });
  });

  it('dispatches where GitHub names no run', async () => {
    stub.answer({ status: 204 });
    expect(await effects.dispatch(repo, call, context())).toEqual({});
    expect(stub.requests).toHaveLength(1);
  });

  it.each([400, 422])(
    'leaves out what an older GitHub refuses with %s, from then on',
    async status => {
      const message =
        'Invalid request.\n\n"return_run_details" is not a permitted key.';
      stub.answer({ status, body: { message } }, { status: 204 });
      await effects.dispatch(repo, call, context());
      await effects.dispatch(repo, call, context());
      expect(stub.requests.map(({ body }) => JSON.parse(body))).toEqual([
        expect.objectContaining({ return_run_details: true }),
        { ref: 'main', inputs: { tag: 'v1' } },
        { ref: 'main', inputs: { tag: 'v1' } },
      ]);
    },
  );

  it.each<[string, StubAnswer, string]>([
    [
      '401',
      { status: 401, body: { message: 'Bad credentials' } },
      'unauthorized',
    ],
    ['403', { status: 403, body: { message: 'No' } }, 'refused'],
    ['404', { status: 404, body: { message: 'Not Found' } }, 'not-found'],
    ['409', { status: 409, body: { message: 'Conflict' } }, 'refused'],
    ['422', { status: 422, body: { message: 'No ref found' } }, 'refused'],
    ['429', { status: 429, headers: { 'retry-after': '5' } }, 'rate-limited'],
    ['500', { status: 500, body: { message: 'Oops' } }, 'unknown-outcome'],
    ['502', { status: 502, body: 'bad gateway' }, 'unknown-outcome'],
    ['a broken connection', 'drop', 'unknown-outcome'],
  ])('sends once and meets %s', async (_, answer, trouble) => {
    stub.answer(answer);
    await expect(effects.dispatch(repo, call, context())).rejects.toMatchObject(
      { name: 'ProviderError', trouble },
    );
    await expect(
      effects.publishRelease(repo, '1', context()),
    ).rejects.toMatchObject({ trouble });
    await expect(effects.cancelRun(repo, '1', context())).rejects.toMatchObject(
      { trouble },
    );
    expect(stub.requests).toHaveLength(3);
  });

  it('hands on what GitHub says', async () => {
    stub.answer({ status: 422, body: { message: 'No ref found for: main' } });
    await expect(effects.dispatch(repo, call, context())).rejects.toThrow(
      'GitHub refused to dispatch release.yaml of acme/api on main: No ref found for: main',
    );
  });

  it('does not know what became of a request without answer', async () => {
    stub.answer('silence');
    const signal = AbortSignal.timeout(100);
    await expect(
      effects.dispatch(repo, call, { signal }),
    ).rejects.toMatchObject({ trouble: 'unknown-outcome' });
  });

  it('knows that nothing was sent to a host that is down', async () => {
    await stub.close();
    await expect(effects.dispatch(repo, call, context())).rejects.toMatchObject(
      { trouble: 'unavailable' },
    );
    stub = await startStub();
  });

  it('sends nothing after an abort, and nothing without credential', async () => {
    const aborted = { signal: AbortSignal.abort() };
    await expect(effects.dispatch(repo, call, aborted)).rejects.toMatchObject({
      trouble: 'unavailable',
    });
    await expect(
      effectsFor(stub).dispatch(repo, call, context()),
    ).rejects.toMatchObject({ trouble: 'unauthorized' });
    expect(stub.requests).toEqual([]);
  });

  it('does not queue one change behind another', async () => {
    stub.answer({ status: 204 });
    const started = Date.now();
    await Promise.all(
      [1, 2, 3, 4].map(() => effects.dispatch(repo, call, context())),
    );
    expect(Date.now() - started).toBeLessThan(900);
  });
});
