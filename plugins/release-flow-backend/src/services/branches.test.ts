import { TestDatabases } from '@backstage/backend-test-utils';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { COMMIT } from '../__testUtils__/bindings';
import { branchBinding, push } from '../__testUtils__/branchBinding';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

async function setUp() {
  const lifecycle = await setUpLifecycle(
    await databases.init('SQLITE_3'),
    branchBinding(),
  );
  const { harness, world, services, ref } = lifecycle;
  push(world, 'main', 'b');
  await harness.look(1);
  const create = (name: string, from = 'main', idempotencyKey?: string) =>
    services.branches.create(caller('ada'), ref, {
      name,
      from,
      idempotencyKey,
    });
  return { ...lifecycle, create };
}

it.each(['release/v1.2.3', 'release/2025-01-03', 'hotfix/door'])(
  'makes %s where the branch it starts at stands now',
  async name => {
    const { harness, world, create, state } = await setUp();
    const { id } = await create(name);
    push(world, 'main', 'c');
    await harness.run();
    expect(await state(id)).toMatchObject({
      kind: 'branch',
      state: 'succeeded',
      requestedBy: 'user:default/ada',
      commit: COMMIT('b'),
    });
    expect(world.branches.get(name)).toBe(COMMIT('b'));
  },
);

it.each([
  ['feature/x', 'main', 'name', 'releases from main, release'],
  ['main', 'main', 'name', 'there is a branch main already'],
  ['release/v1.2.3', 'nowhere', 'from', "no branch, tag or commit 'nowhere'"],
])('refuses %s from %s by its field', async (name, from, field, message) => {
  const { create } = await setUp();
  await expect(create(name, from)).rejects.toMatchObject({
    field,
    message: expect.stringContaining(message),
  });
});

it('answers the same request with the same operation', async () => {
  const { create } = await setUp();
  const first = await create('release/v1.2.3', 'main', 'the-same-key');
  const again = await create('release/v1.2.3', 'main', 'the-same-key');
  expect(again.id).toBe(first.id);
});

it.each([true, false])(
  'finds out after a lost answer whether it is there (%s)',
  async took => {
    const { harness, world, create, state } = await setUp();
    const { id } = await create('release/v1.2.3');
    const error = new ProviderError('unknown-outcome', 'no answer');
    world.nextChange = { error, took };
    await harness.run();
    await harness.stores
      .knex('effects')
      .update({ not_after: '2026-01-01T00:00:00.000Z' });
    await harness.run();
    expect((await state(id)).state).toBe('succeeded');
    expect(world.git.pushes).toHaveLength(1);
    expect(world.branches.get('release/v1.2.3')).toBe(COMMIT('b'));
  },
);
