import { TestDatabases } from '@backstage/backend-test-utils';
import {
  flowEntity,
  serviceEntity,
} from '../../policy/__testUtils__/flowFixture';
import { findBrokenLink } from '../../policy/audit';
import {
  CAFE,
  cafe,
  GROUP,
  SHOP,
  SyncHarness,
  type Change,
} from './__testUtils__/SyncHarness';

jest.setTimeout(60_000);
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())('the binding sync, %p', id => {
  let h: SyncHarness;
  beforeEach(async () => {
    h = await SyncHarness.create(databases, id);
  });

  it('stores flows, services, environments, claims and repositories', async () => {
    await h.run(flowEntity(), serviceEntity());
    expect(await h.stores.flows.list()).toMatchObject([
      { ref: 'releaseflow:default/three', mode: 'enforce', error: null },
    ]);
    expect(await h.service(SHOP)).toMatchObject({
      uid: 'uid-shop',
      title: 'The shop',
      owner: 'group:default/team-a',
      system: 'system:default/web',
      tags: ['java'],
      flowRef: 'releaseflow:default/three',
      repository: 'github.com/acme/shop',
      binding: { environments: [{ id: 'dev' }, {}, { id: 'prd' }] },
      error: null,
      removedAt: null,
    });
    expect(await h.stores.environments.ofServices([SHOP])).toMatchObject([
      { id: 'dev', rank: 1 },
      { id: 'staging', rank: 2 },
      { id: 'prd', rank: 3 },
    ]);
    expect(await h.stores.claims.ofService(SHOP)).toHaveLength(3);
    expect(
      await h.stores.repositories.get('github.com/acme/shop'),
    ).toBeDefined();
    expect(await h.audit(SHOP)).toMatchObject([
      {
        type: 'service.bound',
        data: expect.objectContaining({
          owner: 'group:default/team-a',
          targets: expect.objectContaining({
            dev: 'site:rg-shop-dev/shop-dev',
          }),
        }),
      },
    ]);
  });

  it('leaves the rest of the catalog alone', async () => {
    const other = serviceEntity(
      ['metadata.name', 'plain'],
      ['metadata.annotations', {}],
    );
    await h.run(flowEntity(), other);
    expect(await h.stores.services.summaries()).toEqual([]);
  });

  it('writes nothing when nothing changed, also in a new process', async () => {
    await h.run(flowEntity(), serviceEntity());
    const before = await h.service(SHOP);
    const put = jest.spyOn(h.stores.services, 'put');
    const byRefs = jest.spyOn(h.stores.services, 'byRefs');
    await h.run(flowEntity(), serviceEntity());
    expect(byRefs).toHaveBeenCalledWith([]);
    h.restart();
    await h.sync.syncAll(h.signal);
    expect(put).not.toHaveBeenCalled();
    expect(await h.service(SHOP)).toEqual(before);
    expect(await h.auditTypes(SHOP)).toEqual(['service.bound']);
  });

  it('audits a change of owner, flow or targets, and makes open promotions due', async () => {
    await h.run(flowEntity(), serviceEntity());
    await h.openPromotion(SHOP);
    const later: Change = [
      'relations',
      [{ type: 'ownedBy', targetRef: 'group:default/team-b' }],
    ];
    await h.run(flowEntity(), serviceEntity(later));
    await h.run(
      flowEntity(['spec.environments[1].onFailure', 'rollback']),
      serviceEntity(later),
    );
    const before = await h.service(SHOP);
    await h.run(
      flowEntity(['spec.environments[1].onFailure', 'rollback']),
      serviceEntity(later, ['metadata.title', 'Shop']),
    );
    expect((await h.service(SHOP)).title).toBe('Shop');
    expect((await h.service(SHOP)).boundAt).toBe(before.boundAt);
    expect((await h.audit(SHOP)).map(({ data }) => data.changed)).toEqual([
      undefined,
      ['owner'],
      ['flow'],
    ]);
    const [open] = await h.stores.operations.openOfService(SHOP);
    expect(open.dueAt).not.toBeNull();
    expect(findBrokenLink(await h.audit(SHOP))).toBeUndefined();
  });

  it('stores a bad parameter as that service’s error and goes on', async () => {
    await h.run(flowEntity(), serviceEntity([GROUP, 'shop']), cafe());
    expect(await h.service(SHOP)).toMatchObject({
      binding: null,
      error: { field: GROUP },
    });
    expect((await h.service(CAFE)).error).toBeNull();
    await h.run(flowEntity(), serviceEntity(), cafe());
    expect((await h.service(SHOP)).error).toBeNull();
    expect(await h.auditTypes(SHOP)).toEqual([
      'service.broken',
      'service.bound',
    ]);
  });

  it('gives a broken flow’s error to its services only', async () => {
    const other = flowEntity(['metadata.name', 'other']);
    const onOther = cafe([
      'metadata.annotations',
      {
        ...serviceEntity().metadata.annotations,
        'release-flow.io/flow': 'Default/OTHER',
      },
    ]);
    const broken = flowEntity(['spec.environments[1].gates[0].type', 'magic']);
    await h.run(broken, other, serviceEntity(), onOther);
    expect(await h.service(SHOP)).toMatchObject({
      error: {
        field: 'spec.environments[1].gates[0].type',
        message: expect.stringContaining('The flow three is broken'),
      },
    });
    expect((await h.service(CAFE)).error).toBeNull();
    expect(await h.stores.flows.list()).toMatchObject([
      { ref: 'releaseflow:default/other', error: null },
      { error: { field: 'spec.environments[1].gates[0].type' }, spec: null },
    ]);
  });

  it('says when the flow is not in the catalog', async () => {
    await h.run(serviceEntity());
    expect((await h.service(SHOP)).error).toEqual({
      field: 'metadata.annotations.release-flow.io/flow',
      message: 'There is no flow releaseflow:default/three in the catalog',
    });
  });

  it('removes nothing when the catalog breaks off', async () => {
    await h.run(flowEntity(), serviceEntity());
    jest
      .spyOn(h.options.catalog, 'streamEntities')
      .mockImplementation(async function* none(request) {
        if (request?.filter) yield [flowEntity()];
        else throw new Error('catalog is down');
      });
    await expect(h.sync.syncAll(h.signal)).rejects.toThrow('catalog is down');
    expect((await h.service(SHOP)).removedAt).toBeNull();
  });

  it('binds one service on request', async () => {
    h.hold(flowEntity(), serviceEntity());
    await Promise.all([h.sync.syncOne(SHOP), h.sync.syncOne(SHOP)]);
    expect((await h.service(SHOP)).error).toBeNull();
    expect(await h.auditTypes(SHOP)).toEqual(['service.bound']);
    await h.sync.syncOne('component:default/unknown');
  });

  it('reads everything again when the catalog grew, else every five minutes', async () => {
    h.hold(flowEntity());
    expect(await h.sync.syncWhenDue(h.signal)).toBe(true);
    expect(await h.sync.syncWhenDue(h.signal)).toBe(false);
    h.hold(flowEntity(), serviceEntity());
    expect(await h.sync.syncWhenDue(h.signal)).toBe(true);
    expect(await h.service(SHOP)).toBeDefined();
  });

  it('stops when it is told to', async () => {
    h.hold(flowEntity(), serviceEntity());
    await expect(h.sync.syncAll(AbortSignal.abort())).rejects.toThrow();
    expect(await h.stores.services.summaries()).toEqual([]);
  });
});
