import { TestDatabases } from '@backstage/backend-test-utils';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { exampleBinding } from '../__testUtils__/bindings';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const unavailable = {
  took: false,
  error: new ProviderError('unavailable', 'ARM answers 503'),
};

/** v0.4.0 was approved for production, where its verification fails. */
async function setUp() {
  const binding = exampleBinding();
  const everybody = ['group:default/everybody'];
  const prd = binding.environments[2];
  prd.allow = { ...prd.allow, override: everybody, resolve: everybody };
  const lifecycle = await setUpLifecycle(
    await databases.init('SQLITE_3'),
    binding,
  );
  const { harness, world, promote, approve, stage, state } = lifecycle;
  await stage();
  const { id } = await promote('ada', 'prd', 'v0.4.0');
  await harness.run();
  const fail = async (rounds?: number) => {
    world.verification = 'failed';
    await approve('lars', id);
    await harness.run(rounds);
  };
  const hold = async () =>
    (await harness.stores.environments.get(lifecycle.ref, 'prd'))!.hold;
  /** As if the time in which a call may be under way were over. */
  const later = () =>
    harness.stores
      .knex('effects')
      .update({ not_after: '2000-01-01T00:00:00Z' });
  return { ...lifecycle, id, fail, hold, later, now: () => state(id) };
}

describe('an automatic rollback', () => {
  it('is stopped by no freeze, and leaves a hold', async () => {
    const { harness, world, services, approve, id, hold, now } = await setUp();
    world.verification = 'running';
    await approve('lars', id);
    await harness.run(1);
    await services.freezes.declare(caller('mona'), {
      ...{ kind: 'stop-the-line', title: 'Quiet time', reason: 'audit' },
      scope: {},
    });
    world.verification = 'failed';
    await harness.run();
    expect(await now()).toMatchObject({ state: 'rolled-back' });
    expect(world.live.get('prd')).toEqual(harness.artifact('a'));
    expect(await hold()).toMatchObject({ by: 'system:release-flow' });
  });

  it('leaves alone what somebody else deployed before it was sent', async () => {
    const { harness, world, approve, id, now } = await setUp();
    world.verification = 'running';
    await approve('lars', id);
    await harness.run(1);
    world.verification = 'failed';
    world.nextChange = unavailable;
    await harness.run(1);
    expect(await now()).toMatchObject({ state: 'rolling-back' });
    world.live.set('prd', harness.artifact('e'));
    await harness.run();
    expect(await now()).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('changed by somebody else'),
    });
    expect(world.live.get('prd')).toEqual(harness.artifact('e'));
  });

  it('does not begin when something else runs by then', async () => {
    const { harness, world, approve, id, now } = await setUp();
    world.verification = 'running';
    await approve('lars', id);
    await harness.run(1);
    world.verification = 'failed';
    const target = harness.context.providers.targets.get('fake')!;
    const { observe } = target;
    let readings = 0;
    target.observe = async (...given) => {
      readings += 1;
      if (readings === 2) world.live.set('prd', harness.artifact('e'));
      return observe(...given);
    };
    await harness.run(1);
    expect(await now()).toMatchObject({ state: 'failed', code: 'failed' });
    expect(world.live.get('prd')).toEqual(harness.artifact('e'));
  });

  it('does not bring back what was rejected', async () => {
    const { harness, world, services, fail, now, ref } = await setUp();
    await services.marks.reject(caller('ada'), ref, 'v0.3.7', 'it leaks keys');
    await fail();
    expect(await now()).toMatchObject({ state: 'failed' });
    expect(world.live.get('prd')).toEqual(harness.artifact('b'));
  });

  it('needs to know what ran before', async () => {
    const { harness, fail, world, ref, now } = await setUp();
    await harness.stores.environments.update(ref, 'prd', {
      deploymentId: null,
    });
    await harness.run(1);
    await fail();
    expect(await now()).toMatchObject({ state: 'failed' });
    expect(world.live.get('prd')).toEqual(harness.artifact('b'));
  });

  it('is never one of a rollback, which leaves a hold even so', async () => {
    const { harness, world, promote, approve, fail, hold, state } =
      await setUp();
    world.verification = 'passed';
    await fail(0);
    world.verification = 'passed';
    await harness.run();
    expect(await hold()).toBeNull();
    const { id } = await promote('ada', 'prd', 'v0.3.7', 'rollback', 'slow');
    await harness.run(1);
    world.verification = 'failed';
    await approve('mona', id);
    await harness.run();
    expect(await state(id)).toMatchObject({ state: 'failed' });
    expect(world.live.get('prd')).toEqual(harness.artifact('a'));
    expect(await hold()).toMatchObject({ by: 'user:default/ada' });
  });

  it('is waited for when a person says that it happened', async () => {
    const all = await setUp();
    const { harness, world, services, approve, id, later, now } = all;
    world.verification = 'running';
    await approve('lars', id);
    await harness.run(1);
    world.verification = 'failed';
    harness.context.providers.targets.get('fake')!.lookup = async () =>
      'unknown';
    world.nextChange = {
      took: true,
      error: new ProviderError('unknown-outcome', 'the connection dropped'),
    };
    await harness.run(1);
    await later();
    await harness.run(2);
    expect(await now()).toMatchObject({ state: 'attention' });
    await services.decisions.resolve(caller('mona'), id, {
      outcome: 'happened',
      reason: 'seen in the portal',
    });
    await harness.run();
    expect(await now()).toMatchObject({ state: 'rolled-back' });
    expect(await harness.current('prd')).toMatchObject({ label: 'v0.3.7' });
  });
});

