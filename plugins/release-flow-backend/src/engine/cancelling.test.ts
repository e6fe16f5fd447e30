import { TestDatabases } from '@backstage/backend-test-utils';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';
import { exampleBinding } from '../__testUtils__/bindings';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

/** A promotion to staging whose workflow runs and runs. */
async function setUp(id: Parameters<typeof databases.init>[0]) {
  const binding = exampleBinding();
  binding.environments[1].deploy = {
    manual: {
      by: 'workflow',
      file: 'promote-to-staging.yaml',
      correlationInput: 'correlation_id',
    },
  };
  const lifecycle = await setUpLifecycle(await databases.init(id), binding);
  const { harness, world, services, stage, state } = lifecycle;
  world.runStatus = 'in_progress';
  world.runConclusion = null;
  const promotion = await stage();
  await harness.run();
  expect((await state(promotion)).state).toBe('deploying');
  const cancel = () =>
    services.decisions.cancel(caller('ada'), promotion, {
      reason: 'wrong day',
    });
  const endRun = (conclusion: string) => {
    world.runs[0] = { ...world.runs[0], status: 'completed', conclusion };
  };
  return { ...lifecycle, promotion, cancel, endRun };
}

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('cancelling a run, %p', id => {
  it('asks GitHub once, and ends when the run has', async () => {
    const { harness, world, cancel, endRun, promotion, state } =
      await setUp(id);
    await cancel();
    await harness.run();
    expect(world.cancelled).toEqual([world.runs[0].id]);
    expect((await state(promotion)).state).toBe('deploying');
    endRun('cancelled');
    await harness.run();
    expect(await state(promotion)).toMatchObject({
      state: 'cancelled',
      message: expect.stringContaining('wrong day'),
    });
    expect(world.cancelled).toHaveLength(1);
    expect(world.live.get('staging')).toEqual(harness.artifact('a'));
  });

  it('verifies what the run had done before it stopped', async () => {
    const { harness, world, cancel, endRun, promotion, state } =
      await setUp(id);
    await cancel();
    world.live.set('staging', harness.artifact('b'));
    endRun('cancelled');
    await harness.run();
    expect((await state(promotion)).state).toBe('succeeded');
  });

  it('takes a run that succeeded all the same for what it is', async () => {
    const { harness, world, cancel, endRun, promotion, state } =
      await setUp(id);
    await cancel();
    await harness.run();
    world.live.set('staging', harness.artifact('b'));
    endRun('success');
    await harness.run();
    expect((await state(promotion)).state).toBe('succeeded');
  });

  it('is asked for once, and left in the audit', async () => {
    const { harness, cancel, promotion } = await setUp(id);
    await cancel();
    await expect(cancel()).rejects.toMatchObject({ code: 'already-started' });
    const events = await harness.stores.audit.ofOperation(promotion);
    expect(events.map(({ type }) => type)).toContain(
      'promotion.cancel-requested',
    );
  });
});
