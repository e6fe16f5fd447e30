import { TestDatabases } from '@backstage/backend-test-utils';
import { artifactKey } from 'backstage-plugin-release-flow-common';
import { COMMIT } from '../__testUtils__/bindings';
import { Harness } from '../__testUtils__/harness';
import { person, useCasesOf } from '../__testUtils__/useCases';

jest.setTimeout(60_000);

const HOUR = 3_600_000;
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())('an ephemeral build, %p', id => {
  /** Dev runs a branch for one more hour; the flow lets one stay three days. */
  async function tried() {
    const harness = await Harness.create(await databases.init(id));
    const { stores, binding } = harness;
    const { ref } = binding.service;
    const now = (await stores.now()).getTime();
    const artifact = harness.artifact('e');
    const build = {
      id: 'b-1',
      serviceRef: ref,
      intent: 'ephemeral',
      ref: 'feat/x',
      commit: COMMIT('e'),
      artifact,
      artifactKey: artifactKey(artifact),
      builtBy: 'user:default/ada',
      builtAt: new Date(now).toISOString(),
      expiresAt: new Date(now + HOUR).toISOString(),
    };
    await stores.builds.add(build);
    harness.world.live.set('dev', artifact);
    await harness.look();
    const useCases = useCasesOf(harness);
    return {
      stores,
      ref,
      build,
      useCases,
      inHours: (hours: number) => new Date(now + hours * HOUR).toISOString(),
      extend: (
        request: { by?: string; until?: string },
        who = 'ada',
        at = 'dev',
      ) => useCases.environments.extend(person(who), ref, at, request),
      expiry: async () => (await stores.builds.get('b-1'))!.expiresAt!,
    };
  }

  it('stays longer by so much from now, and the audit says so', async () => {
    const { extend, expiry, inHours, stores, ref, build, useCases } =
      await tried();
    await extend({ by: 'P2D' });
    expect(Date.parse(await expiry())).toBeGreaterThan(
      Date.parse(inHours(48)) - 1,
    );
    expect((await stores.audit.ofChain(ref)).at(-1)).toMatchObject({
      type: 'environment.extended',
      actor: 'user:default/ada',
      data: { environment: 'dev', ref: 'feat/x', before: build.expiresAt },
    });
    expect(useCases.audited).toEqual(['extend: success']);
    const { environments } = await useCases.read.service(person('ada'), ref);
    expect(environments[0].ephemeral!.expiresAt).toBe(await expiry());
  });

  it('stays until a given time', async () => {
    const { extend, expiry, inHours } = await tried();
    await extend({ until: inHours(5) });
    expect(await expiry()).toBe(inHours(5));
  });

  it.each([
    ['longer than the flow lets any', 'by', { by: 'P4D' }],
    ['no longer than it does', 'by', { by: 'PT30M' }],
    ['until what is past', 'until', { until: '2020-01-01T00:00:00Z' }],
  ])('does not stay %s', async (_what, field, request) => {
    const { extend, expiry, build } = await tried();
    await expect(extend(request)).rejects.toMatchObject({
      name: 'InputError',
      field,
    });
    expect(await expiry()).toBe(build.expiresAt);
  });

  it('is for who may try a branch there, where one runs', async () => {
    const { extend } = await tried();
    await expect(extend({ by: 'P1D' }, 'vera')).rejects.toMatchObject({
      name: 'NotAllowedError',
    });
    await expect(extend({ by: 'P1D' }, 'ada', 'staging')).rejects.toMatchObject(
      {
        code: 'no-ephemeral-build',
      },
    );
  });
});
