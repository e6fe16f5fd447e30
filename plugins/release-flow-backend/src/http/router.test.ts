import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { createHmac } from 'crypto';
import express from 'express';
import request from 'supertest';
import { exampleBinding } from '../__testUtils__/bindings';
import { Harness } from '../__testUtils__/harness';
import { noCatalog } from '../__testUtils__/noCatalog';
import { preparedFlow } from '../policy/__testUtils__/flowFixture';
import { Access } from '../services/Access';
import { createServices } from '../services/createServices';
import { openApiDocument } from './openapi';
import { createRouter } from './router';
import { routes, type Route } from './routes';
import { createWebhookRouter } from './webhooks';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const S = '/services/component/default/qfa-backend';
const SECRET = 'shh';

let harness: Harness;
let app: express.Express;
let decision: PolicyDecision;
const audited: string[] = [];

beforeAll(async () => {
  harness = await Harness.create(await databases.init('SQLITE_3'));
  harness.release('v0.3.7', 'a', 'published');
  harness.release('v0.4.0', 'b', 'draft');
  for (const site of ['dev', 'staging', 'prd']) {
    harness.world.live.set(site, harness.artifact('a'));
  }
  harness.world.branches.set('feat/x', 'e'.repeat(40));
  await harness.look();
  const access = new Access(
    mockServices.permissions.mock({
      authorize: async requests =>
        requests.map(() => ({
          result:
            decision.result === AuthorizeResult.DENY
              ? AuthorizeResult.DENY
              : AuthorizeResult.ALLOW,
        })),
      authorizeConditional: async requests => requests.map(() => decision),
    }),
    harness.context.membership,
    mockServices.auditor.mock({
      createEvent: async ({ eventId }) => ({
        success: async () => void audited.push(`${eventId}: success`),
        fail: async () => void audited.push(`${eventId}: fail`),
      }),
    }),
    ['external:ci'],
  );
  app = express();
  app.use(
    createRouter({
      httpAuth: mockServices.httpAuth({
        defaultCredentials: mockCredentials.none(),
      }),
      services: createServices({
        sources: harness.context,
        access,
        changed: () => undefined,
        effects: 'enabled',
        refresh: async () => undefined,
        catalog: noCatalog,
      }),
      webhooks: createWebhookRouter({
        secrets: [SECRET],
        stores: harness.stores,
      }),
    }),
  );
  app.use(mockErrorHandler());
});

beforeEach(() => {
  decision = { result: AuthorizeResult.ALLOW };
  audited.length = 0;
});

const as = (name: string) => ({
  authorization: mockCredentials.user.header(`user:default/${name}`),
});
const post = (path: string, body: unknown, name = 'ada') =>
  request(app)
    .post(path)
    .set(as(name))
    .send(body as object);

const linesOf = (response: request.Response): unknown[] =>
  response.text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));

const answersOf = (route: Route, response: request.Response): unknown[] => {
  if (route.text) return [response.text];
  return route.lines ? linesOf(response) : [response.body];
};

const promotion = { environment: 'dev', release: 'v0.3.7', intent: 'promote' };

