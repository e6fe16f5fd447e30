import { TestDatabases } from '@backstage/backend-test-utils';
import { COMMIT } from '../__testUtils__/bindings';
import {
  branchBinding,
  builtArtifact,
  push,
} from '../__testUtils__/branchBinding';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';
import type { BoundEnvironment } from '../policy/binding';

type Deploy = BoundEnvironment['deploy'];

jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

/** Whatever is tagged for staging is expected there. */
function stagedByTag(deploy: Partial<Deploy> = {}) {
  const binding = branchBinding();
  binding.environments[0].deploy = { manual: { by: 'target' } };
  binding.environments[1].deploy = {
    automatic: {
      on: 'tag',
      tag: 'v.+-stage',
      by: 'external',
      workflow: 'deploy-api-stage.yml',
      within: 'PT20M',
    },
    manual: { by: 'target' },
    ...deploy,
  };
  binding.environments[1].accepts = [
    { branch: 'main' },
    { release: 'published' },
    { release: 'prerelease' },
  ];
  binding.environments[2].accepts = [{ release: 'published' }];
  return binding;
}

describe.each(databases.eachSupportedId())('tags as releases, %p', id => {
  async function setUp(deploy?: Partial<Deploy>) {
    const lifecycle = await setUpLifecycle(
      await databases.init(id),
      stagedByTag(deploy),
    );
    const { harness, world, ref } = lifecycle;
    const tag = (name: string, letter: string) => {
      push(world, 'main', letter);
      world.tags.set(name, COMMIT(letter));
    };
    const find = async (version: string) => {
      const found = await harness.stores.releases.ofService(ref, {
        limit: 100,
        kind: 'release',
      });
      return found.find(release => release.version === version);
    };
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
    return { ...lifecycle, tag, find, operations };
  }

  it('are one line for each version, with the notes of a release of theirs', async () => {
    const { harness, world, tag, find } = await setUp();
    tag('v1.2.3-stage', 'b');
    tag('v1.3.0-rc.1', 'c');
    world.tags.set('nightly', COMMIT('c'));
    await harness.look(1);
    world.tags.set('v1.2.3', COMMIT('b'));
    harness.release('v1.2.3', 'b', 'published');
    await harness.look(1);
    expect(await find('1.2.3')).toMatchObject({
      state: 'published',
      tag: 'v1.2.3',
      tags: [{ name: 'v1.2.3-stage' }, { name: 'v1.2.3' }],
      commit: COMMIT('b'),
      artifact: builtArtifact('b'),
      notes: expect.stringContaining('Notes'),
      problem: null,
    });
    expect(await find('1.3.0-rc.1')).toMatchObject({ state: 'prerelease' });
  });

  it('take the notes of the final tag, when they are published and as long as they are', async () => {
    const { harness, world, tag, find } = await setUp();
    tag('v1.2.3-stage', 'b');
    harness.release('v1.2.3-stage', 'b', 'prerelease');
    await harness.look(1);
    expect(await find('1.2.3')).toMatchObject({ notesOf: 'prerelease' });
    world.tags.set('v1.2.3', COMMIT('b'));
    harness.release('v1.2.3', 'b', 'draft');
    const [draft] = world.releases.filter(({ tag: name }) => name === 'v1.2.3');
    draft.body = 'Greets by name.';
    await harness.look(1);
    expect(await find('1.2.3')).toMatchObject({ notesOf: 'prerelease' });
    draft.state = 'published';
    await harness.look(1);
    expect(await find('1.2.3')).toMatchObject({
      notes: 'Greets by name.',
      notesOf: 'published',
    });
    world.releases.length = 0;
    await harness.look(1);
    expect(await find('1.2.3')).toMatchObject({ notesOf: null });
  });

  it('blocks a version that a tag puts on another commit', async () => {
    const { harness, world, tag, find, promote, ref } = await setUp();
    tag('v1.2.3-stage', 'b');
    await harness.look(1);
    push(world, 'main', 'c');
    world.tags.set('v1.2.3', COMMIT('c'));
    await harness.look(1);
    expect(await find('1.2.3')).toMatchObject({
      commit: COMMIT('b'),
      artifact: builtArtifact('b'),
      problem: { code: 'artifact-changed' },
    });
    await expect(promote('ada', 'staging', '1.2.3')).rejects.toMatchObject({
      code: 'artifact-changed',
    });
    const events = await harness.stores.audit.ofChain(ref);
    expect(
      events.filter(({ type }) => type === 'release.artifact-changed'),
    ).toHaveLength(1);
    world.tags.set('v1.2.3', COMMIT('b'));
    await harness.look(1);
    expect(await find('1.2.3')).toMatchObject({ problem: null });
  });

  it('notices a moved tag before it is read again', async () => {
    const { harness, world, tag, promote } = await setUp();
    tag('v1.2.3-stage', 'b');
    await harness.look(1);
    world.tags.set('v1.2.3-stage', COMMIT('f'));
    await expect(promote('ada', 'staging', '1.2.3')).rejects.toMatchObject({
      code: 'artifact-changed',
    });
  });

  it('starts what a matching tag starts, the newest in place of older ones', async () => {
    const { harness, world, tag, operations } = await setUp();
    tag('v1.2.3-stage', 'b');
    tag('v9.9.9', 'd');
    await harness.look();
    expect(await operations()).toEqual({ 'v1.2.3 staging': 'waiting' });
    tag('v1.2.4-stage', 'c');
    await harness.look();
    world.live.set('staging', builtArtifact('c'));
    await harness.look();
    expect(await operations()).toEqual({
      'v1.2.3 staging': 'superseded: superseded',
      'v1.2.4 staging': 'succeeded',
    });
  });

  it('starts from a tag that a version gets later', async () => {
    const { harness, world, tag, operations } = await setUp();
    tag('v1.2.3', 'b');
    await harness.look();
    expect(await operations()).toEqual({});
    world.tags.set('v1.2.3-stage', COMMIT('b'));
    await harness.look();
    expect(await operations()).toEqual({ 'v1.2.3 staging': 'waiting' });
  });

  it('expects nothing from a tag that a promotion made, however that ends', async () => {
    const { harness, services, promote, world, operations, ref } = await setUp({
      manual: {
        by: 'tag',
        tag: 'v${{ release.version }}-stage',
        workflows: ['deploy-api-stage.yml'],
      },
    });
    push(world, 'main', 'b');
    await harness.look();
    await promote('ada', 'dev', COMMIT('b'));
    await harness.run();
    const { id: promotion } = await services.promotions.promote(
      caller('ada'),
      ref,
      {
        environment: 'staging',
        release: COMMIT('b'),
        intent: 'promote',
        version: '1.2.3',
      },
    );
    await harness.run();
    const label = 'v1.2.3 staging';
    expect(world.tags.get('v1.2.3-stage')).toBe(COMMIT('b'));
    const { plan } = (await harness.stores.operations.get(promotion))!;
    expect(plan!.deployer.message).toBe('Release v1.2.3 to staging');
    await harness.look();
    expect(await operations()).toMatchObject({ [label]: 'deploying' });
    await services.decisions.cancel(caller('ada'), promotion, {
      reason: 'not now',
    });
    await harness.run();
    await harness.look();
    expect(Object.keys(await operations())).toEqual([
      label,
      expect.stringMatching(/ dev$/),
    ]);
  });

  it('names what was seen to run before its tag was read, and verifies it once', async () => {
    const { harness, world, operations } = await setUp();
    world.verification = 'running';
    push(world, 'main', 'b');
    await harness.look();
    world.live.set('staging', builtArtifact('b'));
    await harness.look(3);
    expect(await operations()).toEqual({ 'main@bbbbbbb staging': 'verifying' });
    world.tags.set('v1.2.3-stage', COMMIT('b'));
    await harness.look();
    expect(await operations()).toEqual({ 'v1.2.3 staging': 'verifying' });
    world.verification = 'passed';
    await harness.look(2);
    expect(await operations()).toEqual({ 'v1.2.3 staging': 'succeeded' });
    expect(await harness.current('staging')).toMatchObject({ label: 'v1.2.3' });
  });

  it('says which workflow of a tag failed', async () => {
    const { harness, world, tag, operations } = await setUp();
    tag('v1.2.3-stage', 'b');
    await harness.look();
    const at = new Date().toISOString();
    world.runs.unshift({
      ...{ id: '9', attempt: 1, workflow: 'deploy-api-stage.yml' },
      ...{ title: 'Deploy', event: 'push', branch: 'v1.2.3-stage' },
      ...{ sha: COMMIT('b'), status: 'completed', conclusion: 'failure' },
      ...{ actor: 'ada', url: 'https://git.example/runs/9' },
      ...{ createdAt: at, updatedAt: at },
    });
    await harness.look();
    expect(await operations()).toEqual({
      'v1.2.3 staging': 'failed: workflow-failed',
    });
  });

  it('keeps a candidate out of where only final versions go', async () => {
    const { harness, world, tag, promote } = await setUp();
    tag('v1.3.0-rc.10-stage', 'b');
    await harness.look();
    world.live.set('staging', builtArtifact('b'));
    await harness.look();
    await expect(promote('ada', 'prd', '1.3.0-rc.10')).rejects.toMatchObject({
      code: 'prerelease-not-accepted',
    });
  });
});
