import { TestDatabases } from '@backstage/backend-test-utils';
import { serviceEntity } from '../../policy/__testUtils__/flowFixture';
import {
  CAFE,
  cafe,
  GROUP,
  sharedFlow,
  SHOP,
  SyncHarness,
} from './__testUtils__/SyncHarness';

jest.setTimeout(60_000);
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())(
  'targets of bound services, %p',
  id => {
    let h: SyncHarness;
    beforeEach(async () => {
      h = await SyncHarness.create(databases, id);
    });

    it('gives a target to its first claimant only', async () => {
      await h.run(sharedFlow, serviceEntity());
      await h.run(sharedFlow, cafe(), serviceEntity());
      expect(await h.service(CAFE)).toMatchObject({
        binding: null,
        error: {
          field: 'spec.releaseFlow.parameters',
          message: expect.stringContaining(`belongs to dev of ${SHOP}`),
        },
      });
      expect(await h.service(SHOP)).toMatchObject({ error: null });
      expect(await h.stores.claims.ofService(CAFE)).toEqual([]);
      expect(await h.stores.environments.ofServices([CAFE])).toEqual([]);

      await h.run(sharedFlow, cafe(), serviceEntity([GROUP, 'rg-x']));
      await h.run(sharedFlow, cafe(), serviceEntity([GROUP, 'rg-x']));
      expect((await h.service(CAFE)).error).toBeNull();
      expect(await h.auditTypes(CAFE)).toEqual([
        'service.broken',
        'service.bound',
      ]);
    });

    it('reads a new target afresh, and keeps the old one while it may be changing', async () => {
      await h.run(sharedFlow, serviceEntity());
      await h.stores.environments.update(SHOP, 'dev', { deploymentId: 'd-1' });
      await h.openPromotion(SHOP);
      await h.run(sharedFlow, serviceEntity([GROUP, 'rg-x']), cafe());
      expect(await h.stores.environments.get(SHOP, 'dev')).toMatchObject({
        deploymentId: null,
      });
      expect(await h.stores.claims.ofService(SHOP)).toHaveLength(6);
      expect((await h.service(CAFE)).error).not.toBeNull();

      await h.stores.knex('operations').update({ state: 'cancelled' });
      await h.run(sharedFlow, serviceEntity([GROUP, 'rg-x']), cafe());
      expect(await h.stores.claims.ofService(SHOP)).toHaveLength(3);
      await h.run(sharedFlow, serviceEntity([GROUP, 'rg-x']), cafe());
      expect((await h.service(CAFE)).error).toBeNull();
      expect(await h.auditTypes(SHOP)).toEqual([
        'service.bound',
        'service.rebound',
      ]);
    });

    it('marks what is gone as removed, and releases its targets later', async () => {
      await h.run(sharedFlow, serviceEntity());
      const first = await h.service(SHOP);
      await h.run(sharedFlow, cafe());
      expect((await h.service(SHOP)).removedAt).not.toBeNull();
      expect((await h.service(CAFE)).error).not.toBeNull();

      const unbound = serviceEntity(['metadata.annotations', {}]);
      await h.run(sharedFlow, serviceEntity(), cafe());
      await h.run(sharedFlow, unbound, cafe());
      expect((await h.service(SHOP)).boundAt).toBe(first.boundAt);
      expect(await h.auditTypes(SHOP)).toEqual([
        'service.bound',
        'service.removed',
        'service.bound',
        'service.removed',
      ]);

      await h.stores.services.markRemoved([SHOP], '2020-01-01T00:00:00.000Z');
      await h.run(sharedFlow, unbound, cafe());
      await h.run(sharedFlow, unbound, cafe());
      expect((await h.service(CAFE)).error).toBeNull();
      expect(await h.auditTypes(SHOP)).toContain('service.targets-released');
    });

    it('keeps the targets of a removed service while a promotion is open', async () => {
      await h.run(sharedFlow, serviceEntity());
      await h.openPromotion(SHOP);
      await h.run(sharedFlow);
      await h.stores.services.markRemoved([SHOP], '2020-01-01T00:00:00.000Z');
      await h.run(sharedFlow);
      expect(await h.stores.claims.ofService(SHOP)).toHaveLength(3);
    });
  },
);