describe('bad input', () => {
  it.each([
    ['an unknown field', { ...promotion, force: true }, 'force'],
    [
      'a missing field',
      { ...promotion, environment: undefined },
      'environment',
    ],
    [
      'a bad environment',
      { ...promotion, environment: 'Prod; rm' },
      'environment',
    ],
    [
      'an environment of another flow',
      { ...promotion, environment: 'uat' },
      'environment',
    ],
    [
      'a shell in the release',
      { ...promotion, release: 'v1;$(id)' },
      'release',
    ],
    [
      'an over-long reason',
      { ...promotion, reason: 'x'.repeat(1001) },
      'reason',
    ],
    ['no release', { environment: 'dev', intent: 'promote' }, 'release'],
    ['an unknown intent', { ...promotion, intent: 'yolo' }, 'intent'],
    ['a number for text', { ...promotion, release: 7 }, 'release'],
    ['a short key', { ...promotion, idempotencyKey: 'x' }, 'idempotencyKey'],
    [
      'a rollback without reason',
      { ...promotion, intent: 'rollback' },
      'reason',
    ],
  ])(
    '%s gets 400 that names it, and stores nothing',
    async (_name, body, field) => {
      const before = await harness.stores.operations.list({ limit: 100 });
      const response = await post(`${S}/promotions`, body);
      expect(response.status).toBe(400);
      expect(response.body.error).toMatchObject({ name: 'InputError', field });
      const after = await harness.stores.operations.list({ limit: 100 });
      expect(after).toHaveLength(before.length);
    },
  );

  it.each([
    'feat/x; rm -rf /',
    'feat/$(id)',
    '../../etc',
    '-branch',
    'a b',
    '`id`',
    'x'.repeat(201),
  ])('refuses the branch %p', async ref => {
    const response = await post(`${S}/ephemeral-builds`, { ref });
    expect(response.status).toBe(400);
    expect(response.body.error.field).toBe('ref');
  });

  it('refuses malformed JSON, a body over the limit and an unknown query', async () => {
    const malformed = await request(app)
      .post(`${S}/promotions`)
      .set(as('ada'))
      .set('content-type', 'application/json')
      .send('{"environment": ');
    expect(malformed.status).toBe(400);
    const large = await post(`${S}/promotions`, {
      reason: 'x'.repeat(200_000),
    });
    expect(large.status).toBe(413);
    const query = await request(app).get('/services?order=up').set(as('ada'));
    expect(query.status).toBe(400);
    expect(query.body.error.field).toBe('order');
    const cursor = await request(app)
      .get('/services?cursor=zzz')
      .set(as('ada'));
    expect(cursor.body.error.field).toBe('cursor');
  });

  it('answers 404 with a code for what does not exist', async () => {
    const unknown = await post(`${S}/promotions`, {
      ...promotion,
      release: 'v9.9.9',
    });
    expect(unknown.status).toBe(404);
    expect(unknown.body.error.code).toBe('unknown-release');
    const service = await request(app)
      .get('/services/component/default/nobody')
      .set(as('ada'));
    expect(service.status).toBe(404);
    const gone = await request(app).get('/promotions/none').set(as('ada'));
    expect(gone.body.error.code).toBe('unknown-promotion');
  });
});

describe('who may', () => {
  it('asks for credentials on every route', async () => {
    for (const route of routes) {
      const path = route.path
        .replace('{kind}/{namespace}/{name}', 'component/default/qfa-backend')
        .replace(/\{\w+\}/g, 'x');
      const response = await request(app)[route.method](path);
      expect([path, response.status]).toEqual([path, 401]);
    }
    expect((await request(app).get('/openapi.json')).status).toBe(401);
  });

  it('refuses by permission, and audits it', async () => {
    decision = { result: AuthorizeResult.DENY };
    const response = await post(`${S}/promotions`, promotion);
    expect(response.status).toBe(403);
    expect(audited).toEqual(['promote: fail']);
    const list = await request(app).get('/services').set(as('ada'));
    expect(list.body.items).toEqual([]);
  });

  it("refuses by the flow's own list, whatever the permissions say", async () => {
    const response = await post(`${S}/promotions`, promotion, 'vera');
    expect(response.status).toBe(403);
    expect(response.body.error.message).toMatch(/is for/);
  });

  it('refuses services that are not listed, and guests', async () => {
    const service = await request(app)
      .post(`${S}/promotions`)
      .set('authorization', mockCredentials.service.header())
      .send(promotion);
    expect(service.status).toBe(403);
    expect((await post(`${S}/promotions`, promotion, 'guest')).status).toBe(
      403,
    );
  });

  it('filters lists in the database by conditional decisions', async () => {
    decision = {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'release-flow',
      resourceType: 'release-flow-service',
      conditions: {
        rule: 'IS_OWNER',
        resourceType: 'release-flow-service',
        params: { claims: ['group:default/other'] },
      },
    };
    const none = await request(app).get('/services').set(as('ada'));
    expect(none.body).toMatchObject({ items: [], totalItems: 0 });
    decision = {
      ...decision,
      conditions: {
        anyOf: [{ not: decision.conditions }, decision.conditions],
      },
    } as PolicyDecision;
    const all = await request(app).get('/services').set(as('ada'));
    expect(all.body.items).toHaveLength(1);
  });
});

