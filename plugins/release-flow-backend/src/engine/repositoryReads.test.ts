import { TestDatabases } from '@backstage/backend-test-utils';
import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import { COMMIT } from '../__testUtils__/bindings';
import { Harness } from '../__testUtils__/harness';
import { person, useCasesOf } from '../__testUtils__/useCases';
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

describe('what GitHub says of the time before the binding', () => {
  const BEFORE = '2020-01-01T00:00:00.000Z';

  async function setUpWithHistory() {
    const known = await setUp();
    const { harness, world } = known;
    harness.release('v0.3.5', 'c', 'published');
    world.deployments.push(
      told('2', 'v0.3.5', 'c', BEFORE),
      // It did not get there, so it says nothing.
      {
        ...told('3', 'v0.3.5', 'c', BEFORE),
        environment: 'staging',
        state: 'failure',
      },
    );
    await harness.look(2);
    const { ref } = harness.binding.service;
    const back = (environment: string, release: string) =>
      useCasesOf(harness).promotions.preflight(person('ada'), ref, {
        environment,
        release,
        intent: 'rollback',
      });
    return { ...known, back, ref };
  }

  function told(id: string, tag: string, letter: string, createdAt: string) {
    return {
      ...{ id, ref: tag, sha: COMMIT(letter), environment: 'prd' },
      ...{ state: 'inactive', creator: 'raj', createdAt, url: null },
    };
  }

  it('is imported once, as what was declared', async () => {
    const { harness, ref } = await setUpWithHistory();
    const { artifactKey } = (await harness.stores.releases.find(
      ref,
      'v0.3.5',
    ))!;
    const ran = await harness.stores.deployments.ofArtifact(ref, artifactKey!);
    expect(ran).toMatchObject([
      {
        environment: 'prd',
        kind: 'declared',
        verified: false,
        label: 'v0.3.5',
        actor: 'raj',
        happenedAt: BEFORE,
      },
    ]);
    expect(await harness.current('prd')).toMatchObject({ label: 'v0.3.7' });
  });

  it('can be rolled back to, with a warning that we did not verify it', async () => {
    const { back } = await setUpWithHistory();
    const { allowed, warnings } = await back('prd', 'v0.3.5');
    expect(allowed).toBe(true);
    expect(warnings).toContainEqual({
      code: 'not-verified-by-us',
      message:
        'v0.3.5 ran here according to GitHub, but was not verified by us.',
    });
    expect((await back('staging', 'v0.3.5')).allowed).toBe(false);
  });

  it('counts only until then: what GitHub says later is no way back', async () => {
    const { harness, world, back } = await setUpWithHistory();
    harness.release('v0.3.6', 'd', 'published');
    const at = new Date().toISOString();
    world.deployments.unshift(told('4', 'v0.3.6', 'd', at));
    await harness.look(2);
    expect((await back('prd', 'v0.3.6')).allowed).toBe(false);
  });

  it('is no way back any more when its image is gone', async () => {
    const { world, back } = await setUpWithHistory();
    world.images.clear();
    const { gates } = await back('prd', 'v0.3.5');
    expect(
      gates.find(({ type }) => type === 'artifact-available'),
    ).toMatchObject({ status: 'blocked' });
  });
});
