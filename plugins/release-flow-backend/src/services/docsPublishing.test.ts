import { TestDatabases } from '@backstage/backend-test-utils';
import { runOf, setUpBesideReleases } from '../__testUtils__/besideReleases';
import { COMMIT } from '../__testUtils__/bindings';
import { caller } from '../__testUtils__/lifecycle';
import type { HostRun } from '../providers/types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())('the docs site, %p', id => {
  const setUp = async () => setUpBesideReleases(await databases.init(id));

  it('knows which release the docs reflect, and what keeps them from getting out', async () => {
    const { world, harness, services, ref } = await setUp();
    const docs = () => services.docs.view(caller('ada'), ref);
    const run = (change: Partial<HostRun>) =>
      world.runs.unshift(runOf({ workflow: 'docs.yaml', ...change }));
    run({ event: 'release', branch: 'v0.3.7', title: 'v0.3.7' });
    run({ event: 'push', title: 'fix', conclusion: 'failure' });
    await harness.look(1);
    expect(await docs()).toMatchObject({
      published: { label: 'v0.3.7', event: 'release', status: 'succeeded' },
      lastBuild: { status: 'failed', event: 'push' },
      redOnMain: { status: 'failed' },
      problem: null,
      message: expect.stringContaining('reflects release v0.3.7'),
    });
    run({ title: 'Docs', conclusion: 'failure' });
    await harness.look(1);
    expect(await docs()).toMatchObject({
      published: { label: 'v0.3.7' },
      lastPublication: { status: 'failed' },
      problem: {
        code: 'publication-failed',
        message: expect.stringContaining("job 'ci'"),
      },
    });
    for (const source of ['branch', null] as const) {
      world.pages = { source };
      await harness.look(1);
      expect(await docs()).toMatchObject({
        problem: {
          code: 'pages-not-by-actions',
          message: expect.stringContaining('set Source to GitHub Actions'),
          url: 'https://git.example/acme/qfa-backend/settings/pages',
        },
      });
    }
    world.pages = { source: 'workflow' };
    const { id: operation } = await services.docs.publish(
      caller('ada'),
      ref,
      {},
    );
    await harness.look(2);
    const view = await docs();
    expect(view).toMatchObject({
      problem: null,
      published: { by: 'user:default/ada', event: 'workflow_dispatch' },
      message: expect.stringContaining('published by hand'),
    });
    expect((await harness.stores.operations.get(operation))!.state).toBe(
      'succeeded',
    );
  });

  it('names a release only where its very commit was built', async () => {
    const { world, harness, services, ref } = await setUp();
    const released = async (change: Partial<HostRun>) => {
      world.runs.unshift(
        runOf({ workflow: 'docs.yaml', event: 'release', ...change }),
      );
      await harness.look(1);
      return services.docs.view(caller('ada'), ref);
    };
    const of = await released({ branch: 'v0.3.7', sha: COMMIT('a') });
    const [release] = await harness.stores.releases.ofService(ref, {
      limit: 10,
    });
    expect([release.tag, release.commit]).toEqual(['v0.3.7', COMMIT('a')]);
    expect(of).toMatchObject({
      published: { label: 'v0.3.7', release: release.id, commit: COMMIT('a') },
      message: expect.stringContaining('reflects release v0.3.7'),
    });
    const moved = await released({ branch: 'v0.3.7', sha: COMMIT('f') });
    expect(moved).toMatchObject({
      published: { label: COMMIT('f').slice(0, 7), release: null },
      message: expect.stringContaining('the commit of no release here'),
    });
    expect(moved.message).not.toContain('reflects release');
  });
});
