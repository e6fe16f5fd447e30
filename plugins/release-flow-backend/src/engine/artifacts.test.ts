import { TestDatabases } from '@backstage/backend-test-utils';
import { runOf } from '../__testUtils__/besideReleases';
import { COMMIT } from '../__testUtils__/bindings';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(60_000);

const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_18'],
});

const setUp = async (id: Parameters<typeof databases.init>[0]) =>
  setUpLifecycle(await databases.init(id));

describe.each(databases.eachSupportedId())(
  'what is built and released, %p',
  id => {
    it('brings an ephemeral build into dev and not beyond', async () => {
      const { harness, world, ephemeral, promotions, ref, state } =
        await setUp(id);
      const built = harness.artifact('d');
      const [{ identity }] = built;
      world.branches.set('feat/some-experiment', COMMIT('e'));
      world.onDispatch = (_workflow, inputs) => {
        const tag = 'ephemeral-feat-some-experiment-eeeeeee';
        const digest = 'digest' in identity ? identity.digest : '';
        world.images.set(`registry.example/qfa-backend:${tag}`, digest);
        world.labels.set(digest, {
          'org.opencontainers.image.revision': COMMIT('e'),
        });
        if (inputs.deploy_to_dev === 'true') world.live.set('dev', built);
      };
      const { id: operation } = await ephemeral.build(caller('ada'), ref, {
        ref: 'feat/some-experiment',
        environment: 'dev',
      });
      await harness.run();
      expect(await state(operation)).toMatchObject({ state: 'succeeded' });
      const live = (await harness.current('dev'))!;
      expect(live).toMatchObject({
        label: 'feat/some-experiment',
        commit: COMMIT('e'),
        buildId: expect.any(String),
      });
      expect(world.dispatches[0].inputs).toMatchObject({
        ref: 'feat/some-experiment',
        deploy_to_dev: 'true',
        correlation_id: operation,
      });
      await expect(
        promotions.promote(caller('ada'), ref, {
          environment: 'staging',
          release: 'feat/some-experiment',
          intent: 'promote',
        }),
      ).rejects.toMatchObject({ code: 'ephemeral' });
      await expect(
        ephemeral.build(caller('ada'), ref, {
          ref: 'feat/some-experiment',
          environment: 'staging',
        }),
      ).rejects.toMatchObject({ code: 'ephemeral-not-accepted' });
    });

    it('refuses a run that built another commit', async () => {
      const { harness, world, ephemeral, ref, state } = await setUp(id);
      world.branches.set('feat/x', COMMIT('e'));
      world.onDispatch = () => {
        world.images.set(
          'registry.example/qfa-backend:ephemeral-feat-x-eeeeeee',
          `sha256:${'d'.repeat(64)}`,
        );
        world.labels.set(`sha256:${'d'.repeat(64)}`, {
          'org.opencontainers.image.revision': COMMIT('f'),
        });
      };
      const { id: operation } = await ephemeral.build(caller('ada'), ref, {
        ref: 'feat/x',
      });
      await harness.run();
      expect(await state(operation)).toMatchObject({
        state: 'failed',
        code: 'built-another-commit',
      });
      // Without an environment nothing is deployed by the workflow either.
      expect(world.dispatches).toMatchObject([
        {
          workflow: 'build-from-commit.yaml',
          inputs: { ref: 'feat/x', deploy_to_dev: 'false' },
        },
      ]);
    });

    it('names the job when the release workflow fails', async () => {
      const { harness, world, releases, ref, state } = await setUp(id);
      world.runConclusion = 'failure';
      const { id: operation } = await releases.run(caller('ada'), ref, {});
      await harness.run();
      expect(await state(operation)).toMatchObject({
        state: 'failed',
        message: expect.stringContaining("'ci'"),
      });
      await harness.look();
      const known = await harness.stores.releases.ofService(ref, { limit: 9 });
      expect(known.map(({ tag }) => tag)).toEqual(['v0.3.7']);
      const all = await harness.stores.operations.list({
        service: ref,
        limit: 9,
      });
      expect(all.map(({ kind, state: ended }) => [kind, ended])).toEqual([
        ['release-run', 'failed'],
      ]);
    });

    it('publishes once, and asks for a reason when dev runs something else', async () => {
      const { harness, world, releases, ref, state } = await setUp(id);
      harness.release('v0.4.0', 'b', 'draft');
      await harness.look(1);
      await expect(
        releases.publish(caller('ada'), ref, 'v0.4.0', {}),
      ).rejects.toMatchObject({ name: 'InputError', field: 'reason' });
      const { id: operation } = await releases.publish(
        caller('ada'),
        ref,
        'v0.4.0',
        { reason: 'dev is down today' },
      );
      await harness.run();
      expect(await state(operation)).toMatchObject({ state: 'succeeded' });
      expect(world.releases[0].state).toBe('published');
      await harness.look(1);
      const release = await harness.stores.releases.find(ref, 'v0.4.0');
      expect(release).toMatchObject({ publishedBy: 'user:default/ada' });
      await expect(
        releases.publish(caller('ada'), ref, 'v0.4.0', {}),
      ).rejects.toMatchObject({ code: 'already-published' });
    });

    it('knows who published in GitHub, of two releases of one commit too', async () => {
      const { harness, world, ref } = await setUp(id);
      const publish = async (tag: string, letter: string) => {
        harness.release(tag, letter, 'draft');
        world.releases[0].targetCommitish = COMMIT('b');
        await harness.look(1);
        world.releases[0].state = 'published';
        world.releases[0].publishedAt = new Date().toISOString();
        world.tags.set(tag, COMMIT('b'));
        await harness.look(1);
      };
      const click = async (tag: string, actor: string) => {
        const sha = COMMIT('b');
        world.runs.unshift(
          runOf({ event: 'release', branch: tag, sha, actor }),
        );
        await harness.look(1);
      };
      const publisher = async (tag: string) =>
        (await harness.stores.releases.find(ref, tag))!.publishedBy;
      await publish('v0.4.0', 'b');
      await click('v0.4.0', 'octocat');
      expect(await publisher('v0.4.0')).toBe('github:octocat');
      await publish('v0.5.0', 'c');
      // GitHub lists the run that a click started later than what it published.
      expect(await publisher('v0.5.0')).toBeNull();
      await click('v0.5.0', 'mona');
      expect(await publisher('v0.5.0')).toBe('user:default/mona');
      expect(await publisher('v0.4.0')).toBe('github:octocat');
    });

    it('blocks a release whose digest or tag changed', async () => {
      const { harness, world, promote, stage } = await setUp(id);
      await stage();
      world.tags.set('v0.4.0', 'f'.repeat(40));
      await expect(promote('ada', 'prd', 'v0.4.0')).rejects.toMatchObject({
        code: 'artifact-changed',
      });
      world.tags.set('v0.4.0', world.releases[0].targetCommitish);
      world.releases[0].body = `Image digest: sha256:${'9'.repeat(64)}`;
      await harness.look();
      await expect(promote('ada', 'prd', 'v0.4.0')).rejects.toMatchObject({
        code: 'artifact-changed',
      });
    });
  },
);
