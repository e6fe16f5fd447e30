import { TestDatabases } from '@backstage/backend-test-utils';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { COMMIT, exampleBinding } from '../__testUtils__/bindings';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const API = 'deploy-api-stage.yml';
const WEB = 'deploy-web-stage.yml';
const TAG = 'v0.4.0-staging';

/** Staging is deployed by a tag, which starts two workflows. */
async function setUp(id: Parameters<typeof databases.init>[0]) {
  const binding = exampleBinding();
  const manual = {
    by: 'tag' as const,
    tag: 'v${{ release.version }}-${{ environment.id }}',
  };
  binding.environments[1].deploy = {
    manual: { ...manual, workflows: [API, WEB], reviewWithin: 'PT1H' },
  };
  binding.environments[2].deploy = {
    manual: { by: 'tag', tag: 'v${{ release.version }}-prd' },
  };
  binding.environments[2].onFailure = 'stop';
  const lifecycle = await setUpLifecycle(await databases.init(id), binding);
  const { harness, world } = lifecycle;
  world.git.onPush.set(API, {}).set(WEB, {});
  world.git.pushed = tag => {
    const site = tag.replace(/^v[\d.]+-/, '');
    world.live.set(site, harness.artifact(tag.startsWith('v0.4') ? 'b' : 'a'));
  };
  return lifecycle;
}

