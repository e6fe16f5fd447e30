import { TestDatabases } from '@backstage/backend-test-utils';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())('notes of a release, %p', id => {
  async function setUp() {
    const lifecycle = await setUpLifecycle(await databases.init(id));
    const { world, services, ref } = lifecycle;
    const body = world.releases[0].body;
    const write = (notes: string) =>
      services.notes.write(caller('ada'), ref, 'v0.3.7', { notes });
    return { ...lifecycle, body, write };
  }

  it('are written once, also when the answer is lost', async () => {
    const { harness, world, state, write, body } = await setUp();
    world.nextChange = {
      error: new ProviderError('unknown-outcome', 'gone'),
      took: false,
    };
    const notes = `Answers faster.\n\n${body}`;
    const { id: operation } = await write(notes);
    await harness.run(1);
    expect(await state(operation)).toMatchObject({ state: 'deploying' });
    const past = new Date(Date.now() - 60_000).toISOString();
    await harness.stores.knex('effects').update({ not_after: past });
    await harness.run();
    expect(await state(operation)).toMatchObject({
      state: 'succeeded',
      message: 'The notes of v0.3.7 are published',
    });
    expect(world.releases).toHaveLength(1);
    expect(world.releases[0].body).toBe(notes);
  });

  it('make the release of a tag that has none', async () => {
    const { harness, world, state, write, body } = await setUp();
    world.releases.length = 0;
    const { id: operation } = await write(body);
    await harness.run();
    expect(await state(operation)).toMatchObject({ state: 'succeeded' });
    expect(world.releases).toEqual([
      expect.objectContaining({ tag: 'v0.3.7', body, state: 'published' }),
    ]);
  });

  it('must go on naming the digest that was pinned', async () => {
    const { write, world, body } = await setUp();
    const other = body.replace(/sha256:\w+/, `sha256:${'f'.repeat(64)}`);
    for (const notes of ['Nothing of it', other]) {
      await expect(write(notes)).rejects.toMatchObject({
        name: 'InputError',
        message: expect.stringContaining('notes'),
      });
    }
    expect(world.releases[0].body).toBe(body);
  });
});