describe('webhooks', () => {
  const payload = JSON.stringify({
    repository: { html_url: 'https://git.example/acme/qfa-backend' },
  });
  const sign = (body: string) =>
    `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  const send = (body: string, event: string, signature = sign(body)) =>
    request(app)
      .post('/webhooks/github')
      .set('content-type', 'application/json')
      .set('x-github-event', event)
      .set('x-hub-signature-256', signature)
      .send(body);

  it('marks the repository due before it answers', async () => {
    await harness.stores
      .knex('repositories')
      .update({ due_at: '2999-01-01T00:00:00.000Z' });
    const response = await send(payload, 'release');
    expect([response.status, response.body.status]).toEqual([202, 'due']);
    const [row] = await harness.stores.knex('repositories');
    expect(row.due_at < '2999').toBe(true);
  });

  it.each([
    ['a bad signature', () => send(payload, 'release', 'sha256=00'), 401],
    ['no signature', () => send(payload, 'release', ''), 401],
    ['an unknown event', () => send(payload, 'star'), 202],
    ['another repository', () => send('{"repository":{}}', 'push'), 202],
    ['no object', () => send('null', 'push'), 202],
    ['no JSON', () => send('{', 'push'), 400],
    ['a huge body', () => send(`"${'x'.repeat(6_000_000)}"`, 'push'), 413],
  ])('answers %s', async (_name, call, status) => {
    expect((await call()).status).toBe(status);
  });
});

/** Of the reads that need one. */
const QUERIES: Record<string, string> = {
  compare: '?from=v0.3.7&to=v0.3.7',
  parity: '?left=dev&right=prd',
};

describe('the OpenAPI document', () => {
  const document = openApiDocument() as any;
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);

  it('describes exactly the routes that are served', () => {
    const described = Object.entries<object>(document.paths).flatMap(
      ([path, methods]) =>
        Object.keys(methods).map(method => `${method} ${path}`),
    );
    expect(described.sort()).toEqual(
      routes.map(({ method, path }) => `${method} ${path}`).sort(),
    );
  });

  it('is served to whoever is signed in', async () => {
    const response = await request(app).get('/openapi.json').set(as('ada'));
    expect(response.body.openapi).toBe('3.1.0');
  });

  it('holds for every answer of a read', async () => {
    const { id } = (
      await post(`${S}/ephemeral-builds`, { ref: 'feat/x', environment: 'dev' })
    ).body;
    const { flow } = exampleBinding();
    await harness.stores.flows.put({
      ...{ ...flow, mode: 'enforce', error: null, seenAt: '2025-01-01' },
      spec: preparedFlow().flow.spec,
    });
    const reads = routes.filter(({ method }) => method === 'get');
    for (const route of reads) {
      const path = route.path
        .replace('{kind}/{namespace}/{name}', 'component/default/qfa-backend')
        .replace(
          '{namespace}/{name}',
          flow.ref.slice(flow.ref.indexOf(':') + 1),
        )
        .replace('{environment}', 'dev')
        .replace('{id}', id ?? 'none');
      const query = QUERIES[path.split('/').pop()!] ?? '';
      const response = await request(app)
        .get(path + query)
        .buffer(true)
        .set(as('ada'));
      const [[type, { schema }]] = Object.entries<any>(
        document.paths[route.path].get.responses[200].content,
      );
      expect([path, response.status, response.type]).toEqual([path, 200, type]);
      const valid = ajv.compile(schema);
      const answers = answersOf(route, response);
      for (const answer of answers) {
        expect([path, valid(answer), valid.errors]).toEqual([path, true, null]);
      }
      expect(answers).not.toEqual([]);
    }
  });

  it('holds for preflight and acts', async () => {
    const preflight = await post(`${S}/preflight`, {
      environment: 'prd',
      release: 'v0.4.0',
    });
    expect(preflight.status).toBe(200);
    expect(preflight.body).toMatchObject({
      allowed: false,
      refusals: expect.arrayContaining([
        expect.objectContaining({ code: 'draft-not-accepted' }),
      ]),
    });
    const schema =
      document.paths['/services/{kind}/{namespace}/{name}/preflight'].post
        .responses[200].content['application/json'].schema;
    const valid = ajv.compile(schema);
    expect([valid(preflight.body), valid.errors]).toEqual([true, null]);
  });
});

it('rejects a release under every tag, and takes it back', async () => {
  const put = await request(app)
    .put(`${S}/releases/v0.4.0/rejection`)
    .set(as('ada'))
    .send({ reason: 'memory leak' });
  expect(put.body.rejected).toMatchObject({ by: 'user:default/ada' });
  const refused = await post(`${S}/promotions`, {
    ...promotion,
    release: 'v0.4.0',
  });
  expect([refused.status, refused.body.error.code]).toEqual([409, 'rejected']);
  const back = await request(app)
    .delete(`${S}/releases/v0.4.0/rejection`)
    .set(as('ada'));
  expect(back.body.rejected).toBeNull();
});
