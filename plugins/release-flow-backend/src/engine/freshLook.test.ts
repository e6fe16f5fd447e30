import { TestDatabases } from '@backstage/backend-test-utils';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { exampleBinding } from '../__testUtils__/bindings';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';
import { prove } from '../__testUtils__/prove';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

/** v0.4.0 is proven in staging and asked for in production. */
async function setUp(change: { onFailure?: 'stop' } = {}) {
  const binding = exampleBinding();
  Object.assign(binding.environments[2], change);
  const lifecycle = await setUpLifecycle(
    await databases.init('SQLITE_3'),
    binding,
  );
  const { harness, promote, approve, stage, state } = lifecycle;
  await stage();
  const { id } = await promote('ada', 'prd', 'v0.4.0');
  await harness.run();
  const go = async (rounds?: number) => {
    await approve('lars', id);
    await harness.run(rounds);
  };
  return { ...lifecycle, id, go, now: () => state(id) };
}

const made = ({ world }: Awaited<ReturnType<typeof setUp>>) =>
  world.changes.filter(({ target }) => target === 'prd').length;

it('does not go over what somebody else deployed since', async () => {
  const all = await setUp();
  const { harness, world, go, now } = all;
  world.live.set('prd', harness.artifact('e'));
  await go();
  expect(await now()).toMatchObject({ state: 'waiting', code: 'base-changed' });
  expect(made(all)).toBe(0);
  world.live.set('prd', harness.artifact('a'));
  await harness.run();
  expect(await now()).toMatchObject({ state: 'succeeded' });
});

it('respects a freeze that was declared after the approval', async () => {
  const all = await setUp();
  const { harness, services, world, go, now } = all;
  world.unreadable = 'GitHub answers 502';
  await go();
  const freeze = await services.freezes.declare(caller('mona'), {
    kind: 'stop-the-line',
    title: 'Payments are down',
    reason: 'nobody knows why',
    scope: {},
  });
  world.unreadable = undefined;
  await harness.run();
  expect(await now()).toMatchObject({ state: 'waiting', code: 'line-stopped' });
  expect(made(all)).toBe(0);
  await services.freezes.end(caller('mona'), freeze.id, 'it was the network');
  await harness.run();
  expect(await now()).toMatchObject({ state: 'succeeded' });
});

it.each<[string, 'deploying' | 'verifying']>([
  ['it is being deployed', 'deploying'],
  ['it is being verified', 'verifying'],
])('is overtaken by a second foreign reading while %s', async (_name, at) => {
  const { harness, world, go, now } = await setUp();
  world.verification = 'running';
  const target = harness.context.providers.targets.get('fake')!;
  const { deploy } = target;
  if (at === 'deploying') target.deploy = async () => ({});
  await go(1);
  target.deploy = deploy;
  expect(await now()).toMatchObject({ state: at });
  world.live.set('prd', harness.artifact('e'));
  await harness.run();
  expect(await now()).toMatchObject({
    state: 'failed',
    code: 'overtaken',
  });
});

it('takes one foreign reading for a moment in between', async () => {
  const { harness, world, go, now } = await setUp();
  world.verification = 'running';
  await go(1);
  const target = harness.context.providers.targets.get('fake')!;
  const { observe } = target;
  let readings = 0;
  target.observe = async (request, context) => {
    readings += 1;
    const seen = await observe(request, context);
    return readings === 1
      ? { ...seen, configured: harness.artifact('e') }
      : seen;
  };
  world.verification = 'passed';
  await harness.run();
  expect(await now()).toMatchObject({ state: 'succeeded' });
});

it('proves nothing of what was put back meanwhile', async () => {
  const { harness, world, go, now } = await setUp();
  world.verification = 'running';
  await go(1);
  world.live.set('prd', harness.artifact('a'));
  world.verification = 'passed';
  await harness.run();
  expect(await now()).toMatchObject({ state: 'verifying' });
  const { memory } = await now();
  const since = new Date(Date.now() - 6 * 60_000).toISOString();
  await harness.stores
    .knex('operations')
    .where({ id: (await now()).id })
    .update({ memory: JSON.stringify({ ...memory, notLiveSince: since }) });
  await harness.run();
  expect(await now()).toMatchObject({ state: 'failed', code: 'not-live' });
  expect(await harness.current('prd')).toMatchObject({ label: 'v0.3.7' });
});

it('asks a person when an answer is lost and the target shows a third artifact', async () => {
  const all = await setUp();
  const { harness, world, id, go, now } = all;
  world.nextChange = {
    took: true,
    error: new ProviderError('unknown-outcome', 'the connection dropped'),
  };
  await go(1);
  world.live.set('prd', harness.artifact('e'));
  await harness.stores
    .knex('effects')
    .where({ operation_id: id })
    .update({ not_after: '2000-01-01T00:00:00.000Z' });
  await harness.run();
  expect(await now()).toMatchObject({ state: 'attention' });
  world.live.set('prd', harness.artifact('a'));
  await harness.run();
  expect(await now()).toMatchObject({ state: 'attention' });
  expect(made(all)).toBe(1);
});

it('goes over what our own failed promotion left, once somebody asks for it after that', async () => {
  const all = await setUp({ onFailure: 'stop' });
  const { harness, world, promote, approve, go, now, state } = all;
  harness.release('v0.5.0', 'c', 'published');
  await harness.look(1);
  await prove(harness, 'v0.5.0', 'staging');
  const { id: early } = await promote('ada', 'prd', 'v0.5.0');
  world.verification = 'failed';
  await go();
  expect(await now()).toMatchObject({ state: 'failed' });
  world.verification = 'passed';
  await approve('lars', early);
  await harness.run(2);
  expect(await state(early)).toMatchObject({ code: 'base-changed' });
  // A runbook that failed since left nothing to go over.
  const { number: _number, version: _version, ...failed } = await now();
  const finishedAt = (await harness.stores.now()).toISOString();
  const runbook = { id: 'runbook', kind: 'runbook', finishedAt } as const;
  const nothing = { artifact: null, artifactKey: null };
  await harness.stores.operations.create({ ...failed, ...runbook, ...nothing });
  const { id } = await promote('ada', 'prd', 'v0.3.7', 'rollback', 'it fails');
  await harness.run(1);
  await approve('mona', id);
  await harness.run(3);
  expect(await state(id)).toMatchObject({ state: 'succeeded' });
});
