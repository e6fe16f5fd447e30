import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { exampleBinding } from '../__testUtils__/bindings';
import { Harness } from '../__testUtils__/harness';
import { startEdges } from '../__testUtils__/startEdges';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const service = 'qfa-backend';

let harness: Harness;
let backend: Awaited<ReturnType<typeof startEdges>>;

/** Production asks nobody. */
function openBinding() {
  const binding = exampleBinding();
  const environments = binding.environments.map(environment => ({
    ...environment,
    gates: [],
  }));
  return { ...binding, environments };
}

beforeAll(async () => {
  harness = await Harness.create(
    await databases.init('SQLITE_3'),
    openBinding(),
  );
  harness.release('v0.3.7', 'a', 'published');
  for (const site of ['dev', 'staging', 'prd']) {
    harness.world.live.set(site, harness.artifact('a'));
  }
  await harness.look();
  harness.release('v0.4.0', 'b', 'published');
  harness.world.live.set('dev', harness.artifact('b'));
  await harness.look();
  backend = await startEdges(harness);
});
afterAll(() => backend?.stop());

async function post(path: string, body: unknown, authorization: string) {
  const response = await fetch(`${backend.url}${path}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as any };
}
const as = (name: string) =>
  mockCredentials.user.header(`user:default/${name}`);
const invoke = (action: string, input: unknown, who = as('ada')) =>
  post(
    `/.backstage/actions/v1/actions/release-flow:${action}/invoke`,
    input,
    who,
  );

it('says what runs where and what may move', async () => {
  const { body } = await invoke('get-status', { service });
  expect(body.output).toMatchObject({
    service: 'component:default/qfa-backend',
    environments: [
      { id: 'dev', tier: 'development', health: { status: 'healthy' } },
      { id: 'staging', release: 'v0.3.7', drift: null },
      { id: 'prd', release: 'v0.3.7', tier: 'production' },
    ],
  });
  expect(body.output.moves.map(({ to }: { to: string }) => to)).toEqual([
    'staging',
    'prd',
  ]);
});

it('tells beforehand that another person has to approve, and stores nothing', async () => {
  const before = await harness.stores.operations.list({ limit: 100 });
  const wish = {
    service,
    environment: 'prd',
    release: 'v0.3.7',
    intent: 'redeploy',
  };
  const { body } = await invoke('preflight', wish);
  expect(body.output).toMatchObject({
    allowed: true,
    label: 'v0.3.7',
    runsNow: 'v0.3.7',
    gates: expect.arrayContaining([
      {
        title: '1 approval from qfa',
        status: 'waiting',
        message: expect.stringContaining("The requester can't approve"),
      },
    ]),
  });
  const after = await harness.stores.operations.list({ limit: 100 });
  expect(after).toHaveLength(before.length);
});

it('asks for production; whom the agent works for can not approve, a colleague can', async () => {
  const changes = harness.world.changes.length;
  const asked = await invoke('request-promotion', {
    ...{ service, environment: 'prd', release: 'v0.3.7', intent: 'redeploy' },
  });
  const { promotion: id, url } = asked.body.output;
  expect(url).toBe(`http://portal/release-flow/promotions/${id}`);
  await harness.run();
  const waiting = (await harness.stores.operations.get(id))!;
  expect(waiting).toMatchObject({
    ...{ state: 'waiting', via: 'agent', requestedBy: 'user:default/ada' },
  });
  const events = await harness.stores.audit.ofOperation(id);
  expect(events[0].data).toMatchObject({ via: 'agent' });

  const decide = (name: string) =>
    post(
      `/promotions/${id}/decisions`,
      { decision: 'approve', planHash: waiting.planHash },
      as(name),
    );
  const own = await decide('ada');
  expect([own.status, own.body.error.code]).toEqual([403, 'self-approval']);
  await harness.run();
  expect(harness.world.changes).toHaveLength(changes);

  expect((await decide('mona')).status).toBe(202);
  await harness.run();
  expect((await harness.stores.operations.get(id))!.state).toBe('succeeded');
  const { body } = await invoke('get-status', { promotion: id });
  expect(body.output.promotion).toMatchObject({ id, state: 'succeeded' });
});

it.each([
  ['a missing service', 'get-status', {}, 400, 'service'],
  ['a bad service', 'get-status', { service: '//' }, 400, 'service'],
  ['a bad promotion', 'get-status', { promotion: 'a b' }, 400, ''],
  ['an unknown service', 'get-status', { service: 'nobody' }, 404, ''],
  ['an unknown promotion', 'get-status', { promotion: 'none' }, 404, ''],
  [
    'a bad environment',
    'request-promotion',
    { service, environment: 'Prod; rm', release: 'v0.3.7' },
    ...[400, 'environment'],
  ],
  [
    'no release',
    'request-promotion',
    { service, environment: 'prd' },
    ...[400, 'release'],
  ],
  [
    'a rollback without reason',
    'request-promotion',
    { service, environment: 'prd', release: 'v0.3.7', intent: 'rollback' },
    ...[400, 'reason'],
  ],
  [
    'an unknown release',
    'preflight',
    { service, environment: 'prd', release: 'v9.9.9' },
    ...[404, 'v9.9.9'],
  ],
  [
    'what the flow forbids',
    'request-promotion',
    { service, environment: 'prd', release: 'v0.4.0', from: 'dev' },
    ...[409, ''],
  ],
] as Array<[string, string, object, number, string]>)(
  'answers %s as REST does',
  async (_, action, input, status, said) => {
    const answer = await invoke(action, input);
    expect([answer.status, answer.body.error?.message]).toEqual([
      status,
      expect.stringContaining(said),
    ]);
  },
);

it('asks for nobody, and for no service that is not listed', async () => {
  const wish = { service, environment: 'prd', release: 'v0.3.7' };
  const [nobody, guest, plugin] = await Promise.all([
    invoke('request-promotion', wish, mockCredentials.none.header()),
    invoke('request-promotion', wish, as('guest')),
    invoke('request-promotion', wish, mockCredentials.service.header()),
  ]);
  expect(nobody.status).toBeGreaterThanOrEqual(401);
  expect([guest.status, plugin.status]).toEqual([403, 403]);
});
