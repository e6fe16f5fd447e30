import { TestDatabases } from '@backstage/backend-test-utils';
import { COMMIT, DIGEST } from '../__testUtils__/bindings';
import {
  branchBinding,
  builtArtifact,
  IMAGE,
  push,
} from '../__testUtils__/branchBinding';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';
import type { Binding } from '../policy/binding';

jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('builds of branches, %p', id => {
  async function setUp(change: Partial<Binding> = {}) {
    const lifecycle = await setUpLifecycle(
      await databases.init(id),
      branchBinding(change),
    );
    const { harness, ref } = lifecycle;
    const builds = () =>
      harness.stores.releases.ofService(ref, { limit: 500, kind: 'build' });
    const operations = async () => {
      const rows = await harness.stores.operations.list({
        kind: 'promotion',
        limit: 50,
      });
      return Object.fromEntries(
        rows.map(({ label, environment, state, code }) => [
          `${label} ${environment}`,
          code ? `${state}: ${code}` : state,
        ]),
      );
    };
    return { ...lifecycle, builds, operations };
  }

  it('pins the head of a branch by its image, once', async () => {
    const { harness, world, builds } = await setUp();
    push(world, 'main', 'b');
    push(world, 'feature/x', 'c');
    await harness.look(1);
    expect(await builds()).toMatchObject([
      {
        state: 'build',
        branch: 'main',
        tag: 'main@bbbbbbb',
        hostId: `commit:main:${COMMIT('b')}`,
        commit: COMMIT('b'),
        artifact: builtArtifact('b'),
        name: 'feat: b',
        author: 'ada',
        problem: null,
      },
    ]);
    world.images.set(`${IMAGE}:sha-${COMMIT('b')}`, DIGEST('f'));
    await harness.look();
    expect(await builds()).toMatchObject([{ artifact: builtArtifact('b') }]);
  });

  it('waits for an image that is still being built', async () => {
    const { harness, world, builds, promote } = await setUp();
    push(world, 'main', 'b', { hasImage: false });
    await harness.look();
    expect(await builds()).toMatchObject([
      { artifact: null, problem: { code: 'waiting-for-image' } },
    ]);
    await expect(promote('ada', 'dev', 'main@bbbbbbb')).rejects.toMatchObject({
      message: expect.stringContaining('its image'),
    });
    push(world, 'main', 'b');
    await harness.look(1);
    expect(await builds()).toMatchObject([
      { artifact: builtArtifact('b'), problem: null },
    ]);
  });

  it('takes the commit itself where there is no image', async () => {
    const { harness, world, builds } = await setUp({
      artifacts: [{ component: 'web', image: null, digest: null }],
    });
    push(world, 'main', 'b', { hasImage: false });
    await harness.look(1);
    expect(await builds()).toMatchObject([
      { artifactKey: `web=${COMMIT('b')}` },
    ]);
  });

  it('knows commits between two readings by the runs that they started', async () => {
    const { harness, world, builds } = await setUp();
    push(world, 'main', 'b');
    push(world, 'main', 'c');
    const at = new Date().toISOString();
    world.runs.unshift({
      ...{ id: '9', attempt: 1, workflow: 'ci.yaml', title: 'CI' },
      ...{ event: 'push', branch: 'main', sha: COMMIT('b') },
      ...{ status: 'completed', conclusion: 'success', actor: 'ada' },
      ...{ url: 'https://git.example/runs/9', createdAt: at, updatedAt: at },
    });
    await harness.look(1);
    expect((await builds()).map(({ commit }) => commit).sort()).toEqual([
      COMMIT('b'),
      COMMIT('c'),
    ]);
  });

  it('starts from the newest push, and supersedes what was not seen yet', async () => {
    const { harness, world, operations } = await setUp();
    push(world, 'main', 'b');
    await harness.look();
    expect(await operations()).toEqual({ 'main@bbbbbbb dev': 'waiting' });
    push(world, 'main', 'c');
    await harness.look();
    world.live.set('dev', builtArtifact('c'));
    await harness.look();
    expect(await operations()).toEqual({
      'main@bbbbbbb dev': 'superseded: superseded',
      'main@ccccccc dev': 'succeeded',
    });
    expect(await harness.current('dev')).toMatchObject({
      label: 'main@ccccccc',
      commit: COMMIT('c'),
      verified: true,
    });
  });

  it('starts nothing from what was pushed before the service was bound', async () => {
    const { harness, world, operations } = await setUp();
    await harness.stores.knex('repositories').update({ read_at: null });
    push(world, 'main', 'b', { at: '2026-01-01T00:00:00.000Z' });
    await harness.look();
    expect(await operations()).toEqual({});
  });

  it.each([
    ['the workflow', 'deploy-api-dev.yml'],
    ['another one of the same event', 'deploy-web-dev.yml'],
  ])('does not wait for a push when %s failed', async (_name, workflow) => {
    const { harness, world, operations } = await setUp();
    push(world, 'main', 'b');
    await harness.look();
    const at = new Date().toISOString();
    world.runs.unshift({
      ...{ id: '9', attempt: 1, workflow, title: 'Deploy' },
      ...{ event: 'push', branch: 'main', sha: COMMIT('b') },
      ...{ status: 'completed', conclusion: 'failure', actor: 'ada' },
      ...{ url: 'https://git.example/runs/9', createdAt: at, updatedAt: at },
    });
    await harness.look();
    expect(await operations()).toEqual({
      'main@bbbbbbb dev': 'failed: workflow-failed',
    });
  });

  it('is deployed by us where the flow says so', async () => {
    const binding = branchBinding();
    binding.environments[0].deploy.automatic = {
      on: 'push',
      branch: 'release/.+',
      by: 'target',
      within: 'PT20M',
    };
    binding.paths[0] = { from: 'source', to: 'dev' };
    const { harness, world, operations } = await setUp(binding);
    push(world, 'main', 'b');
    push(world, 'release/v1.2.3', 'c');
    await harness.look();
    expect(await operations()).toEqual({ 'v1.2.3 dev': 'succeeded' });
    expect(world.live.get('dev')).toEqual(builtArtifact('c'));
  });

  it('moves along the paths of its branch, and no other way', async () => {
    const { harness, world, promote, state, services, ref } = await setUp();
    push(world, 'main', 'b');
    push(world, 'release/v1.2.3', 'c');
    await harness.look();
    const codeOf = (environment: string, release: string) =>
      promote('ada', environment, release).then(
        () => 'accepted',
        error => error.code,
      );
    expect(await codeOf('staging', 'main@bbbbbbb')).toBe('not-proven-upstream');
    expect(await codeOf('prd', 'v1.2.3')).toBe('not-proven-upstream');
    expect(await codeOf('dev', 'v1.2.3')).toBe('no-path');
    const { id: staged } = await promote('ada', 'staging', 'v1.2.3');
    await harness.run();
    expect(await state(staged)).toMatchObject({
      state: 'succeeded',
      fromEnvironment: 'source',
      gitRef: 'release/v1.2.3',
    });
    const { paths } = await services.read.service(caller('ada'), ref);
    expect(paths).toContainEqual(
      expect.objectContaining({
        from: 'staging',
        to: 'prd',
        status: 'possible',
        release: expect.objectContaining({ label: 'v1.2.3' }),
      }),
    );
    const { id: live } = await promote('ada', 'prd', COMMIT('c'));
    await harness.run();
    expect((await state(live)).state).toBe('succeeded');
  });

  it('is rolled back to, and restored, like a release', async () => {
    const { harness, world, promote, state } = await setUp();
    push(world, 'release/v1.2.3', 'b');
    await harness.look();
    await promote('ada', 'staging', 'v1.2.3');
    await harness.run();
    push(world, 'release/v1.2.4', 'c');
    await harness.look();
    await promote('ada', 'staging', 'v1.2.4');
    await harness.run();
    expect(world.live.get('staging')).toEqual(builtArtifact('c'));
    const { id: back } = await promote(
      'ada',
      'staging',
      'v1.2.3',
      'rollback',
      'it is slow',
    );
    await harness.run();
    expect((await state(back)).state).toBe('succeeded');
    expect(world.live.get('staging')).toEqual(builtArtifact('b'));
    const { id: again } = await promote('ada', 'staging', 'v1.2.4', 'restore');
    await harness.run();
    expect((await state(again)).state).toBe('succeeded');
  });

  it('does not go on when its tag in the registry means something else', async () => {
    const { harness, world, promote, state } = await setUp();
    push(world, 'release/v1.2.3', 'b');
    await harness.look();
    world.images.set(`${IMAGE}:sha-${COMMIT('b')}`, DIGEST('f'));
    world.images.set('pinned', DIGEST('b'));
    const { id: promotion } = await promote('ada', 'staging', 'v1.2.3');
    await harness.run();
    const { state: is, gates } = await state(promotion);
    expect(is).toBe('waiting');
    expect(
      gates.find(({ type }) => type === 'artifact-available'),
    ).toMatchObject({
      code: 'artifact-changed',
    });
  });
});
