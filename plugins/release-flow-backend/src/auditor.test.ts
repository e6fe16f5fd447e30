import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { routeEdges } from './__testUtils__/edgeTable';
import { Harness } from './__testUtils__/harness';
import { Portal } from './__testUtils__/portal';
import { routes } from './http/routes';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
/** These answer a question and change nothing but when the engine looks next. */
const QUESTIONS = [
  'post /services/{kind}/{namespace}/{name}/preflight',
  'post /services/{kind}/{namespace}/{name}/runtime/refresh',
  'post /flows/check',
];
/** Reading everybody's acts is a privilege of its own. */
const PRIVILEGED_READS = ['get /audit', 'get /audit/export'];

const privileged = routes
  .map(({ method, path }) => `${method} ${path}`)
  .filter(
    key =>
      (!key.startsWith('get ') && !QUESTIONS.includes(key)) ||
      PRIVILEGED_READS.includes(key),
  );

let portal: Portal;
let ids: Record<string, string>;

async function send(key: string, user = 'mona') {
  const [method, template] = key.split(' ');
  const values: Record<string, string> = {
    kind: 'component',
    namespace: 'default',
    name: 'qfa-backend',
    environment: 'dev',
    release: template.endsWith('/publish') ? 'v0.4.0' : 'v0.3.7',
    id: template.startsWith('/freezes') ? ids.freeze : ids.promotion,
  };
  const path = template.replace(/\{(\w+)\}/g, (_, field) => values[field]);
  const { body, headers } = routeEdges[key] ?? {};
  const response = await fetch(`${portal.url}/api/release-flow${path}`, {
    method: method.toUpperCase(),
    headers: {
      authorization: mockCredentials.user.header(`user:default/${user}`),
      'content-type': 'application/json',
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

beforeAll(async () => {
  const harness = await Harness.create(await databases.init('SQLITE_3'));
  harness.release('v0.3.7', 'a', 'published');
  harness.release('v0.4.0', 'b', 'draft');
  for (const site of ['dev', 'staging', 'prd']) {
    harness.world.live.set(site, harness.artifact('a'));
  }
  harness.world.branches.set('feat/x', 'e'.repeat(40));
  await harness.look();
  portal = await Portal.start(harness);
  ids = { freeze: 'none', promotion: 'none' };
  const idOf = async (key: string) => JSON.parse((await send(key)).text).id;
  ids.promotion = await idOf(
    'post /services/{kind}/{namespace}/{name}/ephemeral-builds',
  );
  ids.freeze = await idOf('post /freezes');
});
afterAll(() => portal?.stop());

describe.each(privileged)('%s tells the auditor once', key => {
  beforeEach(() => {
    portal.audited.length = 0;
  });

  const event = (end: string) => ({
    id: expect.any(String),
    end,
    meta: expect.objectContaining({ actor: 'user:default/mona', via: 'rest' }),
  });

  it('who was refused', async () => {
    portal.basic = AuthorizeResult.DENY;
    const { status, text } = await send(key);
    expect([status, text]).toEqual([403, expect.any(String)]);
    expect(portal.audited).toEqual([event('fail')]);
  });

  it('who did it, or what kept them from it', async () => {
    portal.basic = AuthorizeResult.ALLOW;
    const { status, text } = await send(key);
    expect([status < 500, text]).toEqual([true, expect.any(String)]);
    expect(portal.audited).toEqual([event(status < 300 ? 'success' : 'fail')]);
  });
});

it('sees acts that succeed, not only refusals', async () => {
  portal.basic = AuthorizeResult.ALLOW;
  portal.audited.length = 0;
  await send('get /audit');
  const E = '/services/{kind}/{namespace}/{name}/environments/{environment}';
  await send(`put ${E}/hold`);
  expect(portal.audited).toMatchObject([
    { id: 'read-audit', end: 'success' },
    { id: 'hold', end: 'success', meta: { environment: 'dev' } },
  ]);
});
