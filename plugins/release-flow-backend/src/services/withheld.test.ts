import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { exampleBinding } from '../__testUtils__/bindings';
import { Harness } from '../__testUtils__/harness';
import { person } from '../__testUtils__/useCases';
import { noCatalog } from '../__testUtils__/noCatalog';
import { Access } from './Access';
import { createServices, type Services } from './createServices';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const ref = 'component:default/qfa-backend';
const ben = person('ben');
const HIDDEN = 'prd';
const kept: PolicyDecision = {
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'release-flow',
  resourceType: 'release-flow-environment',
  conditions: {
    not: {
      rule: 'HAS_ID',
      resourceType: 'release-flow-environment',
      params: { values: [HIDDEN] },
    },
  },
};

describe.each(databases.eachSupportedId())(
  'what runs where, kept back, %p',
  databaseId => {
    let harness: Harness;
    let services: Services;
    let decision: PolicyDecision;
    let promotion: string;

    beforeAll(async () => {
      const binding = exampleBinding();
      harness = await Harness.create(await databases.init(databaseId), {
        ...binding,
        environments: binding.environments.map(each =>
          each.id === 'staging' ? { ...each, title: 'Staging' } : each,
        ),
      });
      harness.release('v0.3.7', 'a', 'published');
      harness.release('v0.4.0', 'b', 'published');
      for (const site of ['dev', 'staging']) {
        harness.world.live.set(site, harness.artifact('b'));
      }
      harness.world.live.set(HIDDEN, harness.artifact('a'));
      await harness.look();
      const permissions = mockServices.permissions.mock({
        authorize: async requests =>
          requests.map(({ permission, resourceRef }: any) => ({
            result:
              permission.name === 'release-flow.environment.read' &&
              decision.result !== AuthorizeResult.ALLOW &&
              resourceRef === `${ref}#${HIDDEN}`
                ? AuthorizeResult.DENY
                : AuthorizeResult.ALLOW,
          })),
        authorizeConditional: async requests =>
          requests.map(({ permission }) =>
            permission.name === 'release-flow.environment.read'
              ? decision
              : { result: AuthorizeResult.ALLOW },
          ),
      });
      services = createServices({
        sources: harness.context,
        access: new Access(
          permissions,
          harness.context.membership,
          mockServices.auditor.mock(),
          [],
        ),
        changed: () => undefined,
        effects: 'enabled',
        refresh: async () => undefined,
        catalog: noCatalog,
      });
      decision = { result: AuthorizeResult.ALLOW };
      const asked = await services.promotions.promote(person('ada'), ref, {
        environment: HIDDEN,
        release: 'v0.4.0',
        intent: 'promote',
      } as never);
      promotion = asked.id;
    });

    /** What the same question answers to who may read all, and to who may not. */
    const both = async <T>(ask: () => Promise<T>): Promise<[T, T]> => {
      decision = { result: AuthorizeResult.ALLOW };
      const all = await ask();
      decision = kept;
      return [all, await ask()];
    };
    /** Everything of the answer as text, where a word of what is kept back would show. */
    const text = (answer: unknown) => JSON.stringify(answer);

    it('says of the environment that it is there, and no more', async () => {
      const [all, some] = await both(() => services.read.service(ben, ref));
      const there = (state: typeof all) =>
        state.environments.find(({ id }) => id === HIDDEN)!;
      expect(there(all)).toMatchObject({
        withheld: null,
        recorded: { label: 'v0.3.7' },
        openPromotion: { label: 'v0.4.0' },
      });
      expect(there(some)).toMatchObject({
        title: there(all).title,
        withheld: expect.stringContaining('permissions do not let you see'),
        recorded: null,
        declared: null,
        openPromotion: null,
        behind: null,
        drift: null,
        observed: { configured: null, running: null, label: null },
      });
      expect(some.environments.slice(0, 2)).toEqual(
        all.environments.slice(0, 2),
      );
      expect(some.paths.find(({ to }) => to === HIDDEN)).toMatchObject({
        status: 'stopped',
        code: 'withheld',
        promotionId: null,
      });
      expect(text(some)).not.toContain('v0.3.7');
      expect(text(some)).not.toContain(promotion);
    });

    it('says of no release that it runs there', async () => {
      const query = { limit: 20 } as never;
      const [all, some] = await both(() =>
        services.read.releases(ben, ref, query),
      );
      const where = ({ items }: typeof all) =>
        items.flatMap(({ environments }) => environments);
      expect(where(all)).toContain(HIDDEN);
      expect(where(some)).toEqual(expect.arrayContaining(['dev', 'staging']));
      expect(where(some)).not.toContain(HIDDEN);
    });

    it('leaves its history out', async () => {
      const query = { limit: 50 } as never;
      const [all, some] = await both(() =>
        services.read.history(ben, ref, query),
      );
      const where = ({ items }: typeof all) =>
        items.map(({ environment }) => environment);
      expect(where(all)).toContain(HIDDEN);
      expect(where(some)).toEqual(
        where(all).filter(environment => environment !== HIDDEN),
      );
    });

    it('shows a locked place in the overview, and counts nothing of it', async () => {
      const query = { limit: 20 } as never;
      const [all, some] = await both(() =>
        services.overview.overview(ben, query),
      );
      const cell = (answer: typeof all) =>
        answer.items[0].environments.find(({ id }) => id === HIDDEN);
      expect(cell(all)).toMatchObject({ label: 'v0.3.7', withheld: false });
      expect(cell(some)).toMatchObject({ label: null, withheld: true });
      expect(all.items[0].behind.message).toBe('prd differs from Staging');
      expect(all.counts.behind).toBe(1);
      expect(some.counts.behind).toBe(0);
      expect(some.items[0].attention).toBeNull();
    });

    it.each(['waiting', 'behind', 'drift', 'attention'])(
      'finds no service by %s there',
      async status => {
        await harness.stores.environments.update(ref, HIDDEN, {
          drift: 'it changed',
          driftSince: (await harness.stores.now()).toISOString(),
        });
        const query = { limit: 20, status } as never;
        const [all, some] = await both(() =>
          services.overview.overview(ben, query),
        );
        expect(all.items).toHaveLength(1);
        expect(some.items).toHaveLength(0);
      },
    );

    it('lists and shows none of its promotions', async () => {
      const query = { limit: 20 } as never;
      const [all, some] = await both(() =>
        services.inbox.promotions(ben, query),
      );
      expect(all.items.map(({ id }) => id)).toEqual([promotion]);
      expect(some.items).toEqual([]);
      for (const ask of [
        () => services.inbox.promotion(ben, promotion),
        () => services.inbox.operation(ben, promotion),
        () => services.targetReads.guide(ben, promotion),
        () =>
          services.promotions.preflight(ben, ref, {
            environment: HIDDEN,
            release: 'v0.4.0',
            intent: 'promote',
          } as never),
        () => services.runtime.parity(ben, ref, { left: 'dev', right: HIDDEN }),
      ]) {
        decision = { result: AuthorizeResult.ALLOW };
        await ask();
        decision = kept;
        await expect(ask()).rejects.toThrow(
          'You may not see what runs in prd of component:default/qfa-backend',
        );
      }
    });

    it('leaves it out of how the service runs and of findings', async () => {
      const { doctor } = harness.stores;
      const now = (await harness.stores.now()).toISOString();
      const until = new Date(Date.parse(now) + 60_000).toISOString();
      await doctor.ask(ref, 'service', now);
      const lease = { token: 'looks', now, until, limit: 1 };
      const [look] = await doctor.claimDue(lease, true);
      const finding = { severity: 'error', subject: '', message: '' } as const;
      await doctor.finish(look, 'looks', {
        findings: [HIDDEN, 'dev', undefined].map(environment => ({
          ...{ ...finding, code: 'ill', why: '', fix: '', environment },
        })),
        dueAt: until,
      });
      const seen = await both(() => services.doctor.ofService(ben, ref));
      expect(
        seen.map(({ findings }) => findings.map(it => it.environment)),
      ).toEqual([
        [HIDDEN, 'dev', undefined],
        ['dev', undefined],
      ]);
      const [all, some] = await both(() => services.runtime.view(ben, ref));
      const ids = (view: typeof all) => view.environments.map(({ id }) => id);
      expect(ids(all)).toEqual(['dev', 'staging', HIDDEN]);
      expect(ids(some)).toEqual(['dev', 'staging']);
    });
  },
);
