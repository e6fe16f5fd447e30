import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type { FlowCheckRequest } from 'backstage-plugin-release-flow-common';
import { caller } from '../__testUtils__/lifecycle';
import {
  flowEntity,
  installed,
  serviceEntity,
} from '../policy/__testUtils__/flowFixture';
import { Access } from './Access';
import {
  CAFE,
  cafe,
  SHOP,
  SyncHarness,
  type Change,
} from './binding/__testUtils__/SyncHarness';
import { createEntityReader } from './binding/entityReader';
import { FlowCheckService } from './FlowCheckService';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const BROKEN = { group: 'nothing' };

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('checking a flow, %p', id => {
  let harness: SyncHarness;
  let decision: PolicyDecision;
  let entities: Entity[];

  beforeEach(async () => {
    decision = ALLOW;
    harness = await SyncHarness.create(databases, id);
  });

  async function hold(...held: Entity[]) {
    entities = held;
    await harness.run(...held);
  }

  function check(changes: Change[], cursor?: string) {
    const { stores } = harness;
    const access = new Access(
      mockServices.permissions.mock({
        authorizeConditional: async () => [decision],
      }),
      {
        members: async () => ({}),
        userOfLogin: async () => undefined,
        loginsOf: async () => ({}),
      },
      mockServices.auditor.mock(),
      [],
    );
    const service = new FlowCheckService(stores, access, {
      installed,
      entities: createEntityReader(
        catalogServiceMock({ entities }),
        mockServices.auth(),
      ),
    });
    const entity = flowEntity(...changes) as FlowCheckRequest['entity'];
    return service.check(caller('ada'), { entity, cursor });
  }

  it('finds nothing in a flow as it is, not even what was broken before', async () => {
    await hold(
      flowEntity(),
      serviceEntity(),
      cafe(['spec.releaseFlow.parameters', BROKEN]),
    );
    expect(await check([])).toEqual({
      flow: {
        ref: 'releaseflow:default/three',
        title: 'three',
        known: true,
        changed: false,
      },
      error: null,
      environments: [],
      gates: [],
      breaks: [],
      mends: [],
      moved: [],
      promotions: [],
      checked: 2,
      hidden: 0,
      nextCursor: null,
    });
  });

  it('names bindings that break and bindings that are mended', async () => {
    await hold(
      flowEntity(),
      serviceEntity(),
      cafe(['spec.releaseFlow.parameters', BROKEN]),
    );
    const answer = await check([
      ['spec.parameters.properties.group.pattern', 'nothing'],
      ['spec.environments[0].target.group', 'rg-x-${{ service.name }}'],
      ['spec.environments[1].target.group', 'rg-x-${{ service.name }}'],
      ['spec.environments[2].target.group', 'rg-x-${{ service.name }}'],
    ]);
    expect(answer.breaks).toEqual([
      {
        service: SHOP,
        field: 'spec.releaseFlow.parameters.group',
        message: expect.stringMatching(/nothing/),
      },
    ]);
    expect(answer.mends).toEqual([CAFE]);
  });

  it('lets the first of two services have a target, and says who has it', async () => {
    await hold(flowEntity(), serviceEntity(), cafe());
    const shared = 'site-${{ environment.id }}';
    const group = (index: number): Change[] => [
      [`spec.environments[${index}].target.site`, shared],
      [`spec.environments[${index}].target.group`, 'rg-all'],
    ];
    const answer = await check([0, 1, 2].flatMap(group));
    expect(answer.breaks).toHaveLength(1);
    expect(answer.breaks[0].message).toMatch(/belongs to dev of component:/);
    expect(answer.moved.map(({ environment }) => environment)).toEqual([
      'dev',
      'staging',
      'prd',
    ]);
  });

  it('names gates that go, and promotions that wait with another plan', async () => {
    await hold(flowEntity(), serviceEntity(), cafe());
    await harness.openPromotion(SHOP);
    await harness.stores
      .knex('operations')
      .update({ environment: 'prd', intent: 'promote', state: 'waiting' });
    const change: Change = ['spec.environments[1].gates', []];
    const answer = await check([change]);
    expect(answer.gates.map(({ kind, type }) => `${kind} ${type}`)).toEqual([
      'gate approvals',
      'gate infrastructure-applied',
    ]);
    expect(answer.promotions).toEqual([
      {
        number: 1,
        id: expect.any(String),
        service: SHOP,
        environment: 'prd',
        label: 'v1.0.0',
        fields: ['gates.approvals', 'gates.infrastructure-applied'],
      },
    ]);
    await harness.stores.knex('operations').update({ state: 'deploying' });
    expect((await check([change])).promotions).toEqual([]);
  });

  it('says what is wrong with the flow itself', async () => {
    await hold(flowEntity(), serviceEntity());
    const answer = await check([
      ['spec.environments[1].gates[0].type', 'magic'],
    ]);
    expect(answer).toMatchObject({
      error: {
        field: 'spec.environments[1].gates[0].type',
        message: expect.stringMatching(/'magic' is no installed gate/),
      },
      checked: 0,
    });
    await expect(check([['kind', 'Component']])).rejects.toMatchObject({
      field: 'entity.kind',
    });
  });

  it('tells of services that the caller may see, and how many there are besides', async () => {
    await hold(
      flowEntity(),
      serviceEntity(),
      cafe(['relations', [{ type: 'ownedBy', targetRef: 'group:default/b' }]]),
    );
    decision = {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'release-flow',
      resourceType: 'release-flow-service',
      conditions: {
        rule: 'IS_OWNER',
        resourceType: 'release-flow-service',
        params: { claims: ['group:default/b'] },
      },
    };
    const broken: Change = ['spec.appliesTo', { kind: 'resource' }];
    expect(await check([broken])).toMatchObject({
      breaks: [{ service: CAFE }],
      checked: 1,
      hidden: 1,
    });
  });

  it('goes through all services page by page', async () => {
    const many = Array.from({ length: 230 }, (_, index) =>
      serviceEntity(
        ['metadata.name', `s-${index}`],
        ['metadata.title', `Service ${index % 7}`],
        ['metadata.uid', `uid-${index}`],
      ),
    );
    await hold(flowEntity(), ...many);
    const broken: Change = ['spec.appliesTo', { kind: 'resource' }];
    const first = await check([broken]);
    expect(first).toMatchObject({ checked: 200 });
    const second = await check([broken], first.nextCursor!);
    expect(second).toMatchObject({ checked: 30, nextCursor: null });
    const refs = [...first.breaks, ...second.breaks].map(
      ({ service }) => service,
    );
    expect(new Set(refs).size).toBe(230);
  });
});
