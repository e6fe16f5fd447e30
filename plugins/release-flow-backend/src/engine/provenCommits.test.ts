import { TestDatabases } from '@backstage/backend-test-utils';
import { COMMIT } from '../__testUtils__/bindings';
import { branchBinding, push } from '../__testUtils__/branchBinding';
import { setUpLifecycle } from '../__testUtils__/lifecycle';
import type { HostComparison } from '../providers/types';

jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [b, c] = [COMMIT('b'), COMMIT('c')];

const comparison = (
  status: HostComparison['status'],
  commits: string[],
  change: Partial<HostComparison> = {},
): HostComparison => ({
  status,
  ahead: commits.length,
  behind: status === 'diverged' || status === 'behind' ? 1 : 0,
  commits: commits.map(sha => ({
    ...{ sha, message: 'fix: it', author: 'ada', at: '', url: '' },
  })),
  files: ['src/a.ts'],
  url: 'https://git.example/compare',
  patch: commits.join('+'),
  ...change,
});

/** Commits are what is deployed: main in dev, picked into the branch staging. */
function byCommit() {
  const binding = branchBinding({
    artifacts: [{ component: 'web', image: null, digest: null }],
  });
  binding.source.branches = ['main', 'staging'];
  binding.environments[0].deploy = { manual: { by: 'target' } };
  binding.environments[1].accepts = [{ branch: 'staging' }];
  binding.paths = [
    { from: 'source', to: 'dev' },
    { from: 'dev', to: 'staging' },
    { from: 'staging', to: 'prd' },
  ];
  return binding;
}

describe.each(databases.eachSupportedId())(
  'commits proven upstream, %p',
  id => {
    /** `b` of main was verified in dev; `c` of the branch staging is asked for in staging. */
    async function setUp() {
      const lifecycle = await setUpLifecycle(
        await databases.init(id),
        byCommit(),
      );
      const { harness, world, promote, state } = lifecycle;
      push(world, 'main', 'b', { hasImage: false });
      push(world, 'staging', 'c', { hasImage: false });
      await harness.look();
      const { id: first } = await promote('ada', 'dev', b);
      await harness.run();
      expect((await state(first)).state).toBe('succeeded');
      const ask = () =>
        promote('ada', 'staging', c).then(
          async ({ id: asked }) => {
            await harness.run();
            const { gates } = await state(asked);
            const { code, message } = gates.find(
              ({ type }) => type === 'proven-upstream',
            )!;
            return `${code}: ${message}`;
          },
          error => error.code,
        );
      return { ...lifecycle, ask };
    }

    it('is not proven by a commit that has nothing of it', async () => {
      const { world, ask } = await setUp();
      world.comparisons.set(`${b}...${c}`, comparison('diverged', [c]));
      world.comparisons.set(`${c}...${b}`, comparison('diverged', [b]));
      expect(await ask()).toBe('not-proven-upstream');
    });

    it('is proven when it was picked from what ran', async () => {
      const { world, ask } = await setUp();
      world.comparisons.set(`${b}...${c}`, comparison('diverged', [c]));
      world.comparisons.set(`${c}...${b}`, comparison('diverged', [b]));
      for (const sha of [b, c])
        world.patches.set(sha, { parents: 1, patch: 'x' });
      expect(await ask()).toContain('cherry-picked');
    });

    it('is proven when what ran contains it', async () => {
      const { world, ask } = await setUp();
      world.comparisons.set(`${b}...${c}`, comparison('behind', []));
      expect(await ask()).toContain('contained there');
    });

    it('waits while that can not be read', async () => {
      const { harness, ask } = await setUp();
      harness.context.providers.codeHost.compare = async () => {
        throw new Error('GitHub is away');
      };
      expect(await ask()).toContain('GitHub is away');
    });

    it('asks GitHub once for what a commit changed', async () => {
      const { harness, world, ask } = await setUp();
      world.comparisons.set(`${b}...${c}`, comparison('diverged', [c]));
      world.comparisons.set(`${c}...${b}`, comparison('diverged', [b]));
      const asked: string[] = [];
      harness.context.providers.codeHost.changeOf = async (_repo, sha) => {
        asked.push(sha);
        return { parents: 1, patch: sha };
      };
      await ask();
      await ask();
      expect(asked.sort()).toEqual([b, c]);
    });

    it('goes on only while what ran upstream is healthy', async () => {
      const { harness, world, promote, state } = await setUp();
      world.comparisons.set(`${b}...${c}`, comparison('behind', []));
      world.healthy = false;
      await harness.look(1);
      const { id: asked } = await promote('ada', 'staging', c);
      await harness.run();
      expect((await state(asked)).gates).toContainEqual(
        expect.objectContaining({ code: 'upstream-unhealthy' }),
      );
      world.healthy = true;
      await harness.look(1);
      await harness.run();
      expect((await state(asked)).state).toBe('succeeded');
    });
  },
);
