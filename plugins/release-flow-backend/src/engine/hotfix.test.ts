import { TestDatabases } from '@backstage/backend-test-utils';
import { COMMIT } from '../__testUtils__/bindings';
import { branchBinding, push } from '../__testUtils__/branchBinding';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';
import type { HostComparison } from '../providers/types';

jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [b, c, d] = ['b', 'c', 'd'].map(COMMIT);

const comparison = (
  status: HostComparison['status'],
  commits: string[],
): HostComparison => ({
  status,
  ahead: commits.length,
  behind: status === 'ahead' ? 0 : 1,
  commits: commits.map(sha => ({
    ...{ sha, message: 'fix: it', author: 'ada', at: '', url: '' },
  })),
  files: ['src/a.ts'],
  url: 'https://git.example/compare',
  patch: commits.join('+'),
});

type HotfixBase = NonNullable<
  ReturnType<typeof branchBinding>['source']['hotfix']
>['base'][number];

/** Production is deployed by us; a hotfix may enter staging from its branch. */
function byHotfix(base: HotfixBase[]) {
  const binding = branchBinding();
  binding.source.hotfix = { ...binding.source.hotfix!, base };
  binding.environments[0].deploy = { manual: { by: 'target' } };
  binding.paths = [
    { from: 'source', to: 'dev' },
    { from: 'source', to: 'staging', branch: 'release/.+' },
    { from: 'source', to: 'staging', branch: 'hotfix/.+' },
    { from: 'staging', to: 'prd' },
  ];
  return binding;
}

describe.each(databases.eachSupportedId())('urgent fixes, %p', id => {
  /** `b` of a release branch runs in production; `c` is a fix of it. */
  async function setUp(...base: HotfixBase[]) {
    const lifecycle = await setUpLifecycle(
      await databases.init(id),
      byHotfix(base.length > 0 ? base : ['production']),
    );
    const { harness, world, promote, state, services, ref } = lifecycle;
    const bring = async (environment: string, release: string) => {
      const { id: asked } = await promote('ada', environment, release);
      await harness.run();
      expect((await state(asked)).state).toBe('succeeded');
    };
    push(world, 'release/v1.2.3', 'b');
    push(world, 'main', 'd');
    await harness.look();
    await bring('staging', 'v1.2.3');
    await bring('prd', 'v1.2.3');
    push(world, 'hotfix/door', 'c');
    await harness.look();
    const reminders = async () =>
      (await services.read.service(caller('ada'), ref)).reminders;
    return { ...lifecycle, bring, reminders };
  }

  it('is refused when it is not built on what production runs', async () => {
    const { world, promote } = await setUp();
    world.comparisons.set(`${b}...${c}`, comparison('diverged', [c]));
    await expect(promote('ada', 'staging', c)).rejects.toMatchObject({
      code: 'hotfix-base',
      message: expect.stringContaining('v1.2.3, which prd runs'),
    });
  });

  it.each<[string, HotfixBase[], string, string]>([
    ['main', ['main'], d, 'main@ddddddd'],
    ['a release branch', ['release'], b, 'v1.2.3'],
    ['either of two', ['production', 'main'], d, 'main@ddddddd'],
  ])(
    'may be built on %s where the flow says so',
    async (_, bases, on, label) => {
      const { harness, world, promote, services, ref } = await setUp(...bases);
      for (const other of [COMMIT('a'), b, d]) {
        const status = other === on ? 'ahead' : 'diverged';
        world.comparisons.set(`${other}...${c}`, comparison(status, [c]));
      }
      const { allowed } = await services.promotions.preflight(
        caller('ada'),
        ref,
        { environment: 'staging', release: c, intent: 'promote' },
      );
      expect(allowed).toBe(true);
      // Another fix, that is built on something else.
      push(world, 'hotfix/window', 'e');
      for (const other of [COMMIT('a'), b, c, d]) {
        const pair = `${other}...${COMMIT('e')}`;
        world.comparisons.set(pair, comparison('diverged', [COMMIT('e')]));
      }
      await harness.look(1);
      await expect(
        promote('ada', 'staging', COMMIT('e')),
      ).rejects.toMatchObject({
        code: 'hotfix-base',
        message: expect.stringContaining(label),
      });
    },
  );

  it('is reminded of until main has the fix, and no longer', async () => {
    const { harness, world, bring, reminders, ref } = await setUp();
    for (const sha of [c, COMMIT('e')]) {
      world.patches.set(sha, { parents: 1, patch: 'x' });
    }
    world.comparisons.set(`${b}...${c}`, comparison('ahead', [c]));
    world.comparisons.set(`${d}...${c}`, comparison('diverged', [b, c]));
    world.comparisons.set(`${c}...${d}`, comparison('diverged', [d]));
    await bring('staging', c);
    expect(await reminders()).toEqual([]);
    await bring('prd', c);
    await harness.look(1);
    expect(await reminders()).toMatchObject([
      { code: 'backport', message: expect.stringContaining('not in main') },
    ]);
    // Somebody picks the fix, and nothing of the release branch, into main.
    push(world, 'main', 'e');
    const e = COMMIT('e');
    world.comparisons.set(`${e}...${c}`, comparison('diverged', [b, c]));
    world.comparisons.set(`${c}...${e}`, comparison('diverged', [d, e]));
    await harness.look(1);
    expect(await reminders()).toEqual([]);
    const events = await harness.stores.audit.ofChain(ref);
    expect(
      events.map(({ type }) => type).filter(type => type.startsWith('hotfix.')),
    ).toEqual(['hotfix.backport-missing', 'hotfix.backported']);
  });
});
