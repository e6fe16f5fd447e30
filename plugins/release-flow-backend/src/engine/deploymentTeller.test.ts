import { TestDatabases } from '@backstage/backend-test-utils';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { randomUUID } from 'crypto';
import { COMMIT, exampleBinding } from '../__testUtils__/bindings';
import { setUpLifecycle } from '../__testUtils__/lifecycle';
import { DeploymentTeller } from './DeploymentTeller';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const DEPLOY = 'deploy-stage.yml';

async function setUp(
  id: Parameters<typeof databases.init>[0],
  binding = exampleBinding(),
) {
  const lifecycle = await setUpLifecycle(await databases.init(id), binding);
  const { harness } = lifecycle;
  const { stores, context } = harness;
  context.settings.appUrl = 'https://portal.example';
  /** Everything that is due by then, after this many minutes. */
  const tell = async (minutes = 0, times = 1) => {
    const ahead = minutes * 60_000;
    const now = new Date(Date.now() + ahead).toISOString();
    const until = new Date(Date.now() + ahead + 60_000).toISOString();
    const clock = jest.spyOn(stores, 'now').mockResolvedValue(new Date(now));
    for (let time = 0; time < times; time++) {
      const lease = { token: randomUUID(), now, until, limit: 10 };
      for (const record of await stores.githubDeployments.claimDue(lease)) {
        await new DeploymentTeller(context).run(record, lease.token);
      }
    }
    clock.mockRestore();
  };
  return { ...lifecycle, tell };
}

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('telling GitHub, %p', id => {
  it('tells of a deployment as it goes, and links to it', async () => {
    const { harness, stage, state, tell, world } = await setUp(id);
    const promotion = await stage();
    const { knex } = harness.stores;
    const verifying = { state: 'verifying' };
    const ended = await state(promotion);
    await knex('operations').where({ id: promotion }).update(verifying);
    await tell();
    expect(world.told.all).toMatchObject([
      {
        environment: 'staging',
        sha: COMMIT('b'),
        promotion,
        isProduction: false,
        states: ['in_progress'],
        logUrl: `https://portal.example/release-flow/promotions/${promotion}`,
      },
    ]);
    await knex('operations')
      .where({ id: promotion })
      .update({ state: ended.state });
    await tell(1, 3);
    expect(world.told.all).toHaveLength(1);
    expect(world.told.all[0].states).toEqual(['in_progress', 'success']);
  });

  it('says that what ran before runs no more', async () => {
    const { harness, stage, promote, tell, world } = await setUp(id);
    await stage();
    await tell();
    await promote('ada', 'staging', 'v0.3.7', 'rollback', 'it is slow');
    await harness.run();
    await tell(1, 3);
    expect(world.told.all.map(({ states }) => states.at(-1))).toEqual([
      'inactive',
      'success',
    ]);
  });

  it('tells it later when GitHub is away, and the promotion never knows', async () => {
    const { stage, state, tell, world } = await setUp(id);
    const error = new ProviderError('unavailable', 'GitHub answers 502');
    world.told.faults.push({ error, took: false }, { error, took: false });
    const promotion = await stage();
    expect((await state(promotion)).state).toBe('succeeded');
    await tell();
    await tell(5);
    expect(world.told.all).toEqual([]);
    await tell(30);
    expect(world.told.all[0].states).toEqual(['success']);
    expect((await state(promotion)).trouble).toBeNull();
  });

  it('never tells it twice, whatever answers are lost', async () => {
    const { stage, tell, world } = await setUp(id);
    const error = new ProviderError('unknown-outcome', 'the line went dead');
    world.told.faults.push({ error, took: true }, { error, took: true });
    await stage();
    await tell();
    expect(world.told.all).toHaveLength(1);
    for (const minutes of [10, 30, 60, 120]) await tell(minutes);
    expect(world.told.all).toHaveLength(1);
    expect(world.told.all[0].states).toEqual(['success']);
  });

  it('says nothing where a job of GitHub says it', async () => {
    const binding = exampleBinding();
    binding.environments[1].deploy = {
      manual: { by: 'tag', tag: '${{ release.tag }}-s', workflows: [DEPLOY] },
    };
    const { harness, stage, tell, world } = await setUp(id, binding);
    world.git.onPush.set(DEPLOY, {});
    world.git.pushed = (_tag, sha) => {
      world.live.set('staging', harness.artifact('b'));
      const at = new Date().toISOString();
      world.told.all.push({
        id: '1',
        environment: 'staging',
        sha,
        promotion: undefined,
        isProduction: false,
        createdAt: at,
        states: ['success'],
      });
    };
    await stage();
    await tell(1, 3);
    expect(world.told.all).toHaveLength(1);
  });

  it('says nothing for workflows that we dispatch, and nothing while switched off', async () => {
    const { harness, stage, tell, world } = await setUp(id);
    await stage();
    harness.context.settings.effects = 'disabled';
    await tell(1);
    expect(world.told.all).toEqual([]);
    const rows = await harness.stores.knex('github_deployments');
    expect(rows.map(row => row.environment)).toEqual(['staging']);
  });

  it('does not take its own word for what somebody else declared', async () => {
    const { harness, world } = await setUp(id);
    const at = new Date(Date.now() + 60_000).toISOString();
    const told = {
      id: '7',
      environment: 'staging',
      sha: COMMIT('b'),
      ref: COMMIT('b'),
      state: 'success',
      creator: 'bot',
      createdAt: at,
      url: null,
    };
    const declared = async () => {
      await harness.look(1);
      const ref = harness.binding.service.ref;
      const record = await harness.stores.environments.get(ref, 'staging');
      return record?.declared?.commit;
    };
    world.deployments.push({ ...told, promotion: 'p-1' });
    expect(await declared()).toBeUndefined();
    world.deployments.push({ ...told, id: '8' });
    expect(await declared()).toBe(COMMIT('b'));
  });
});
