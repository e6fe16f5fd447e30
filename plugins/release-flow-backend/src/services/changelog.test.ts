import { TestDatabases } from '@backstage/backend-test-utils';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const OLD = '# Changelog\n\n## v0.3.7 - 2026-01-02\n\n- before\n';

describe.each(databases.eachSupportedId())('a changelog entry, %p', id => {
  async function setUp(sections: string[] = []) {
    const lifecycle = await setUpLifecycle(await databases.init(id));
    const { harness, world, services, ref } = lifecycle;
    const [dev] = harness.binding.environments;
    dev.gates.push({
      type: 'source',
      changelog: {
        ...{ file: 'CHANGELOG.md', at: 'tag', branch: 'main', sections },
        heading: '^## v?${{ release.version }}',
      },
    });
    await harness.stores.knex('services').update({
      binding: JSON.stringify(harness.binding),
    });
    world.files.set('main:CHANGELOG.md', OLD);
    const propose = (version: string, entry: string) =>
      services.changelog.propose(caller('ada'), ref, { version, entry });
    const proposed = () =>
      [...world.files].filter(([key]) => !/^main/.test(key));
    return { ...lifecycle, propose, proposed };
  }

  it('is proposed by one pull request, also when the answer is lost', async () => {
    const { harness, world, state, propose, proposed } = await setUp();
    world.nextChange = {
      error: new ProviderError('unknown-outcome', 'gone'),
      took: true,
    };
    const { id: operation } = await propose('v0.4.0', '- faster');
    await harness.run(1);
    expect(await state(operation)).toMatchObject({ state: 'deploying' });
    const past = new Date(Date.now() - 60_000).toISOString();
    await harness.stores.knex('effects').update({ not_after: past });
    await harness.run();
    expect(await state(operation)).toMatchObject({
      state: 'succeeded',
      message: expect.stringContaining('waits to be reviewed'),
    });
    expect(world.pulls.all).toHaveLength(1);
    expect(world.pulls.all[0]).toMatchObject({
      title: 'Add v0.4.0 to CHANGELOG.md',
    });
    expect(proposed().length).toBeLessThanOrEqual(1);
  });

  it('stands before the others, under a heading like theirs', async () => {
    const { harness, propose, proposed } = await setUp();
    await propose('v0.4.0', '- faster');
    await harness.run();
    const [[, text]] = proposed();
    const today = (await harness.stores.now()).toISOString().slice(0, 10);
    expect(text).toContain(`## v0.4.0 - ${today}\n\n- faster\n`);
    expect(text.indexOf('v0.4.0')).toBeLessThan(text.indexOf('v0.3.7'));
  });

  it('has the sections that the flow asks for', async () => {
    const { propose, world } = await setUp(['Migrations']);
    await expect(propose('v0.4.0', '- faster')).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(/entry.*Migrations/),
    });
    expect(world.pulls.all).toEqual([]);
  });

  it('is refused where no environment asks for one', async () => {
    const { services, ref } = await setUpLifecycle(await databases.init(id));
    await expect(
      services.changelog.propose(caller('ada'), ref, {
        version: 'v0.4.0',
        entry: '- faster',
      }),
    ).rejects.toMatchObject({ code: 'no-changelog' });
  });
});
