import { TestDatabases } from '@backstage/backend-test-utils';
import { Harness } from '../__testUtils__/harness';
import { person, useCasesOf } from '../__testUtils__/useCases';
import type { Binding } from '../policy/binding';
import {
  releaseRemoved,
  storeBinding,
  storeRemoval,
} from '../services/binding/storeBinding';
import { advance } from './advance';

jest.setTimeout(120_000);

const STATES = ['waiting', 'deploying', 'verifying', 'attention'] as const;
type State = (typeof STATES)[number];

const entityOf = (binding: Binding) => ({
  service: binding.service,
  binding,
  error: null,
  flowRef: binding.flow.ref,
  flowRevision: binding.flow.revision,
  fingerprint: null as unknown as string,
});

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe.each(databases.eachSupportedId())('what moves, %p', id => {
  /** v0.4.0 on its way to dev by a workflow, as far as asked; v0.3.7 runs there. */
  async function moving(state: State) {
    const harness = await Harness.create(await databases.init(id));
    const { stores, world, binding, context } = harness;
    const { ref } = binding.service;
    harness.release('v0.3.7', 'a', 'published');
    for (const site of ['dev', 'staging', 'prd']) {
      world.live.set(site, harness.artifact('a'));
    }
    await harness.look();
    await storeBinding(stores, entityOf(binding));
    harness.release('v0.4.0', 'b', 'published');
    await harness.look();
    const useCases = useCasesOf(harness);
    world.runStatus = 'in_progress';
    world.runConclusion = null;
    world.verification = 'running';
    const { id: promotion } = await useCases.promotions.promote(
      person('ada'),
      ref,
      { environment: 'dev', release: 'v0.4.0', intent: 'promote' },
    );
    const now = async () => (await stores.operations.get(promotion))!;
    const arrive = () => {
      Object.assign(world.runs[0], {
        status: 'completed',
        conclusion: 'success',
      });
      world.live.set('dev', harness.artifact('b'));
    };
    if (state !== 'waiting') await harness.run();
    if (state === 'verifying') {
      arrive();
      await harness.run();
    }
    if (state === 'attention') {
      await advance(context, await now(), {
        event: 'outcome-unknown',
        change: { code: 'outcome-unknown', message: 'Nobody knows' },
      });
    }
    expect((await now()).state).toBe(state);
    return {
      harness,
      world,
      stores,
      ref,
      now,
      /** The workflow comes to its end, and whoever has to resolves. */
      async goOn() {
        world.verification = 'passed';
        await harness.run(1);
        if (world.runs.length > 0) arrive();
        if ((await now()).state === 'attention') {
          await useCases.decisions.resolve(person('ada'), promotion, {
            outcome: 'happened',
            reason: 'the log of the run says so',
          });
        }
        await harness.run();
        return now();
      },
      locks: async () => (await stores.knex('locks')).length,
    };
  }

  const changed = (binding: Binding, change: (dev: any) => object[]) => ({
    ...binding,
    environments: binding.environments.flatMap(environment =>
      environment.id === 'dev' ? change(environment) : [environment],
    ) as Binding['environments'],
  });

  type Moving = Awaited<ReturnType<typeof moving>>;

  const CHANGES: Record<string, (moving: Moving) => Promise<unknown>> = {
    'its service is removed': ({ stores, ref }) => storeRemoval(stores, ref),
    'its binding breaks': ({ stores, harness: { binding } }) =>
      storeBinding(stores, {
        ...entityOf(binding),
        binding: null,
        error: { field: 'spec', message: 'somebody broke it' },
      }),
    'the flow drops its environment': ({ stores, harness: { binding } }) =>
      storeBinding(stores, entityOf(changed(binding, () => []))),
    'its environment gets another target': ({ stores, harness: { binding } }) =>
      storeBinding(
        stores,
        entityOf(
          changed(binding, dev => [
            {
              ...dev,
              target: { type: 'fake', name: 'dev-2' },
              targetKey: 'fake:dev-2',
              targetName: 'site-dev-2',
            },
          ]),
        ),
      ),
  };

  const cases = Object.keys(CHANGES).flatMap(change =>
    STATES.slice(1).map(state => [state, change] as const),
  );

  it.each(cases)('%s goes on to its end when %s', async (state, change) => {
    const it = await moving(state);
    expect(await it.locks()).toBeGreaterThan(0);
    await CHANGES[change](it);
    const ended = await it.goOn();
    expect(ended).toMatchObject({ state: 'succeeded', trouble: null });
    expect(ended.memory.bound).toBeUndefined();
    expect(await it.locks()).toBe(0);
    expect(it.world.dispatches).toHaveLength(1);
    const { ref } = it;
    const [newest] = await it.stores.deployments.ofService(ref, { limit: 1 });
    expect(newest).toMatchObject({ label: 'v0.4.0', verified: true });
    // What was proven elsewhere is not told of what the flow means now.
    const record = await it.stores.environments.get(ref, 'dev');
    const isSame =
      !change.startsWith('the flow drops') &&
      !change.includes('another target');
    expect(record?.deploymentId === newest.id).toBe(isSame);
  });

  it.each([
    ['its service is removed', 'errored', 'service-removed'],
    ['the flow drops its environment', 'errored', 'environment-gone'],
  ])('ends before anything is sent when %s', async (change, state, code) => {
    const it = await moving('waiting');
    await CHANGES[change](it);
    await it.harness.run();
    expect(await it.now()).toMatchObject({ state, code });
    expect(it.world.dispatches).toEqual([]);
    expect(await it.locks()).toBe(0);
  });

  it('waits while its binding is broken, and says why', async () => {
    const it = await moving('waiting');
    await CHANGES['its binding breaks'](it);
    await it.harness.run();
    expect(await it.now()).toMatchObject({
      state: 'waiting',
      trouble: expect.stringContaining('somebody broke it'),
    });
    expect(it.world.dispatches).toEqual([]);
  });

  it('is planned again when its environment gets another target', async () => {
    const it = await moving('waiting');
    const before = (await it.now()).planHash;
    await CHANGES['its environment gets another target'](it);
    await it.harness.run(1);
    const after = await it.now();
    expect(after.planHash).not.toBe(before);
    expect(after.plan!.target).toMatchObject({ name: 'dev-2' });
  });

  it('keeps the targets of a renamed service until it is over', async () => {
    const it = await moving('deploying');
    const { binding } = it.harness;
    const renamed = entityOf({
      ...binding,
      service: { ...binding.service, ref: 'component:default/qfa-api' },
    });
    await storeRemoval(it.stores, it.ref);
    await releaseRemoved(it.stores, it.ref);
    expect((await storeBinding(it.stores, renamed)).error).toMatchObject({
      message: expect.stringContaining('belongs to dev of'),
    });
    expect((await it.goOn()).state).toBe('succeeded');
    await releaseRemoved(it.stores, it.ref);
    expect((await storeBinding(it.stores, renamed)).error).toBeNull();
  });
});
