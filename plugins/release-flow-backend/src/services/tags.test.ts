import { TestDatabases } from '@backstage/backend-test-utils';
import { NotAllowedError } from '@backstage/errors';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { COMMIT, exampleBinding } from '../__testUtils__/bindings';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';
import { prove } from '../__testUtils__/prove';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const TAG = 'v0.3.7';
const DEPLOY = 'deploy-prod.yml';
const reason = 'the new one loses orders';

/** Production is deployed by the tag of the release, which somebody moved. */
async function setUp(id: Parameters<typeof databases.init>[0]) {
  const binding = exampleBinding();
  binding.environments[2].deploy = {
    manual: { by: 'tag', tag: '${{ release.tag }}', workflows: [DEPLOY] },
  };
  binding.environments[2].onFailure = 'stop';
  binding.environments[2].allow = { override: ['group:default/qfa-leads'] };
  const lifecycle = await setUpLifecycle(await databases.init(id), binding);
  const { harness, services, world, ref } = lifecycle;
  await prove(harness, TAG, 'prd');
  world.tags.set(TAG, COMMIT('e'));
  world.git.onPush.set(DEPLOY, {});
  const move = (who: string, change: object = {}, tag = TAG) =>
    services.tags.move(caller(who), ref, tag, { reason, ...change });
  const events = async () => harness.stores.audit.ofChain(ref);
  return { ...lifecycle, move, events };
}

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('moving a tag, %p', id => {
  it('shows both commits first, and moves it once it is confirmed', async () => {
    const { harness, world, move, state, events } = await setUp(id);
    const shown = await move('mona');
    expect(shown).toMatchObject({
      from: COMMIT('e'),
      to: COMMIT('a'),
      environments: [{ id: 'prd' }],
      refusals: [],
      operation: null,
    });
    expect(world.tags.get(TAG)).toBe(COMMIT('e'));
    const { operation } = await move('mona', { confirm: COMMIT('e') });
    await harness.run();
    expect(world.tags.get(TAG)).toBe(COMMIT('a'));
    expect(await state(operation!.id)).toMatchObject({
      kind: 'tag-move',
      state: 'succeeded',
      message: `${TAG} stands on aaaaaaa`,
    });
    expect(world.git.pushes).toEqual([`${TAG} ${COMMIT('a')}`]);
    const said = (await events()).find(({ type }) => type === 'tag.moved');
    expect(said).toMatchObject({
      actor: 'user:default/mona',
      data: { tag: TAG, from: COMMIT('e'), to: COMMIT('a'), reason },
    });
  });

  it('is only for those who may override there', async () => {
    const { move, world } = await setUp(id);
    await expect(move('ada', { confirm: COMMIT('e') })).rejects.toThrow(
      NotAllowedError,
    );
    expect(world.git.pushes).toEqual([]);
  });

  it.each([
    ['a commit that was not verified', { commit: COMMIT('b') }, 'not-verified'],
    ['a tag that moved since', { confirm: COMMIT('d') }, 'tag-moved'],
  ])('refuses %s', async (_what, change, code) => {
    const { move, world } = await setUp(id);
    await expect(
      move('mona', { confirm: COMMIT('e'), ...change }),
    ).rejects.toMatchObject({ code });
    expect(world.tags.get(TAG)).toBe(COMMIT('e'));
  });

  it('refuses another version, and says which field', async () => {
    const { move } = await setUp(id);
    await expect(move('mona', { version: '0.4.0' })).rejects.toMatchObject({
      field: 'version',
    });
  });

  it('refuses what an immutable release holds, and where it stands already', async () => {
    const { move, world } = await setUp(id);
    world.releases[0].immutable = true;
    const codes = async () =>
      (await move('mona')).refusals.map(({ code }) => code);
    expect(await codes()).toEqual(['immutable-release']);
    world.releases[0].immutable = undefined;
    world.tags.set(TAG, COMMIT('a'));
    expect(await codes()).toEqual(['there-already']);
    world.tags.delete(TAG);
    expect(await codes()).toEqual(['no-tag']);
  });

  it('refuses to send when it is moved between confirming and sending', async () => {
    const { harness, world, move, state } = await setUp(id);
    const { operation } = await move('mona', { confirm: COMMIT('e') });
    world.tags.set(TAG, COMMIT('d'));
    await harness.run();
    expect(await state(operation!.id)).toMatchObject({
      state: 'failed',
      message: `${TAG} was moved meanwhile`,
    });
    expect(world.tags.get(TAG)).toBe(COMMIT('d'));
  });

  it('moves it once, even if the answer is lost', async () => {
    const { harness, world, move, state } = await setUp(id);
    const error = new ProviderError('unknown-outcome', 'the line went dead');
    world.nextChange = { error, took: true };
    const { operation } = await move('mona', { confirm: COMMIT('e') });
    await harness.run();
    const past = '2026-01-01T00:00:00.000Z';
    await harness.stores.knex('effects').update({ not_after: past });
    await harness.run();
    expect((await state(operation!.id)).state).toBe('succeeded');
    expect(world.git.pushes).toHaveLength(1);
  });

  it('runs again what it had started instead', async () => {
    const { harness, world, move, state } = await setUp(id);
    await harness.context.providers.git.moveTag(
      { host: '', slug: '' },
      { name: TAG, message: '', from: COMMIT('e'), to: COMMIT('a') },
      { signal: new AbortController().signal },
    );
    const shown = await move('mona', { rerun: true });
    expect(shown).toMatchObject({
      from: COMMIT('a'),
      to: COMMIT('a'),
      refusals: [],
      runs: [{ workflow: DEPLOY }],
    });
    const { operation } = await move('mona', {
      rerun: true,
      confirm: COMMIT('a'),
    });
    await harness.run();
    expect((await state(operation!.id)).state).toBe('succeeded');
    expect(world.git.reruns).toHaveLength(1);
    expect(world.git.pushes).toHaveLength(1);
  });
});
