import { TestDatabases } from '@backstage/backend-test-utils';
import { exampleBinding } from '../__testUtils__/bindings';
import { Harness } from '../__testUtils__/harness';
import { person, useCasesOf } from '../__testUtils__/useCases';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())(
  'a flow that does not act, %p',
  id => {
    /** v0.3.7 runs everywhere; others bring v0.4.0 where they are asked to. */
    async function setUp(mode: 'observe' | 'advise') {
      const binding = exampleBinding({ mode });
      binding.environments[1].verify = [
        { type: 'fake' },
        { type: 'workflow', file: 'smoke.yaml' },
      ];
      const harness = await Harness.create(await databases.init(id), binding);
      const { stores, world } = harness;
      const { ref } = binding.service;
      harness.release('v0.3.7', 'a', 'published');
      for (const site of ['dev', 'staging', 'prd']) {
        world.live.set(site, harness.artifact('a'));
      }
      await harness.look();
      const useCases = useCasesOf(harness);
      return {
        harness,
        useCases,
        stores,
        world,
        ref,
        bring: async (environment: string) => {
          world.live.set(environment, harness.artifact('b'));
          await harness.look();
        },
        advised: async () =>
          (await stores.audit.ofChain(ref)).filter(
            ({ type }) => type === 'flow.advised',
          ),
        newest: async (environment: string) => {
          const { items } = await useCases.read.history(person('ada'), ref, {
            environment,
            limit: 5,
          });
          return items[0];
        },
      };
    }

    it('keeps with the history what it would have decided', async () => {
      const { harness, bring, advised, newest } = await setUp('advise');
      harness.release('v0.4.0', 'b', 'published');
      await harness.look();
      await bring('prd');
      expect(await newest('prd')).toMatchObject({
        kind: 'deployment',
        label: 'v0.4.0',
        advice: {
          verdict: 'blocked',
          message: expect.stringContaining('never ran in staging'),
          gates: expect.arrayContaining([
            expect.objectContaining({ code: 'not-proven-upstream' }),
          ]),
        },
      });
      expect(await advised()).toMatchObject([
        {
          actor: 'system:release-flow',
          operationId: expect.any(String),
          data: { environment: 'prd', label: 'v0.4.0', verdict: 'blocked' },
        },
      ]);
      await harness.look();
      expect(await advised()).toHaveLength(1);
    });

    it('says what would have been let through, and starts no workflow to verify', async () => {
      const {
        harness,
        bring,
        newest,
        world,
        harness: { current },
      } = await setUp('advise');
      harness.release('v0.4.0', 'b', 'published');
      await harness.look();
      await bring('dev');
      await bring('staging');
      expect(await newest('staging')).toMatchObject({
        label: 'v0.4.0',
        advice: { verdict: 'passed' },
      });
      expect(world.dispatches).toEqual([]);
      expect(await current.call(harness, 'staging')).toMatchObject({
        verified: false,
      });
      expect(await current.call(harness, 'dev')).toMatchObject({
        verified: true,
      });
    });

    it('judges what the flow expects of others when it expects it', async () => {
      const { harness, advised } = await setUp('advise');
      harness.release('v0.4.0', 'b', 'draft');
      await harness.look();
      expect(await advised()).toMatchObject([
        { data: { environment: 'dev', verdict: 'passed' } },
      ]);
    });

    it('refuses to act, and says what it would have decided', async () => {
      const { harness, useCases, ref, stores, advised } = await setUp('advise');
      harness.release('v0.4.0', 'b', 'published');
      await harness.look();
      const before = (await stores.operations.list({ limit: 50 })).length;
      await expect(
        useCases.promotions.promote(person('ada'), ref, {
          environment: 'prd',
          release: 'v0.4.0',
          intent: 'promote',
        }),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'mode-advise',
        message: expect.stringContaining('It would have been blocked'),
        advice: { verdict: 'blocked' },
      });
      expect(await stores.operations.list({ limit: 50 })).toHaveLength(before);
      expect((await advised()).at(-1)).toMatchObject({
        actor: 'user:default/ada',
        data: { verdict: 'blocked' },
      });
      const preflight = await useCases.promotions.preflight(
        person('ada'),
        ref,
        {
          environment: 'prd',
          release: 'v0.4.0',
          intent: 'promote',
        },
      );
      expect(preflight.allowed).toBe(false);
      expect(preflight.gates.map(({ type }) => type)).toContain('approvals');
    });

    it('records what others deploy and decides nothing when it only observes', async () => {
      const { harness, bring, advised, newest } = await setUp('observe');
      harness.release('v0.4.0', 'b', 'published');
      await harness.look();
      await bring('prd');
      const shown = await newest('prd');
      expect(shown).toMatchObject({ kind: 'deployment', label: 'v0.4.0' });
      expect(shown.advice).toBeUndefined();
      expect(await advised()).toEqual([]);
    });
  },
);