describe('what failed', () => {
  it('is retried without its old approvals, on the same path', async () => {
    const all = await setUp();
    const { harness, world, promotions, fail, id, state, now } = all;
    await fail();
    expect(await now()).toMatchObject({ state: 'rolled-back' });
    world.verification = 'passed';
    const { id: again } = await promotions.retry(caller('ada'), id, {});
    await harness.run();
    expect(await state(again)).toMatchObject({
      state: 'waiting',
      code: 'approval-needed',
      fromEnvironment: 'staging',
    });
    await expect(
      promotions.retry(caller('ada'), again, {}),
    ).rejects.toMatchObject({ code: 'not-over' });
  });
});

describe('what goes away while something moves', () => {
  const attention = async () => {
    const all = await setUp();
    const { harness, world, approve, id, later, now } = all;
    world.nextChange = {
      took: true,
      error: new ProviderError('unknown-outcome', 'the connection dropped'),
    };
    await approve('lars', id);
    await harness.run(1);
    world.live.set('prd', harness.artifact('e'));
    await later();
    await harness.run(2);
    expect(await now()).toMatchObject({ state: 'attention' });
    return all;
  };
  const ended = async ({
    harness,
    id,
    now,
  }: Awaited<ReturnType<typeof setUp>>) => {
    await harness.run(1);
    const locks = await harness.stores.knex('locks');
    const { state, code } = await now();
    const isLocked = locks.some(row => row.operation_id === id);
    return { state, code, isLocked };
  };
  const withoutProduction = async ({
    harness,
    ref,
  }: Awaited<ReturnType<typeof setUp>>) => {
    const service = (await harness.stores.services.get(ref))!;
    service.binding!.environments.pop();
    await harness.stores.services.put(service);
  };

  it('ends what waits when its environment is gone', async () => {
    const all = await setUp();
    await withoutProduction(all);
    expect(await ended(all)).toEqual({
      code: 'environment-gone',
      state: 'errored',
      isLocked: false,
    });
  });

  it.each(['environment', 'service'])(
    'lets a person still say what became of it when its %s is gone',
    async gone => {
      const all = await attention();
      const { harness, services, id, ref } = all;
      const at = new Date().toISOString();
      if (gone === 'environment') await withoutProduction(all);
      else await harness.stores.services.markRemoved([ref], at);
      await harness.run(1);
      await services.decisions.resolve(caller('mona'), id, {
        outcome: 'absent',
        reason: 'the target is gone too',
      });
      expect(await ended(all)).toEqual({
        code: 'resolved-absent',
        state: 'errored',
        isLocked: false,
      });
    },
  );

  it('ends what waits when its service is gone', async () => {
    const all = await setUp();
    const { harness, ref } = all;
    const at = new Date().toISOString();
    await harness.stores.services.markRemoved([ref], at);
    expect(await ended(all)).toEqual({
      code: 'service-removed',
      state: 'errored',
      isLocked: false,
    });
  });
});
