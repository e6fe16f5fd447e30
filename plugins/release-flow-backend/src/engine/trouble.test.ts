import { TestDatabases } from '@backstage/backend-test-utils';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(60_000);

const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_18'],
});

const setUp = async (id: Parameters<typeof databases.init>[0]) =>
  setUpLifecycle(await databases.init(id));

describe.each(databases.eachSupportedId())('trouble on the way, %p', id => {
  it('waits with the reason while GitHub does not answer', async () => {
    const { harness, world, promote, state, stage } = await setUp(id);
    await stage();
    const { id: operation } = await promote('ada', 'prd', 'v0.4.0');
    world.unreadable = 'GitHub answers 502';
    await harness.run();
    expect(await state(operation)).toMatchObject({
      state: 'waiting',
      trouble: expect.stringContaining('GitHub answers 502'),
    });
  });

  it('goes through the gates again when a change could not be sent', async () => {
    const { harness, world, promote, approve, state, stage } = await setUp(id);
    await stage();
    const { id: operation } = await promote('ada', 'prd', 'v0.4.0');
    await harness.run();
    world.nextChange = {
      took: false,
      error: new ProviderError('unavailable', 'ARM answers 503'),
    };
    await approve('lars', operation);
    await harness.run(1);
    expect(await state(operation)).toMatchObject({
      state: 'waiting',
      trouble: 'ARM answers 503',
    });
    expect(await harness.stores.locks.holders(['fake:prd'])).toEqual([]);
    world.tags.set('v0.4.0', 'f'.repeat(40));
    await harness.run();
    expect(await state(operation)).toMatchObject({
      state: 'waiting',
      code: 'artifact-changed',
    });
    world.tags.set('v0.4.0', world.releases[0].targetCommitish);
    await harness.run();
    expect(await state(operation)).toMatchObject({ state: 'succeeded' });
    expect(world.changes.filter(({ target }) => target === 'prd')).toHaveLength(
      1,
    );
  });

  it.each([
    ['a lost answer after it happened', true],
    ['a lost answer before it happened', false],
  ])('changes the target once after %s', async (_name, took) => {
    const { harness, world, promote, approve, state, stage } = await setUp(id);
    await stage();
    const { id: operation } = await promote('ada', 'prd', 'v0.4.0');
    await harness.run();
    world.nextChange = {
      took,
      error: new ProviderError('unknown-outcome', 'the connection dropped'),
    };
    await approve('lars', operation);
    await harness.run();
    expect(await state(operation)).toMatchObject({
      state: 'deploying',
      trouble: 'the connection dropped',
    });
    await harness.stores
      .knex('effects')
      .where({ operation_id: operation })
      .update({ not_after: '2000-01-01T00:00:00.000Z' });
    await harness.run();
    expect(await state(operation)).toMatchObject({ state: 'succeeded' });
    expect(
      world.changes.filter(change => change.target === 'prd'),
    ).toHaveLength(1);
  });
});
