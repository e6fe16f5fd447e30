import { TestDatabases } from '@backstage/backend-test-utils';
import { COMMIT } from '../__testUtils__/bindings';
import {
  branchBinding,
  builtArtifact,
  push,
} from '../__testUtils__/branchBinding';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

function stagedByTag(by: 'external' | 'target') {
  const binding = branchBinding();
  const [dev, staging] = binding.environments;
  dev.deploy = { manual: { by: 'target' } };
  staging.deploy = {
    automatic: { on: 'tag', tag: 'v.+-stage', by, within: 'PT20M' },
    manual: { by: 'target' },
  };
  return binding;
}

describe.each(databases.eachSupportedId())('where a tag stands, %p', id => {
  async function setUp(by: 'external' | 'target' = 'external') {
    const lifecycle = await setUpLifecycle(
      await databases.init(id),
      stagedByTag(by),
    );
    const { harness, services, world, ref } = lifecycle;
    push(world, 'main', 'c');
    await harness.look();
    /** A branch of no interest, tagged by hand and deployed by a workflow. */
    push(world, 'feature/x', 'b');
    world.tags.set('v1.5.0-stage', COMMIT('b'));
    const staging = async () => {
      const { environments } = await services.read.service(caller('ada'), ref);
      return environments.find(({ id: name }) => name === 'staging')!;
    };
    const operations = async () => {
      const rows = await harness.stores.operations.list({
        kind: 'promotion',
        limit: 50,
      });
      return rows.filter(({ label }) => label === 'v1.5.0');
    };
    const deployed = async () => {
      await harness.look();
      world.live.set('staging', builtArtifact('b'));
      await harness.look();
    };
    return { ...lifecycle, staging, operations, deployed };
  }

  it('is said wherever what it deployed is shown, and nothing is promoted from there', async () => {
    const { harness, promote, ref, ...shown } = await setUp();
    await shown.deployed();
    const said = expect.stringContaining(
      'v1.5.0 stands on bbbbbbb, which is on none of the branches that the flow releases from: main, release/(.+), hotfix/.+.',
    );
    const problem = { code: 'not-on-branch', message: said };
    const [operation] = await shown.operations();
    expect(operation).toMatchObject({
      origin: 'external',
      state: 'succeeded',
      message: said,
      result: { advice: { verdict: 'blocked', message: said } },
    });
    expect(await harness.current('staging')).toMatchObject({ label: 'v1.5.0' });
    expect(await shown.staging()).toMatchObject({ problem, drift: null });
    await harness.look();
    const events = await harness.stores.audit.ofChain(ref);
    expect(
      events.filter(({ type }) => type === 'release.not-on-branch'),
    ).toMatchObject([
      { data: { tags: ['v1.5.0-stage'], commit: COMMIT('b') } },
    ]);
    await expect(promote('ada', 'prd', '1.5.0')).rejects.toMatchObject({
      code: 'not-on-branch',
      message: said,
    });
  });

  it('is well once a branch has it, and stays so when that branch is gone', async () => {
    const { world, harness, promote, staging, deployed } = await setUp();
    await deployed();
    push(world, 'hotfix/x', 'e');
    world.history.set('hotfix/x', [COMMIT('b')]);
    await harness.look();
    expect(await staging()).toMatchObject({ problem: null });
    world.branches.delete('hotfix/x');
    push(world, 'main', 'd');
    await harness.look();
    expect(await staging()).toMatchObject({ problem: null });
    expect(await promote('ada', 'prd', '1.5.0')).toMatchObject({
      id: expect.any(String),
    });
  });

  it('is below the tip of a branch as well', async () => {
    const { world, staging, deployed } = await setUp();
    world.history.set('main', [COMMIT('b')]);
    await deployed();
    expect(await staging()).toMatchObject({
      recorded: { label: 'v1.5.0' },
      problem: null,
    });
  });

  it('is waited for where it is not known yet', async () => {
    const { harness, world, promote, ref, deployed } = await setUp();
    await deployed();
    const [{ id: release, place }] = await harness.stores.releases.named(
      ref,
      'v1.5.0',
    );
    await harness.stores.releases.update(release, {
      place: { ...place!, heads: null },
    });
    const { id: promotion } = await promote('ada', 'prd', '1.5.0');
    await harness.run();
    const gate = async () => {
      const { gates } = (await harness.stores.operations.get(promotion))!;
      return gates.find(({ type }) => type === 'source');
    };
    expect(await gate()).toMatchObject({ status: 'waiting', code: 'not-read' });
    await harness.look();
    expect(await gate()).toMatchObject({ code: 'not-on-branch' });
    world.history.set('main', [COMMIT('b')]);
    push(world, 'main', 'd');
    await harness.look();
    expect(await gate()).toMatchObject({ status: 'passed' });
  });

  it('starts nothing that is ours to start', async () => {
    const { harness, world, operations } = await setUp('target');
    await harness.look();
    await harness.run();
    expect(await operations()).toEqual([]);
    world.history.set('main', [COMMIT('b')]);
    push(world, 'main', 'd');
    await harness.look();
    await harness.run();
    expect(await operations()).toMatchObject([{ origin: 'automation' }]);
  });
});
