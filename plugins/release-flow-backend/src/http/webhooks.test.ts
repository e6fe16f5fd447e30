import {
  mockErrorHandler,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import webhooks from '@octokit/webhooks-examples';
import { createHmac } from 'crypto';
import express from 'express';
import request from 'supertest';
import { Stores } from '../database';
import { subscribeToGithub } from './githubEvents';
import { createWebhookRouter } from './webhooks';

jest.setTimeout(60_000);

const SECRET = 'shh';
const KEY = 'github.com/codertocat/hello-world';
const LONG_AGO = '2020-01-01T00:00:00.000Z';
const EXAMPLES = webhooks.flatMap(({ name, examples }) =>
  examples.map((payload, index) => ({ event: name, index, payload })),
);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
let stores: Stores;

async function createStores() {
  const knex = await databases.init('SQLITE_3');
  return Stores.create(
    mockServices.database({ knex, migrations: { skip: false } }),
  );
}

beforeAll(async () => {
  stores = await createStores();
  await stores.repositories.ensure(KEY, LONG_AGO);
});

beforeEach(() => stores.knex('repositories').update({ due_at: LONG_AGO }));

const isDue = async () =>
  (await stores.repositories.get(KEY))!.dueAt !== LONG_AGO;

function appOn(of: Stores) {
  const app = express();
  app.use(createWebhookRouter({ secrets: ['old', SECRET], stores: of }));
  app.use(mockErrorHandler());
  return app;
}

function deliver(
  event: string,
  body: string,
  { to = stores, type = 'application/json', secret = SECRET } = {},
) {
  const mac = createHmac('sha256', secret).update(body).digest('hex');
  return request(appOn(to))
    .post('/webhooks/github')
    .set({
      'content-type': type,
      'x-github-event': event,
      'x-hub-signature-256': `sha256=${mac}`,
    })
    .send(body);
}

/** A release event as GitHub sends it. */
const released = JSON.stringify(
  EXAMPLES.find(({ event }) => event === 'release')!.payload,
);

it('answers 202 to every example that GitHub publishes, and marks what tells of us', async () => {
  expect(EXAMPLES.length).toBeGreaterThan(250);
  const marking = new Set<string>();
  for (const { event, index, payload } of EXAMPLES) {
    await stores.knex('repositories').update({ due_at: LONG_AGO });
    const { status, body } = await deliver(event, JSON.stringify(payload));
    expect({ event, index, status }).toEqual({ event, index, status: 202 });
    expect({ event, index, due: await isDue() }).toEqual({
      event,
      index,
      due: body.status === 'due',
    });
    if (body.status === 'due') marking.add(event);
  }
  expect([...marking].sort()).toEqual([
    'create',
    'delete',
    'deployment',
    'deployment_status',
    'push',
    'release',
    'workflow_run',
  ]);
});

it('reads the form that a hook sends unless it was told otherwise', async () => {
  const body = new URLSearchParams({ payload: released }).toString();
  const type = 'application/x-www-form-urlencoded';
  await deliver('release', body, { type }).expect(202);
  expect(await isDue()).toBe(true);
});

it.each([
  ['null', 'null'],
  ['a list', '[]'],
  ['no repository', '{}'],
  ['a repository that is null', '{"repository":null}'],
  ['a repository without a URL', '{"repository":{"html_url":7}}'],
  ['a URL that is none', '{"repository":{"html_url":"not a url"}}'],
])('drops a payload that is %s', async (_what, body) => {
  await deliver('push', body).expect(202);
  expect(await isDue()).toBe(false);
});

it('refuses what is not signed with a configured secret, or is no JSON', async () => {
  await deliver('release', released, { secret: 'other' }).expect(401);
  await request(appOn(stores))
    .post('/webhooks/github')
    .set('x-github-event', 'release')
    .send(JSON.parse(released))
    .expect(401);
  await deliver('release', '{"repository":').expect(400);
  await deliver('release', '').expect(400);
  expect(await isDue()).toBe(false);
});

it('answers only when the repository is marked', async () => {
  let mark: (known: boolean) => void = () => undefined;
  const marking = jest.fn(
    () => new Promise<boolean>(resolve => (mark = resolve)),
  );
  const slow = {
    now: () => stores.now(),
    repositories: { markDue: marking },
  } as unknown as Stores;
  let answered = false;
  const answer = deliver('release', released, { to: slow }).then(response => {
    answered = true;
    return response;
  });
  while (marking.mock.calls.length === 0) {
    await new Promise(resolve => setImmediate(resolve));
  }
  await deliver('star', released).expect(202);
  expect(answered).toBe(false);
  mark(true);
  expect((await answer).status).toBe(202);
});

it('does not answer 202 when the database fails', async () => {
  const broken = await createStores();
  await broken.repositories.ensure(KEY, LONG_AGO);
  await broken.knex.destroy();
  const { status } = await deliver('release', released, { to: broken });
  expect(status).toBe(500);
});

it('lets a burst wait its turn and refuses none of it', async () => {
  let running = 0;
  let most = 0;
  const busy = {
    now: () => stores.now(),
    repositories: {
      markDue: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise(resolve => setImmediate(resolve));
        running -= 1;
        return true;
      },
    },
  } as unknown as Stores;
  const mac = createHmac('sha256', SECRET).update(released).digest('hex');
  const server = appOn(busy).listen(0);
  const answers = await Promise.all(
    Array.from({ length: 200 }, () =>
      request(server)
        .post('/webhooks/github')
        .set({
          'content-type': 'application/json',
          'x-github-event': 'release',
          'x-hub-signature-256': `sha256=${mac}`,
        })
        .send(released),
    ),
  );
  server.close();
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(most).toBeLessThanOrEqual(32);
});

describe('the topic of the events plugin', () => {
  const tell = async (metadata?: Record<string, string>) => {
    const events = mockServices.events.mock();
    await subscribeToGithub(events, stores);
    const [{ topics, onEvent }] = events.subscribe.mock.calls[0];
    expect(topics).toEqual(['github']);
    await onEvent({
      topic: 'github',
      eventPayload: JSON.parse(released),
      metadata,
    });
    return isDue();
  };

  it('marks the repository as our own route does', async () => {
    expect(await tell({ 'x-github-event': 'release' })).toBe(true);
  });

  it('marks it when the bus dropped the headers', async () => {
    expect(await tell()).toBe(true);
  });

  it('drops what tells of nothing', async () => {
    expect(await tell({ 'x-github-event': 'star' })).toBe(false);
  });
});
