import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { once } from 'events';
import { createServer, type Server } from 'http';
import type { AddressInfo } from 'net';
import { text } from 'stream/consumers';
import { readAnnounceWebhooks } from './announceConfig';
import { createChatWebhooks } from './chatWebhooks';
import type { ChatMessage } from './policy/teamAnnouncements';
import { HostRules } from './providers/http/hostRules';

const message: ChatMessage = {
  ...{ event: 'succeeded', text: 'v1.2.3 is live', label: 'v1.2.3' },
  ...{ service: 'component:default/shop', environment: 'prd' },
  ...{ tier: 'production', promotion: 'p1', requestedBy: 'user:default/ada' },
  at: '2025-01-01T00:00:00.000Z',
};

let server: Server;
let url: string;
let status = 200;
let got: Array<(body: unknown) => void> = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request));
    response.statusCode = status;
    response.setHeader('location', 'http://127.0.0.1:1/elsewhere');
    response.end();
    got.shift()?.(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/T0/secret`;
});
afterAll(() => server.close());
beforeEach(() => {
  status = 200;
  got = [];
});

const next = () => new Promise<any>(resolve => got.push(resolve));

it('posts what the chat wants, with a link to the portal', async () => {
  const logger = mockServices.logger.mock();
  const chats = createChatWebhooks({
    webhooks: [
      { url, environments: ['dev'] },
      { url, events: ['failed'] },
      { url, environments: ['prd'], events: ['succeeded'] },
    ],
    logger,
    appUrl: 'https://portal.example/',
  });
  const body = next();
  chats.tell(message);
  expect(await body).toEqual({
    ...message,
    url: 'https://portal.example/release-flow/promotions/p1',
  });
  const second = next();
  chats.tell({ ...message, event: 'failed', environment: 'dev' });
  expect(await second).toMatchObject({ event: 'failed' });
  expect(logger.warn).not.toHaveBeenCalled();
});

it.each([
  ['an error', 500, 'it answered 500'],
  ['a redirect, which is not followed', 302, 'it answered 302'],
])(
  'says that a chat missed one by %s, without its address',
  async (_, by, says) => {
    status = by;
    const warned = new Promise<string>(resolve => {
      const logger = mockServices.logger.mock();
      logger.warn.mockImplementation(resolve);
      createChatWebhooks({
        webhooks: [{ url }],
        logger,
        appUrl: undefined,
      }).tell(message);
    });
    expect(await warned).toContain(says);
    expect(await warned).not.toContain('secret');
  },
);

it('does not quote the address of a chat that is away', async () => {
  const warned = new Promise<string>(resolve => {
    const logger = mockServices.logger.mock();
    logger.warn.mockImplementation(resolve);
    createChatWebhooks({
      webhooks: [{ url: 'http://127.0.0.1:1/T0/secret' }],
      logger,
      appUrl: undefined,
    }).tell(message);
  });
  expect(await warned).toContain('it could not be reached');
  expect(await warned).not.toContain('secret');
});

describe('its configuration', () => {
  const rules = HostRules.fromConfig(
    new ConfigReader({
      releaseFlow: { probes: { allowedHosts: ['chat.internal'] } },
    }),
  );
  const read = (webhook: object) =>
    readAnnounceWebhooks(
      new ConfigReader({ announce: { webhooks: [webhook] } }),
      rules,
    );

  it.each(['https://chat.example/hook', 'http://chat.internal/hook'])(
    'takes %s',
    address => {
      expect(read({ url: address })).toMatchObject([{ url: address }]);
    },
  );

  it.each<[object, RegExp]>([
    [{ url: 'http://chat.example/secret' }, /\[0\]\.url must be https/],
    [{ url: 'secret' }, /\[0\]\.url must be https/],
    [{ url: 'https://c.example', events: ['done'] }, /'done' is not one of/],
  ])('refuses %p', (webhook, says) => {
    expect(() => read(webhook)).toThrow(says);
    expect(() => read(webhook)).not.toThrow(/secret/);
  });
});
