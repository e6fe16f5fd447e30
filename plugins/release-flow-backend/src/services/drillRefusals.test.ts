import { TestDatabases } from '@backstage/backend-test-utils';
import { APPROVALS, flow, reason, setUpDrills } from '../__testUtils__/drills';
import { caller } from '../__testUtils__/lifecycle';
import type { Binding } from '../policy/binding';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())(
  'a drill that may not begin, %p',
  id => {
    const setUp = async (binding?: Binding) =>
      setUpDrills(await databases.init(id), binding);

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
        ({ promote }) =>
          promote('ada', 'staging', 'v0.3.7', 'rollback', reason),
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
  },
);
