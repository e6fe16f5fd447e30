import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  startStub,
  type StubRequest,
  type StubServer,
} from './__testUtils__/stubServer';
import { azureChangeError, azureReadError } from './azure/azureErrors';
import { GithubCodeHost } from './github/GithubCodeHost';
import { GithubConnections } from './github/GithubConnections';
import { GithubEffects } from './github/GithubEffects';
import { GithubReader } from './github/GithubReader';
import { OciRegistry } from './oci/OciRegistry';
import { outsideText, rememberSecret } from './secrets';

const CANARY = 'canary/7f+3=a9 c0ffee';
const PASSWORD = 'canary-password-42';
const context = () => ({ signal: new AbortController().signal });

/** Everything the request carried, as a proxy or a debugging server says it. */
const echo = ({ method, url, headers, body }: StubRequest) =>
  `${method} ${url} ${JSON.stringify(headers)} ${body}`;

/** All that is left of an error: what a log, an audit row or an answer could hold. */
const textOf = (error: any): string =>
  JSON.stringify([
    error.message,
    error.stack,
    error.options,
    error.cause?.message,
    String(error),
  ]);

it.each([
  ['a known secret', `you sent ${CANARY}!`, 'you sent ***!'],
  ['one in a URL', `?s=${encodeURIComponent(CANARY)}`, '?s=***'],
  ['a header', 'authorization: Bearer abc.def-123456', 'authorization: ***'],
  ['a login', 'Basic dXNlcjpwYXNzd29yZA==', '***'],
  ['a token of GitHub', 'is ghp_0123456789abcdef bad', 'is *** bad'],
  ['a JWT', 'x eyJhbGciOiJI.eyJzdWIiOiIx.c2ln y', 'x *** y'],
  ['a key', 'k -----BEGIN RSA PRIVATE KEY-----\nabc', 'k ***'],
  ['lines', 'one\n\ttwo', 'one two'],
  ['nothing secret', 'No release v1', 'No release v1'],
])('cleans %s', (_, text, expected) => {
  rememberSecret(CANARY);
  expect(outsideText(text)).toBe(expected);
});

it('is short', () => {
  expect(outsideText('x'.repeat(10_000))).toHaveLength(300);
});

describe('no answer brings a secret back', () => {
  let stub: StubServer;
  let said: string[];

  beforeEach(async () => {
    stub = await startStub();
    said = [];
  });
  afterEach(() => stub.close());

  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => Promise.reject(new Error('it succeeded')),
      error => textOf(error),
    );

  it.each([
    [
      '401 in JSON',
      (r: StubRequest) => ({ status: 401, body: { message: echo(r) } }),
    ],
    [
      '403 in JSON',
      (r: StubRequest) => ({ status: 403, body: { message: echo(r) } }),
    ],
    [
      '422 with details',
      (r: StubRequest) => ({
        status: 422,
        body: { message: 'no', errors: [{ message: echo(r) }, echo(r)] },
      }),
    ],
    [
      '500 in JSON',
      (r: StubRequest) => ({ status: 500, body: { message: echo(r) } }),
    ],
    ['502 as text', (r: StubRequest) => ({ status: 502, body: echo(r) })],
    [
      'a redirect',
      (r: StubRequest) => ({
        status: 307,
        headers: { location: `x:${echo(r)}` },
      }),
    ],
    ['a broken connection', () => 'drop' as const],
  ])('GitHub: %s', async (_, answer) => {
    stub.answer(answer);
    const log = (...texts: unknown[]) => void said.push(JSON.stringify(texts));
    const logger = mockServices.logger.mock({
      warn: log,
      error: log,
      info: log,
    });
    const integration = {
      host: stub.host,
      apiBaseUrl: stub.url,
      token: PASSWORD,
    };
    const connections = GithubConnections.fromConfig(
      new ConfigReader({ integrations: { github: [integration] } }),
      logger,
    );
    const repo = { host: stub.host, slug: 'acme/api' };
    const host = new GithubCodeHost(new GithubReader(connections));
    const effects = new GithubEffects(connections);
    said.push(
      await failureOf(host.releases(repo, context())),
      await failureOf(
        effects.dispatch(
          repo,
          { workflow: 'a.yaml', ref: 'main', inputs: {} },
          context(),
        ),
      ),
    );
    expect(stub.requests[0].headers.authorization).toContain(PASSWORD);
    expect(said.join('\n')).not.toContain(PASSWORD);
  });

  it.each([400, 401, 403, 500])('a registry: %s', async status => {
    const sent: string[] = [];
    const fetchApi: typeof fetch = async (url, init) => {
      const text = `${url} ${JSON.stringify(init?.headers)}`;
      sent.push(text);
      const headers = {
        'www-authenticate': `Basic realm="${text.replaceAll('"', '')}"`,
      };
      return new Response(text, {
        status: sent.length === 1 ? 401 : status,
        headers,
      });
    };
    const login = { host: 'r.example', username: 'ci', password: PASSWORD };
    const registry = OciRegistry.fromConfig(
      new ConfigReader({ releaseFlow: { registries: [login] } }),
      { azureToken: async () => '', fetchApi },
    );
    const pair = Buffer.from(`ci:${PASSWORD}`).toString('base64');
    const error = await failureOf(
      registry.digestOf('r.example/api', 'v1', context()),
    );
    expect(sent.join()).toContain(pair);
    expect(error).not.toContain(PASSWORD);
    expect(error).not.toContain(pair);
  });

  it.each([undefined, 400, 401, 403, 409, 500])('Azure: %s', statusCode => {
    rememberSecret(PASSWORD);
    const message = `grant_type=x&client_secret=${PASSWORD} Bearer abcdefgh.ijk`;
    const failure = Object.assign(new Error(message), { statusCode });
    for (const error of [
      azureReadError(failure, 'site api-prd'),
      azureChangeError(failure, 'site api-prd'),
    ]) {
      expect(textOf(error)).not.toMatch(/canary-password|abcdefgh/);
    }
  });
});