/** As if this much time had gone by since the change was sent. */
async function age(
  { harness }: Awaited<ReturnType<typeof setUp>>,
  minutes: number,
) {
  const at = new Date(Date.now() - minutes * 60_000).toISOString();
  await harness.stores
    .knex('effects')
    .update({ committed_at: at, settled_at: at, not_after: at });
}

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('deploying by a tag, %p', id => {
  it('makes the tag once on the commit, and follows what it starts', async () => {
    const { harness, world, stage, state } = await setUp(id);
    world.git.onPush.set(WEB, { status: 'in_progress', conclusion: null });
    const promotion = await stage();
    expect(await state(promotion)).toMatchObject({
      state: 'deploying',
      message: `${WEB} is in progress in GitHub`,
    });
    expect((await state(promotion)).plan!.deployer).toMatchObject({
      tag: TAG,
      message: 'Release v0.4.0 to staging',
    });
    const web = world.runs.find(({ workflow }) => workflow === WEB)!;
    Object.assign(web, { status: 'completed', conclusion: 'success' });
    await harness.run();
    expect((await state(promotion)).state).toBe('succeeded');
    expect(world.git.pushes).toEqual([`${TAG} ${COMMIT('b')}`]);
    expect(world.git.reruns).toEqual([]);
  });

  it('fails with the workflow and the job that failed', async () => {
    const { world, stage, state } = await setUp(id);
    world.git.onPush.set(WEB, { conclusion: 'failure' });
    expect(await state(await stage())).toMatchObject({
      state: 'failed',
      code: 'run-failure',
      message: `${WEB} ended with failure in the job 'ci'. Read its log in GitHub.`,
    });
  });

  it('says with the failed workflow why the platform did not keep it', async () => {
    const { world, stage, state } = await setUp(id);
    world.git.onPush.set(API, { conclusion: 'failure' });
    world.rollouts.set('staging', {
      status: 'failed',
      message: 'The circuit breaker opened.',
    });
    expect((await state(await stage())).message).toBe(
      `${API} ended with failure in the job 'ci'. Read its log in GitHub. The circuit breaker opened.`,
    );
  });

  it('calls what failed and still runs so, and does not verify it as a deployment of others', async () => {
    const { harness, world, stage, state } = await setUp(id);
    harness.binding.environments[1].onFailure = 'stop';
    const { pushed } = world.git;
    world.git.pushed = (...args) => {
      world.verification = 'failed';
      pushed?.(...args);
    };
    const promotion = await stage();
    const failed = await state(promotion);
    expect(failed.state).toBe('failed');
    world.verification = 'passed';
    await harness.look(4);
    const record = await harness.stores.environments.get(
      harness.binding.service.ref,
      'staging',
    );
    expect(record?.drift).toBe(
      `staging is set to v0.4.0, but v0.3.7 was recorded. Promotion ${failed.number} left it there: failed.`,
    );
    const all = await harness.stores.operations.list({
      kind: 'promotion',
      limit: 50,
    });
    expect(
      all.filter(({ environment }) => environment === 'staging'),
    ).toHaveLength(1);
  });

  it('names a workflow that never starts', async () => {
    const lifecycle = await setUp(id);
    const { harness, world, stage, state } = lifecycle;
    world.git.onPush.delete(WEB);
    const promotion = await stage();
    expect((await state(promotion)).message).toContain(`starts ${WEB} for`);
    await age(lifecycle, 4);
    await harness.run();
    expect((await state(promotion)).state).toBe('deploying');
    await age(lifecycle, 6);
    await harness.run();
    expect(await state(promotion)).toMatchObject({
      state: 'failed',
      code: 'run-not-started',
      message: expect.stringContaining(`no run of ${WEB} for ${TAG}`),
    });
  });

  it('waits for the review that GitHub asks for, until it expires', async () => {
    const { harness, world, stage, state } = await setUp(id);
    world.git.onPush.set(WEB, { status: 'waiting', conclusion: null });
    const promotion = await stage();
    const waiting = await state(promotion);
    expect(waiting).toMatchObject({
      state: 'waiting-in-github',
      message: expect.stringContaining('review by mona'),
    });
    const web = world.runs.find(({ workflow }) => workflow === WEB)!;
    expect(waiting.memory.runs?.deploy?.id).toBe(web.id);
    const past = '2026-01-01T00:00:00.000Z';
    await harness.stores.knex('operations').update({ expires_at: past });
    await harness.run();
    expect((await state(promotion)).state).toBe('expired');
  });

  it('cancels every run that is under way', async () => {
    const { harness, services, world, stage, state } = await setUp(id);
    const open = { status: 'in_progress', conclusion: null };
    world.git.onPush.set(API, open).set(WEB, open);
    world.git.pushed = () => undefined;
    const promotion = await stage();
    await services.decisions.cancel(caller('ada'), promotion, {
      reason: 'wrong day',
    });
    await harness.run();
    const runs = world.runs.filter(({ event }) => event === 'push');
    expect([...world.cancelled].sort()).toEqual(runs.map(run => run.id).sort());
    for (const run of runs) {
      Object.assign(run, { status: 'completed', conclusion: 'cancelled' });
    }
    await harness.run();
    expect(await state(promotion)).toMatchObject({
      state: 'cancelled',
      message: expect.stringContaining('wrong day'),
    });
    expect(world.cancelled).toHaveLength(2);
  });

  it('finds the tag again when the answer was lost', async () => {
    const lifecycle = await setUp(id);
    const { harness, world, stage, state } = lifecycle;
    const error = new ProviderError('unknown-outcome', 'the line went dead');
    world.nextChange = { error, took: true };
    const promotion = await stage();
    expect((await state(promotion)).state).toBe('deploying');
    await age(lifecycle, 1);
    await harness.run();
    expect((await state(promotion)).state).toBe('succeeded');
    expect(world.git.pushes).toHaveLength(1);
  });

  it('goes through the gates again when the tag was not made', async () => {
    const lifecycle = await setUp(id);
    const { harness, world, stage, state } = lifecycle;
    const error = new ProviderError('unknown-outcome', 'the line went dead');
    world.nextChange = { error, took: false };
    const promotion = await stage();
    await age(lifecycle, 1);
    await harness.run();
    expect((await state(promotion)).state).toBe('succeeded');
    expect(world.git.pushes).toHaveLength(1);
    const events = await harness.stores.audit.ofOperation(promotion);
    const kinds = events.map(({ type }) => type);
    expect(kinds.filter(it => it === 'promotion.deploying')).toHaveLength(2);
  });

  it('refuses a tag that stands elsewhere, before and while it is sent', async () => {
    const lifecycle = await setUp(id);
    const { harness, world, stage, state } = lifecycle;
    world.tags.set(TAG, COMMIT('e'));
    const promotion = await stage();
    expect(await state(promotion)).toMatchObject({
      state: 'waiting',
      code: 'tag-elsewhere',
    });
    world.tags.delete(TAG);
    world.git.createTag = async () => {
      throw new ProviderError('refused', `${TAG} stands on eeeeeee`);
    };
    await harness.run();
    expect(await state(promotion)).toMatchObject({
      state: 'failed',
      message: `${TAG} stands on eeeeeee`,
    });
  });

  it('runs again what a tag of before had started', async () => {
    const lifecycle = await setUp(id);
    const { harness, world, stage, state, promote } = lifecycle;
    expect((await state(await stage())).state).toBe('succeeded');
    const old = '2026-01-01T00:00:00.000Z';
    for (const run of world.runs) run.createdAt = old;
    world.live.set('staging', harness.artifact('a'));
    const { id: again } = await promote(
      'ada',
      'staging',
      'v0.4.0',
      'redeploy' as 'promote',
    );
    await harness.run();
    expect((await state(again)).code).toBe('base-changed');
    world.live.set('staging', harness.artifact('b'));
    await harness.run();
    expect((await state(again)).state).toBe('succeeded');
    expect(world.git.pushes).toHaveLength(1);
    expect(world.git.reruns).toHaveLength(2);
  });

  it('lets production follow only the tag of staging, on its commit', async () => {
    const lifecycle = await setUp(id);
    const { harness, world, stage, state, promote, approve } = lifecycle;
    await stage();
    world.git.onPush.clear();
    world.tags.set(TAG, COMMIT('e'));
    const { id: promotion } = await promote('ada', 'prd', 'v0.4.0');
    await approve('mona', promotion);
    await harness.run();
    const gate = (await state(promotion)).gates.find(
      ({ type }) => type === 'tag-place',
    );
    expect(gate).toMatchObject({
      status: 'blocked',
      code: 'upstream-tag-elsewhere',
    });
    world.tags.set(TAG, COMMIT('b'));
    await harness.run();
    expect((await state(promotion)).state).toBe('succeeded');
    expect(world.tags.get('v0.4.0-prd')).toBe(COMMIT('b'));
  });
});
