import { TestDatabases } from '@backstage/backend-test-utils';
import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import { Harness } from '../__testUtils__/harness';
import { repositoryKey } from '../policy/binding';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

async function setUp() {
  const harness = await Harness.create(await databases.init('SQLITE_3'));
  const { context, stores, binding, world } = harness;
  harness.release('v0.3.7', 'a', 'published');
  for (const site of ['dev', 'staging', 'prd']) {
    world.live.set(site, harness.artifact('a'));
  }
  await harness.look();
  const warned = () =>
    (context.logger.warn as jest.Mock).mock.calls
      .map(([message]) => String(message))
      .filter(message => message.startsWith('Could not read'));
  return {
    harness,
    world,
    warned,
    record: async () =>
      (await stores.repositories.get(repositoryKey(binding.repository)))!,
  };
}

it('says once what hinders reading, and again when that changes', async () => {
  const { harness, world, warned } = await setUp();
  world.unreadable = 'GitHub answered 502; next try in 4 s';
  await harness.look(2);
  world.unreadable = 'GitHub answered 502; next try in 9 s';
  await harness.look(2);
  expect(warned()).toHaveLength(1);
  world.unreadable = 'No credential could be had';
  await harness.look(2);
  expect(warned()).toHaveLength(2);
  world.unreadable = undefined;
  await harness.look(1);
  world.unreadable = 'No credential could be had';
  await harness.look(2);
  expect(warned()).toHaveLength(3);
});

it('tells what is put off with the age of what is shown', async () => {
  const { harness, record } = await setUp();
  const { readAt } = await record();
  harness.context.providers.codeHost.releases = async () => {
    throw new ProviderError('rate-limited', 'Reading is put off', {
      retryAfterMs: 1_800_000,
    });
  };
  await harness.look(1);
  const { error, dueAt, readAt: still } = await record();
  expect([error, still]).toEqual(['Reading is put off', readAt]);
  expect(Date.parse(dueAt)).toBeGreaterThan(Date.now() + 1_700_000);
});

it('reads in the background, unless something is under way', async () => {
  const { harness, world } = await setUp();
  const seen: Array<boolean | undefined> = [];
  const { codeHost } = harness.context.providers;
  const { releases } = codeHost;
  codeHost.releases = (repo, context: ProviderContext) => {
    seen.push(context.background);
    return releases(repo, context);
  };
  await harness.look(1);
  expect(seen).toEqual([true]);
  harness.release('v0.4.0', 'b', 'draft');
  await harness.look(1);
  expect(world.changes).toEqual([]);
  seen.length = 0;
  await harness.look(1);
  expect(seen).toEqual([false]);
});
