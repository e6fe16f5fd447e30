import { TestDatabases } from '@backstage/backend-test-utils';
import { exampleBinding } from '../__testUtils__/bindings';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';
import type { Binding, BoundEnvironment } from '../policy/binding';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const reason = 'the quarterly drill';
const APPROVALS = {
  ...{ type: 'approvals', required: 1, preventSelfApproval: true },
  from: ['group:default/qfa-leads'],
};

function flow(
  change: Partial<Binding> = {},
  staging: Partial<BoundEnvironment> = {},
): Binding {
  const binding = exampleBinding({ rollbackDrill: 'P90D', ...change });
  return {
    ...binding,
    environments: binding.environments.map(environment =>
      environment.id === 'staging'
        ? { ...environment, ...staging }
        : environment,
    ),
  };
}

describe.each(databases.eachSupportedId())('a drill, %p', id => {
  /** Staging ran v0.3.7 and runs v0.4.0 now. */
  async function setUp(binding = flow()) {
    const all = await setUpLifecycle(await databases.init(id), binding);
    const { harness, services, ref, stage, approve } = all;
    const staged = await stage();
    if (binding.environments[1].gates.length > 0) {
      await approve('mona', staged);
      await harness.run();
    }
    await harness.look();
    const environment = async (name = 'staging') =>
      (await services.read.service(caller('ada'), ref)).environments.find(
        it => it.id === name,
      )!;
    return {
      ...all,
      environment,
      drill: (name = 'staging', more: object = {}) =>
        services.drills.drill(caller('ada'), ref, name, { reason, ...more }),
      last: async (name = 'staging') => (await environment(name)).lastDrill!,
    };
  }

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

  type Set = Awaited<ReturnType<typeof setUp>>;
  it.each<[string, string, Binding, (all: Set) => Promise<unknown>]>([
    [
      ...(['no-drill-here', 'the flow declares none'] as const),
      flow({ rollbackDrill: undefined }),
      async () => undefined,
    ],
    [
      ...(['no-drill-here', 'the flow has it elsewhere'] as const),
      flow({ rollbackDrill: { every: 'P1D', environments: ['dev'] } }),
      async () => undefined,
    ],
    [
      ...(['in-flight', 'something is under way'] as const),
      flow({}, { gates: [APPROVALS] }),
      ({ promote }) => promote('ada', 'staging', 'v0.3.7', 'rollback', reason),
    ],
    [
      ...(['in-flight', 'another drill goes on'] as const),
      flow({}, { gates: [APPROVALS] }),
      ({ drill }) => drill(),
    ],
    [
      ...(['drift', 'something else runs there'] as const),
      flow(),
      async ({ harness, world }) => {
        world.live.set('staging', harness.artifact('f'));
        await harness.look();
      },
    ],
    [
      ...(['unhealthy', 'it is not well'] as const),
      flow(),
      async ({ harness, world }) => {
        world.healthy = false;
        await harness.look();
      },
    ],
    [
      ...(['rejected', 'what runs may not come again'] as const),
      flow(),
      ({ services, ref }) =>
        services.marks.reject(caller('ada'), ref, 'v0.4.0', reason),
    ],
    [
      ...(['frozen', 'a freeze would stop the way forward'] as const),
      flow(),
      ({ services }) =>
        services.freezes.declare(caller('ada'), {
          ...{ kind: 'window', title: 'Holidays', reason },
          ...{ scope: { tiers: ['staging'] }, until: '2999-01-01T00:00:00Z' },
        } as never),
    ],
  ])('is refused as %s when %s', async (code, _when, binding, before) => {
    const all = await setUp(binding);
    await before(all);
    const { drill, world, environment } = all;
    const { lastDrill, recorded } = await environment();
    const live = world.live.get('staging');
    await expect(drill()).rejects.toMatchObject({
      name: 'ConflictError',
      refusals: expect.arrayContaining([expect.objectContaining({ code })]),
    });
    expect(await environment()).toMatchObject({ lastDrill, recorded });
    expect(world.live.get('staging')).toEqual(live);
  });

  it('is refused where nothing earlier may come back, and says what was named wrongly', async () => {
    const { drill, harness, environment } = await setUp();
    await expect(
      drill('staging', { deployment: 'nothing' }),
    ).rejects.toMatchObject({
      ...{ name: 'NotFoundError', code: 'unknown-deployment' },
    });
    const other = (await environment('dev')).recorded!;
    await expect(
      drill('staging', { deployment: other.id }),
    ).rejects.toMatchObject({ name: 'InputError', field: 'deployment' });
    const own = (await environment()).recorded!;
    await expect(
      drill('staging', { deployment: own.id }),
    ).rejects.toMatchObject({ code: 'no-way-back' });
    await harness.stores
      .knex('deployments')
      .where({ environment: 'staging', kind: 'adopted' })
      .delete();
    await expect(drill()).rejects.toMatchObject({ code: 'nothing-earlier' });
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
