import { TestDatabases } from '@backstage/backend-test-utils';
import { Harness } from '../__testUtils__/harness';
import { person, useCasesOf } from '../__testUtils__/useCases';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const reason = 'somebody tried something by hand';

describe.each(databases.eachSupportedId())('drift, %p', id => {
  /** Staging ran v0.3.7, and was set to something else past the flow. */
  async function drifted() {
    const harness = await Harness.create(await databases.init(id));
    const { world, stores, binding } = harness;
    harness.release('v0.3.7', 'a', 'published');
    for (const site of ['dev', 'staging', 'prd']) {
      world.live.set(site, harness.artifact('a'));
    }
    await harness.look();
    world.live.set('staging', harness.artifact('f'));
    await harness.look();
    const { ref } = binding.service;
    const useCases = useCasesOf(harness);
    return {
      harness,
      useCases,
      stores,
      world,
      ref,
      repair: (who = 'ada') =>
        useCases.environments.repair(person(who), ref, 'staging', { reason }),
      state: async () =>
        (await useCases.read.service(person('ada'), ref)).environments.find(
          environment => environment.id === 'staging',
        )!,
    };
  }

  it('tells since when, and what each of the three truths says', async () => {
    const { state, useCases, ref } = await drifted();
    const staging = await state();
    expect(staging.drift).toMatchObject({
      since: expect.stringMatching(/^20/),
      message: expect.stringContaining('v0.3.7 was recorded'),
    });
    expect(staging.recorded).toMatchObject({
      label: 'v0.3.7',
      source: 'Release Flow',
      recordedAt: expect.stringMatching(/^20/),
    });
    expect(staging.observed.reading).toMatchObject({
      source: 'site-staging',
      at: expect.stringMatching(/^20/),
      error: null,
    });
    const { items } = await useCases.read.history(person('ada'), ref, {
      limit: 10,
    });
    expect(items).not.toHaveLength(0);
  });

  it('puts back what was recorded, through the gates', async () => {
    const { harness, repair, stores, world, state, useCases } = await drifted();
    const { id: promotion } = await repair();
    await harness.run();
    expect(await stores.operations.get(promotion)).toMatchObject({
      state: 'succeeded',
      intent: 'redeploy',
      reason,
      requestedBy: 'user:default/ada',
    });
    expect(world.live.get('staging')).toEqual(harness.artifact('a'));
    await harness.look();
    expect((await state()).drift).toBeNull();
    expect(useCases.audited).toContain('repair: success');
  });

  it('waits when something else again runs there by then', async () => {
    const { harness, repair, stores, world } = await drifted();
    const { id: promotion } = await repair();
    world.live.set('staging', harness.artifact('e'));
    await harness.run();
    expect(await stores.operations.get(promotion)).toMatchObject({
      state: 'waiting',
      code: 'base-changed',
    });
    expect(world.changes).toEqual([]);
  });

  it('waits for the approvals of production like any other', async () => {
    const { harness, useCases, stores, world, ref } = await drifted();
    world.live.set('prd', harness.artifact('f'));
    await harness.look();
    const { id: promotion } = await useCases.environments.repair(
      person('ada'),
      ref,
      'prd',
      { reason },
    );
    await harness.run();
    const operation = (await stores.operations.get(promotion))!;
    expect(operation).toMatchObject({ state: 'waiting' });
    expect(operation.gates.map(({ type }) => type)).toContain('approvals');
    expect(world.changes).toEqual([]);
  });

  it('adopts instead, in one transaction with its audit event', async () => {
    const { useCases, ref, state, stores } = await drifted();
    await useCases.environments.adopt(person('ada'), ref, 'staging', reason);
    const staging = await state();
    expect(staging.drift).toBeNull();
    expect(staging.recorded).toMatchObject({
      kind: 'adopted',
      actor: 'user:default/ada',
      reason,
    });
    const [last] = (await stores.audit.ofChain(ref)).slice(-1);
    expect(last.type).toBe('environment.adopted');
  });

  it('refuses where nothing drifted, and who may not', async () => {
    const { useCases, ref, repair } = await drifted();
    await expect(
      useCases.environments.repair(person('ada'), ref, 'dev', { reason }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'nothing-to-repair',
    });
    await expect(repair('vera')).rejects.toMatchObject({
      name: 'NotAllowedError',
    });
    expect(useCases.audited).toEqual(['repair: fail', 'repair: fail']);
  });
});
