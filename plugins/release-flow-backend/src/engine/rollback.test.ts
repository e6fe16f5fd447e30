import { TestDatabases } from '@backstage/backend-test-utils';
import { setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(60_000);

const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_18'],
});

const setUp = async (id: Parameters<typeof databases.init>[0]) =>
  setUpLifecycle(await databases.init(id));

describe.each(databases.eachSupportedId())('going back, %p', id => {
  it('rolls back to what ran here, with a reason and the same approvals', async () => {
    const { harness, promote, approve, state, stage } = await setUp(id);
    await stage();
    const { id: forward } = await promote('ada', 'prd', 'v0.4.0');
    await harness.run();
    await approve('lars', forward);
    await harness.run();
    await expect(
      promote('ada', 'prd', 'v0.3.7', 'rollback'),
    ).rejects.toMatchObject({ name: 'InputError', field: 'reason' });
    const { id: back } = await promote(
      'ada',
      'prd',
      'v0.3.7',
      'rollback',
      'errors in the log',
    );
    await harness.run();
    expect(await state(back)).toMatchObject({ state: 'waiting' });
    await approve('mona', back);
    await harness.run();
    expect(await state(back)).toMatchObject({ state: 'succeeded' });
    expect(await harness.current('prd')).toMatchObject({ label: 'v0.3.7' });
  });

  it('lets a rollback take the place of one that only verifies', async () => {
    const { harness, world, promote, approve, state, stage } = await setUp(id);
    await stage();
    const { id: forward } = await promote('ada', 'prd', 'v0.4.0');
    await harness.run();
    world.verification = 'running';
    await approve('lars', forward);
    await harness.run(2);
    expect(await state(forward)).toMatchObject({ state: 'verifying' });
    const { id: back } = await promote(
      'ada',
      'prd',
      'v0.3.7',
      'rollback',
      'it looks wrong',
    );
    await harness.run(1);
    await approve('mona', back);
    world.verification = 'passed';
    await harness.stores
      .knex('operations')
      .where({ id: forward })
      .update({ lease_until: '2999-01-01T00:00:00.000Z' });
    await harness.run();
    expect(await state(forward)).toMatchObject({
      state: 'failed',
      code: 'interrupted',
    });
    expect(await state(back)).toMatchObject({ state: 'succeeded' });
    expect(world.live.get('prd')).toEqual(harness.artifact('a'));
  });

  it('goes back by itself when verification fails and the flow says so', async () => {
    const { harness, world, promote, approve, state, stage } = await setUp(id);
    await stage();
    const { id: operation } = await promote('ada', 'prd', 'v0.4.0');
    await harness.run();
    world.verification = 'failed';
    await approve('lars', operation);
    await harness.run();
    expect(await state(operation)).toMatchObject({ state: 'rolled-back' });
    expect(world.live.get('prd')).toEqual(harness.artifact('a'));
  });
});
