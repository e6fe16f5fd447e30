import { TestDatabases } from '@backstage/backend-test-utils';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { exampleBinding } from '../__testUtils__/bindings';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';
import { prove } from '../__testUtils__/prove';
import { machine, useCasesOf } from '../__testUtils__/useCases';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const EVERYBODY = ['group:default/everybody'];

/** Production and staging are changed by one deployer, which does one thing at a time. */
async function setUp(isShared = false) {
  const binding = exampleBinding();
  const [, staging, prd] = binding.environments;
  const shared = isShared ? { concurrencyKey: 'delivery' } : {};
  staging.deploy = { manual: { by: 'target', ...shared } };
  prd.deploy = { manual: { by: 'target', ...shared } };
  prd.allow = { ...prd.allow, emergency: EVERYBODY, resolve: EVERYBODY };
  const lifecycle = await setUpLifecycle(
    await databases.init('SQLITE_3'),
    binding,
  );
  const { harness, world, promote, approve, stage, services, ref } = lifecycle;
  /** v0.4.0 in production as far as it gets while its verification goes on. */
  const verifying = async () => {
    await stage();
    const { id } = await promote('ada', 'prd', 'v0.4.0');
    await harness.run();
    world.verification = 'running';
    await approve('lars', id);
    await harness.run(2);
    return id;
  };
  const emergency = (environment: string, release: string) =>
    services.promotions.promote(caller('ada'), ref, {
      environment,
      release,
      intent: 'promote',
      emergency: true,
      reason: 'customers are down',
    });
  const holders = () => harness.stores.knex('locks').orderBy('key');
  return { ...lifecycle, verifying, emergency, holders };
}

it('holds the target and what its deployer shares until the end', async () => {
  const { harness, world, verifying, holders, state } = await setUp(true);
  const id = await verifying();
  expect((await holders()).map(({ key }) => key)).toEqual([
    'concurrency:acme/qfa-backend:delivery',
    'fake:prd',
  ]);
  world.verification = 'passed';
  await harness.run();
  expect(await state(id)).toMatchObject({ state: 'succeeded' });
  expect(await holders()).toEqual([]);
});

it('lets another environment of the same deployer wait, even for a rollback', async () => {
  const { harness, world, promote, verifying, state } = await setUp(true);
  const inProduction = await verifying();
  const { id } = await promote(
    'ada',
    'staging',
    'v0.3.7',
    'rollback',
    'errors in the log',
  );
  await harness.run();
  expect(await state(id)).toMatchObject({ state: 'waiting', code: 'locked' });
  expect(await state(inProduction)).toMatchObject({ state: 'verifying' });
  world.verification = 'passed';
  await harness.run();
  expect(await state(inProduction)).toMatchObject({ state: 'succeeded' });
  expect(await state(id)).toMatchObject({ state: 'succeeded' });
});

it('does not wait for another environment of another deployer', async () => {
  const { harness, world, promote, verifying, state } = await setUp();
  await verifying();
  world.verification = 'passed';
  const { id } = await promote(
    'ada',
    'staging',
    'v0.3.7',
    'rollback',
    'errors in the log',
  );
  await harness.run(3);
  expect(await state(id)).toMatchObject({ state: 'succeeded' });
});

it('lets an ordinary promotion wait for one that verifies, and be approved anew', async () => {
  const { harness, world, promote, approve, verifying, state } = await setUp();
  harness.release('v0.5.0', 'c', 'published');
  const first = await verifying();
  await harness.look(1);
  await prove(harness, 'v0.5.0', 'staging');
  const { id } = await promote('ada', 'prd', 'v0.5.0');
  await harness.run(1);
  await approve('mona', id);
  await harness.run(3);
  expect(await state(id)).toMatchObject({ state: 'waiting' });
  expect(await state(first)).toMatchObject({ state: 'verifying' });
  expect(world.live.get('prd')).toEqual(harness.artifact('b'));
  world.verification = 'passed';
  await harness.run();
  expect(await state(first)).toMatchObject({ state: 'succeeded' });
  expect(await state(id)).toMatchObject({ code: 'approval-needed' });
  const [voice] = await harness.stores.decisions.ofOperation(id);
  expect(voice.voided).toMatch(/base/);
});

