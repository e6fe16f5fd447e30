import { once } from 'events';
import { createServer, type IncomingMessage, type Server } from 'http';
import type { AddressInfo } from 'net';
import { RenderApi } from './RenderApi';
import { RenderTarget } from './RenderTarget';

const KEY = 'rnd_AbCdEfGh123456';
const DIGEST = `sha256:${'ab'.repeat(32)}`;

/** What Render answers next, by method and path. */
type Answers = Record<
  string,
  { status?: number; headers?: Record<string, string>; body?: unknown }
>;

const service = {
  id: 'srv-1',
  name: 'shop',
  type: 'web_service',
  ownerId: 'tea-1',
  autoDeploy: 'no',
  imagePath: 'registry.example:5000/team/shop:v1',
  suspended: 'not_suspended',
  suspenders: [],
  dashboardUrl: 'https://dashboard.render.com/web/srv-1',
  updatedAt: '2026-11-01T00:00:00Z',
  serviceDetails: { url: 'https://shop.onrender.com' },
};

describe('RenderApi', () => {
  let server: Server;
  let answers: Answers;
  let asked: Array<{
    line: string;
    body: unknown;
    headers: IncomingMessage['headers'];
  }>;

  beforeEach(async () => {
    asked = [];
    answers = { 'GET /services': { body: [{ service, cursor: 'c' }] } };
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      const line = `${request.method} ${request.url!.split('?')[0]}`;
      asked.push({
        line,
        body: text && JSON.parse(text),
        headers: request.headers,
      });
      const {
        status = 200,
        headers = {},
        body,
      } = answers[line] ?? { status: 404 };
      response.writeHead(status, headers);
      response.end(body === undefined ? undefined : JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const target = () => {
    const { port } = server.address() as AddressInfo;
    const baseUrl = `http://127.0.0.1:${port}`;
    const api = new RenderApi({ baseUrl, apiKey: KEY, owner: undefined });
    return new RenderTarget(api, { rememberMs: 0 });
  };
  const config = {
    type: 'render',
    service: 'shop',
    kind: 'web_service',
  } as const;
  const { signal } = new AbortController();
  const observe = (it = target(), background = false) =>
    it.observe({ config, components: ['api'] }, { signal, background });

  it('reads the image a deploy was resolved to, and deploys one by its digest', async () => {
    const image = {
      ref: 'registry.example:5000/team/shop:v1',
      sha: 'ab'.repeat(32),
    };
    const deploy = { id: 'dep-1', status: 'live', image };
    answers['GET /services/srv-1/deploys'] = {
      body: [{ deploy, cursor: 'c' }],
    };
    answers['POST /services/srv-1/deploys'] = { status: 202 };
    const identity = {
      image: 'registry.example:5000/team/shop',
      digest: DIGEST,
    };
    const artifact = [{ component: 'api', identity }];
    expect((await observe()).running).toEqual(artifact);
    const change = { intentId: 'i', config, artifact };
    expect(await target().deploy(change, { signal })).toEqual({});
    expect(asked.at(-1)).toMatchObject({
      body: { imageUrl: `registry.example:5000/team/shop@${DIGEST}` },
      headers: { authorization: `Bearer ${KEY}` },
    });
    const commit = [{ component: 'api', identity: { commit: 'a'.repeat(40) } }];
    await expect(
      target().deploy({ ...change, artifact: commit }, { signal }),
    ).rejects.toThrow('shop runs an image, and the artifact is a commit');
  });

  it('repeats no key that an answer brings back', async () => {
    const message = `no access with Bearer ${KEY} for\nyou, ${KEY}`;
    answers['GET /services'] = { status: 403, body: { message } };
    const error = await observe().catch(it => it);
    expect(error.trouble).toBe('unauthorized');
    expect(error.message).toContain('no access with');
    expect(error.message).not.toContain(KEY);
  });

  it('repeats nothing of an answer that is not as documented', async () => {
    answers['GET /services'] = { body: [{ service: { id: KEY } }] };
    const error = await observe().catch(it => it);
    expect(error.trouble).toBe('unavailable');
    expect(error.message).toContain('is not as documented');
    expect(error.message).not.toContain(KEY);
  });

  it('asks for a workspace where a name is taken twice', async () => {
    const other = { ...service, id: 'srv-2', ownerId: 'tea-2' };
    answers['GET /services'] = {
      body: [service, other].map(it => ({ service: it, cursor: 'c' })),
    };
    await expect(observe()).rejects.toMatchObject({
      trouble: 'refused',
      message: expect.stringContaining('releaseFlow.render.owner'),
    });
  });

  it('waits as Render asks, without asking meanwhile', async () => {
    const it = target();
    answers['GET /services'] = { status: 429, headers: { 'retry-after': '7' } };
    await expect(observe(it)).rejects.toMatchObject({
      trouble: 'rate-limited',
      options: { retryAfterMs: 7000 },
    });
    await expect(observe(it)).rejects.toMatchObject({
      trouble: 'rate-limited',
    });
    expect(asked).toHaveLength(1);
  });

  it('puts reads of the background off while little is left', async () => {
    const it = target();
    const headers = {
      'ratelimit-limit': '400',
      'ratelimit-remaining': '100',
      'ratelimit-reset': '20',
    };
    answers['GET /services'].headers = headers;
    answers['GET /services/srv-1/deploys'] = { body: [], headers };
    await observe(it);
    await expect(observe(it, true)).rejects.toMatchObject({
      trouble: 'rate-limited',
      message: expect.stringContaining('100 of 400'),
    });
    expect((await observe(it)).state).toBe('not deployed');
  });

  it('tells a host that is down from a change that may have been made', async () => {
    const gone = target();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    await expect(observe(gone)).rejects.toMatchObject({
      trouble: 'unavailable',
    });
  });
});
