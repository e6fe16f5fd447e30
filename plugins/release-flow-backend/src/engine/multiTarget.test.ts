import { TestDatabases } from '@backstage/backend-test-utils';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { exampleBinding } from '../__testUtils__/bindings';
import { setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

/** Staging is two regions, deployed as one. */
async function setUp(id: Parameters<typeof databases.init>[0]) {
  const binding = exampleBinding();
  const part = (name: string) => ({
    name,
    components: ['api'],
    target: { type: 'fake', name },
  });
  Object.assign(binding.environments[1], {
    target: { type: 'group', parts: [part('eu'), part('us')] },
    targetKey: 'group:fake:eu,fake:us',
    targetKeys: ['fake:eu', 'fake:us'],
    onFailure: 'rollback',
  });
  const lifecycle = await setUpLifecycle(await databases.init(id), binding);
  const { harness, world } = lifecycle;
  for (const region of ['eu', 'us']) {
    world.live.set(region, harness.artifact('a'));
  }
  await harness.look();
  const live = () => [world.live.get('eu'), world.live.get('us')];
  const both = (letter: string) => [
    harness.artifact(letter),
    harness.artifact(letter),
  ];
  /** From the change on, the verification says this. */
  const verifyWith = (answer: typeof world.verification) => {
    const target = harness.context.providers.targets.get('fake')!;
    const { deploy } = target;
    target.deploy = async (change, context) => {
      target.deploy = deploy;
      world.verification = answer;
      return deploy!(change, context);
    };
  };
  return { ...lifecycle, live, both, verifyWith };
}

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('several targets as one, %p', id => {
  it('locks, deploys and verifies all of them', async () => {
    const { harness, live, both, stage, state, verifyWith, world } =
      await setUp(id);
    verifyWith('running');
    const promotion = await stage();
    expect((await state(promotion)).state).toBe('verifying');
    const locks = await harness.stores.knex('locks').orderBy('key');
    expect(locks.map(({ key }) => key)).toEqual(['fake:eu', 'fake:us']);
    expect(live()).toEqual(both('b'));
    world.verification = 'passed';
    await harness.run();
    expect((await state(promotion)).state).toBe('succeeded');
    expect(world.changes).toHaveLength(2);
  });

  it('takes every part back when one refuses, and names it', async () => {
    const { harness, live, both, stage, state, world } = await setUp(id);
    world.refusing.add('us');
    const promotion = await stage();
    await harness.run();
    expect(await state(promotion)).toMatchObject({
      state: 'rolled-back',
      message: expect.stringContaining('us: us is locked'),
    });
    expect(live()).toEqual(both('a'));
    expect(world.changes.map(({ target }) => target)).toEqual(['eu', 'eu']);
  });

  it('sends the rest when the first part took it and the second was not asked', async () => {
    const { harness, live, both, stage, state, world } = await setUp(id);
    const { deploy } = world.providers().targets.get('fake')!;
    const target = harness.context.providers.targets.get('fake')!;
    let calls = 0;
    target.deploy = async (change, context) => {
      calls += 1;
      if (calls === 2) throw new ProviderError('unavailable', 'no route');
      return deploy!(change, context);
    };
    const promotion = await stage();
    await harness.run();
    expect((await state(promotion)).state).toBe('succeeded');
    expect(live()).toEqual(both('b'));
    expect(world.changes.map(({ target: name }) => name)).toEqual(['eu', 'us']);
  });

  it('takes all parts back when a verification fails', async () => {
    const { harness, live, both, stage, state, verifyWith } = await setUp(id);
    verifyWith('failed');
    const promotion = await stage();
    await harness.run();
    expect((await state(promotion)).state).toBe('rolled-back');
    expect(live()).toEqual(both('a'));
  });

  it('is not overtaken by its own half way, but by a third artifact', async () => {
    const { harness, stage, state, world } = await setUp(id);
    const target = harness.context.providers.targets.get('fake')!;
    target.deploy = async ({ config, artifact }) => {
      if (config.name === 'eu') world.live.set('eu', artifact);
      return {};
    };
    const promotion = await stage();
    await harness.run();
    await harness.run();
    expect((await state(promotion)).state).toBe('deploying');
    world.live.set('us', harness.artifact('e'));
    await harness.run();
    expect(await state(promotion)).toMatchObject({
      state: 'failed',
      code: 'overtaken',
    });
  });
});

describe.each(databases.eachSupportedId())('what the platform says, %p', id => {
  it('is shown, and ends a change of the target at once when it failed', async () => {
    const { harness, stage, state, world } = await setUp(id);
    const target = harness.context.providers.targets.get('fake')!;
    target.deploy = async () => ({});
    const progress = { status: 'running' as const, message: '1 of 2 tasks' };
    world.rollouts.set('us', progress);
    world.rollouts.set('eu', { status: 'done', message: 'Rolled out' });
    const promotion = await stage();
    expect(await state(promotion)).toMatchObject({
      state: 'deploying',
      message: 'us: 1 of 2 tasks',
    });
    world.rollouts.set('us', { status: 'failed', message: 'exit code 137' });
    await harness.run();
    expect(await state(promotion)).toMatchObject({
      state: 'failed',
      code: 'rollout-failed',
      message: 'us: exit code 137',
    });
  });

  it('takes it back while it is verified', async () => {
    const { harness, live, both, stage, state, verifyWith, world } =
      await setUp(id);
    verifyWith('running');
    const promotion = await stage();
    expect((await state(promotion)).state).toBe('verifying');
    world.rollouts.set('eu', { status: 'done', message: 'Rolled out' });
    world.rollouts.set('us', { status: 'failed', message: 'exit code 137' });
    await harness.run();
    expect(await state(promotion)).toMatchObject({
      state: 'rolled-back',
      message: expect.stringContaining('exit code 137'),
    });
    expect(live()).toEqual(both('a'));
  });

  it('counts for workflows only until the target is set', async () => {
    const binding = exampleBinding();
    binding.environments[1].deploy = {
      manual: {
        by: 'workflow',
        file: 'promote-to-staging.yaml',
        correlationInput: 'correlation_id',
      },
    };
    const lifecycle = await setUpLifecycle(await databases.init(id), binding);
    const { harness, stage, state, world } = lifecycle;
    const seen: unknown[] = [];
    const target = harness.context.providers.targets.get('fake')!;
    const { follow } = target;
    target.follow = async (change, context) => {
      seen.push(change.sentElsewhere);
      return follow!(change, context);
    };
    world.rollouts.set('staging', { status: 'failed', message: 'no image' });
    expect(await state(await stage())).toMatchObject({
      state: 'failed',
      message: 'no image',
    });
    expect(new Set(seen)).toEqual(new Set([true]));
  });
});