it('lets an emergency end one that verifies', async () => {
  const { harness, world, emergency, approve, verifying, state } =
    await setUp();
  const first = await verifying();
  const { id } = await emergency('prd', 'v0.3.7');
  await harness.run(1);
  await approve('lars', id);
  world.verification = 'passed';
  await harness.stores
    .knex('operations')
    .where({ id: first })
    .update({ lease_until: '2999-01-01T00:00:00.000Z' });
  await harness.run();
  expect(await state(first)).toMatchObject({ code: 'interrupted' });
  expect(await state(id)).toMatchObject({ state: 'succeeded' });
});

it('lets a rollback resolve one in attention and start in the same moment', async () => {
  const { harness, world, promote, approve, stage, state, holders } =
    await setUp();
  await stage();
  const { id: first } = await promote('ada', 'prd', 'v0.4.0');
  await harness.run();
  harness.context.providers.targets.get('fake')!.lookup = async () => 'unknown';
  world.nextChange = {
    took: true,
    error: new ProviderError('unknown-outcome', 'the connection dropped'),
  };
  await approve('lars', first);
  await harness.run(1);
  await harness.stores
    .knex('effects')
    .where({ operation_id: first })
    .update({ not_after: '2000-01-01T00:00:00.000Z' });
  await harness.run(2);
  expect(await state(first)).toMatchObject({ state: 'attention' });
  expect((await holders()).map(row => row.operation_id)).toEqual([first]);
  const { id } = await promote('ada', 'prd', 'v0.3.7', 'rollback', 'unsure');
  await harness.run(1);
  await approve('mona', id);
  await harness.run();
  expect(await state(first)).toMatchObject({
    state: 'failed',
    code: 'interrupted',
  });
  expect(await state(id)).toMatchObject({ state: 'succeeded' });
  expect(world.live.get('prd')).toEqual(harness.artifact('a'));
});

it('pauses automation where somebody holds it, and nobody else', async () => {
  const { harness, services, promote, approve, stage, state, ref } =
    await setUp();
  await stage();
  const people = useCasesOf(harness, { automation: ['external:ci'] });
  await services.environments.hold(caller('ada'), ref, 'prd', 'not today');
  const { id } = await people.promotions.promote(machine('external:ci'), ref, {
    environment: 'prd',
    release: 'v0.4.0',
    intent: 'promote',
  });
  await harness.run(1);
  await approve('lars', id);
  await harness.run(2);
  expect(await state(id)).toMatchObject({ state: 'waiting', code: 'held' });
  await services.environments.hold(caller('ada'), ref, 'prd', undefined);
  await harness.run();
  expect(await state(id)).toMatchObject({ state: 'succeeded' });
  await services.environments.hold(caller('ada'), ref, 'prd', 'not today');
  const { id: own } = await promote('ada', 'prd', 'v0.3.7', 'restore');
  await harness.run(1);
  await approve('mona', own);
  await harness.run();
  expect(await state(own)).toMatchObject({ state: 'succeeded' });
});

it('supersedes nothing that a person asked for', async () => {
  const binding = exampleBinding();
  binding.environments[1].deploy = {
    automatic: { on: 'release-published', by: 'external', within: 'PT20M' },
    manual: { by: 'target' },
  };
  const { harness, services, promote, ref } = await setUpLifecycle(
    await databases.init('SQLITE_3'),
    binding,
  );
  await services.freezes.declare(caller('mona'), {
    ...{ kind: 'stop-the-line', title: 'Quiet time', reason: 'audit' },
    scope: {},
  });
  harness.release('v0.4.0', 'b', 'published');
  await harness.look(1);
  await prove(harness, 'v0.4.0', 'dev');
  await promote('ada', 'staging', 'v0.4.0');
  harness.release('v0.5.0', 'c', 'published');
  await harness.look(1);
  const all = await harness.stores.operations.list({ service: ref, limit: 3 });
  expect(all.map(({ label, origin, state }) => [label, origin, state])).toEqual(
    [
      ['v0.5.0', 'external', 'waiting'],
      ['v0.4.0', 'person', 'waiting'],
      ['v0.4.0', 'external', 'superseded'],
    ],
  );
});

it('deploys nothing after its time, even if it is approved in that moment', async () => {
  const { harness, world, promote, approve, stage, state } = await setUp();
  await stage();
  const { id } = await promote('ada', 'prd', 'v0.4.0');
  await harness.run(1);
  await harness.stores
    .knex('operations')
    .where({ id })
    .update({ expires_at: (await harness.stores.now()).toISOString() });
  await approve('lars', id);
  await harness.run();
  expect(await state(id)).toMatchObject({ state: 'expired', code: 'expired' });
  expect(world.changes.some(({ target }) => target === 'prd')).toBe(false);
});
