import { TestDatabases } from '@backstage/backend-test-utils';
import { APPROVALS, flow, reason, setUpDrills } from '../__testUtils__/drills';
import { caller } from '../__testUtils__/lifecycle';
import { machine, useCasesOf } from '../__testUtils__/useCases';
import type { Binding } from '../policy/binding';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())('a drill, %p', id => {
  const setUp = async (binding?: Binding) =>
    setUpDrills(await databases.init(id), binding);

  it('goes back and forward again, and says how long each took', async () => {
    const { drill, last, harness, world, environment, services, ref } =
      await setUp(flow({ rollbackDrill: { every: 'P90D', within: 'PT1H' } }));
    const begun = await drill();
    expect(begun).toMatchObject({
      ...{ kind: 'real', state: 'going-back', by: 'user:default/ada', reason },
      from: { label: 'v0.4.0' },
      to: { label: 'v0.3.7' },
      within: 'PT1H',
    });
    const deployed: unknown[] = [];
    for (let round = 0; round < 12; round++) {
      await harness.run(1);
      deployed.push(world.live.get('staging'));
    }
    expect(deployed).toContainEqual(harness.artifact('a'));
    expect(deployed.at(-1)).toEqual(harness.artifact('b'));
    const ended = await last();
    expect(ended).toMatchObject({
      ...{ id: begun.id, state: 'passed', inTime: true },
      back: { promotion: begun.back!.promotion, tookMs: expect.any(Number) },
      forward: { promotion: expect.any(String), tookMs: expect.any(Number) },
    });
    expect(ended.passedAt).toBe(ended.endedAt);
    expect(await environment()).toMatchObject({
      ...{ hold: null, drift: null, openPromotion: null },
      recorded: { label: 'v0.4.0', intent: 'restore' },
    });
    const { items } = await services.read.history(caller('ada'), ref, {
      environment: 'staging',
      limit: 20,
    });
    expect(items.slice(0, 2).map(it => [it.label, it.drill])).toEqual([
      ['v0.4.0', 'forward'],
      ['v0.3.7', 'back'],
    ]);
    const events = await harness.stores
      .knex('audit_events')
      .where({ chain: ref })
      .where('type', 'like', 'drill.%')
      .orderBy('seq');
    expect(events.map(({ type }) => type)).toEqual([
      ...['drill.asked', 'drill.coming-forward', 'drill.passed'],
    ]);
  });

  it('asks for the same approvals, on both ways', async () => {
    const { drill, last, harness, approve, state } = await setUp(
      flow({}, { gates: [APPROVALS] }),
    );
    const { back } = await drill();
    await harness.run();
    expect(await state(back!.promotion)).toMatchObject({
      ...{ state: 'waiting', code: 'approval-needed' },
    });
    await expect(approve('ada', back!.promotion)).rejects.toThrow();
    await approve('lars', back!.promotion);
    await harness.run();
    const { forward } = await last();
    expect(await state(forward!.promotion)).toMatchObject({
      ...{ state: 'waiting', code: 'approval-needed', intent: 'restore' },
      requestedBy: 'user:default/ada',
    });
    await approve('mona', forward!.promotion);
    await harness.run();
    expect(await last()).toMatchObject({ state: 'passed' });
  });

  it('tells plainly what a failed way back left, and what puts it right', async () => {
    const { drill, last, harness, world, environment, services, ref } =
      await setUp();
    world.verification = 'failed';
    const { back } = await drill();
    await harness.run();
    expect(await last()).toMatchObject({
      ...{ state: 'failed', forward: null, passedAt: null },
      message: expect.stringMatching(
        /The way back to v0\.3\.7 failed: .*v0\.4\.0 is what is recorded; deploy v0\.4\.0 again/,
      ),
    });
    await harness.look();
    const left = (await harness.stores.operations.get(back!.promotion))!;
    const staging = await environment();
    expect(staging).toMatchObject({
      ...{ recorded: { label: 'v0.4.0' }, openPromotion: null },
      observed: { configured: harness.artifact('a') },
      drift: {
        message: expect.stringContaining(
          `Promotion ${left.number} left it there: failed`,
        ),
      },
    });
    world.verification = 'passed';
    await services.environments.repair(caller('ada'), ref, 'staging', {
      reason,
    });
    await harness.run();
    await harness.look();
    expect(world.live.get('staging')).toEqual(harness.artifact('b'));
    expect((await environment()).drift).toBeNull();
    expect(await last()).toMatchObject({ state: 'failed' });
  });

  it('says that nothing came forward, and holds automation until it does', async () => {
    const { drill, last, harness, approve, environment, services } =
      await setUp(flow({}, { gates: [APPROVALS] }));
    const { back } = await drill();
    await harness.run();
    await approve('lars', back!.promotion);
    await harness.run();
    const { forward } = await last();
    await services.decisions.cancel(caller('ada'), forward!.promotion, {});
    expect(await last()).toMatchObject({
      state: 'failed',
      message: expect.stringContaining(
        'It went back to v0.3.7, but v0.4.0 did not come forward again',
      ),
    });
    expect(await environment()).toMatchObject({
      recorded: { label: 'v0.3.7' },
      hold: { by: 'user:default/ada' },
    });
  });

  it('is called off when it is ended before anything was sent', async () => {
    const { drill, last, harness, services, environment, world } = await setUp(
      flow({}, { gates: [APPROVALS] }),
    );
    const { back } = await drill();
    await harness.run();
    await services.decisions.cancel(caller('ada'), back!.promotion, {});
    expect(await last()).toMatchObject({ state: 'called-off', forward: null });
    expect((await environment()).hold).toBeNull();
    expect(world.live.get('staging')).toEqual(harness.artifact('b'));
  });

  it('is not stopped by the hold that it leaves itself, when automation asked', async () => {
    const { harness, last, environment, ref } = await setUp();
    const { drills } = useCasesOf(harness, { automation: ['external:ci'] });
    await drills.drill(machine('external:ci'), ref, 'staging', { reason });
    await harness.run(12);
    expect(await last()).toMatchObject({ by: 'external:ci', state: 'passed' });
    expect((await environment()).hold).toBeNull();
  });

  it('leaves a hold of a person as it was', async () => {
    const { drill, last, harness, services, ref, environment } = await setUp();
    await services.environments.hold(caller('mona'), ref, 'staging', 'audit');
    await drill();
    await harness.run(12);
    expect(await last()).toMatchObject({ state: 'passed' });
    expect((await environment()).hold).toMatchObject({
      ...{ by: 'user:default/mona', reason: 'audit' },
    });
  });

  it('is a preflight in production: asked, recorded, and nothing changed', async () => {
    const { drill, last, harness, world, promote, approve } = await setUp();
    const { id: operation } = await promote('ada', 'prd', 'v0.4.0');
    await harness.run();
    await approve('lars', operation);
    await harness.run();
    await harness.look();
    expect(await drill('prd')).toMatchObject({
      ...{ kind: 'preflight', state: 'passed', back: null, forward: null },
    });
    const { passedAt } = await last('prd');
    expect(passedAt).toBeTruthy();
    world.images.clear();
    world.labels.clear();
    const failed = await drill('prd');
    expect(failed).toMatchObject({ state: 'failed', passedAt });
    expect(failed.message).toContain('No way back');
    await harness.run();
    expect(world.live.get('prd')).toEqual(harness.artifact('b'));
    expect(await last('prd')).toEqual(failed);
  });

  it('begins once, however often it is asked for at the same time', async () => {
    const { drill, harness, last } = await setUp();
    const asked = await Promise.allSettled([drill(), drill(), drill()]);
    const begun = asked.flatMap(it =>
      it.status === 'fulfilled' ? [it.value] : [],
    );
    expect(begun).toHaveLength(1);
    await harness.run(12);
    expect(await last()).toMatchObject({ id: begun[0].id, state: 'passed' });
  });

  it('answers the same request with the same drill', async () => {
    const { drill, harness } = await setUp();
    const key = { idempotencyKey: 'drill-of-march' };
    const first = await drill('staging', key);
    expect(await drill('staging', key)).toEqual(first);
    await harness.run(12);
    expect(await drill('staging', key)).toMatchObject({
      ...{ id: first.id, state: 'passed' },
    });
  });
});
