import { TestDatabases } from '@backstage/backend-test-utils';
import { exampleBinding } from '../__testUtils__/bindings';
import { Harness } from '../__testUtils__/harness';

jest.setTimeout(60_000);

/** GitHub itself deploys to staging what is published. */
function stagedOnPublish() {
  const binding = exampleBinding();
  const staging = binding.environments.find(({ id }) => id === 'staging')!;
  staging.deploy.automatic = {
    on: 'release-published',
    by: 'external',
    within: 'PT20M',
  };
  return binding;
}

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())('releases in a row, %p', id => {
  async function setUp() {
    const harness = await Harness.create(
      await databases.init(id),
      stagedOnPublish(),
    );
    harness.release('v0.3.7', 'a', 'published');
    harness.world.live.set('staging', harness.artifact('a'));
    await harness.look();
    const expected = async () => {
      const rows = await harness.stores
        .knex('operations')
        .where({ environment: 'staging' });
      return Object.fromEntries(rows.map(({ label, state }) => [label, state]));
    };
    return { harness, expected };
  }

  it('lets a newer release supersede an older one that was not seen yet', async () => {
    const { harness, expected } = await setUp();
    harness.release('v0.4.0', 'b', 'published');
    await harness.look();
    expect(await expected()).toMatchObject({ 'v0.4.0': 'waiting' });
    harness.release('v0.5.0', 'c', 'published');
    await harness.look();
    expect(await expected()).toMatchObject({
      'v0.4.0': 'superseded',
      'v0.5.0': 'waiting',
    });
  });

  it('does not let a release that was deployed before supersede a newer one', async () => {
    const { harness, expected } = await setUp();
    harness.release('v0.4.0', 'b', 'published');
    harness.world.live.set('staging', harness.artifact('b'));
    await harness.look();
    harness.release('v0.5.0', 'c', 'published');
    await harness.look();
    expect(await expected()).toMatchObject({
      'v0.4.0': 'succeeded',
      'v0.5.0': 'waiting',
    });
  });

  it('ends with what the platform says once its deploy failed', async () => {
    const { harness } = await setUp();
    harness.release('v0.4.0', 'b', 'published');
    harness.world.rollouts.set('staging', {
      status: 'failed',
      message: 'The build failed',
    });
    await harness.look();
    const [row] = await harness.stores
      .knex('operations')
      .where({ environment: 'staging', label: 'v0.4.0' });
    expect(row).toMatchObject({
      state: 'failed',
      code: 'rollout-failed',
      message: 'The build failed',
    });
  });

  it('expects the newest of those that were read together', async () => {
    const { harness, expected } = await setUp();
    harness.release('v0.4.0', 'b', 'published');
    harness.release('v0.5.0', 'c', 'published');
    await harness.look();
    const seen = await expected();
    expect(seen['v0.5.0']).toBe('waiting');
    expect(seen['v0.4.0']).toBeUndefined();
  });

  it('watches what others deploy, and deploys none of it itself', async () => {
    const { harness, expected } = await setUp();
    const { world } = harness;
    harness.release('v0.4.0', 'b', 'draft');
    await harness.look();
    world.live.set('dev', harness.artifact('b'));
    await harness.look();
    world.releases[0].state = 'published';
    world.releases[0].publishedAt = new Date().toISOString();
    world.tags.set('v0.4.0', world.releases[0].targetCommitish);
    await harness.look();
    expect(await expected()).toMatchObject({ 'v0.4.0': 'waiting' });
    world.live.set('staging', harness.artifact('b'));
    await harness.look();
    expect(await expected()).toMatchObject({ 'v0.4.0': 'succeeded' });
    expect(await harness.current('dev')).toMatchObject({ label: 'v0.4.0' });
    expect([world.dispatches, world.changes]).toEqual([[], []]);
  });
});
