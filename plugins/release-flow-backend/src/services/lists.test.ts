import {
  mockCredentials,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type { GateResult, Plan } from 'backstage-plugin-release-flow-common';
import { exampleBinding } from '../__testUtils__/bindings';
import { noCatalog } from '../__testUtils__/noCatalog';
import { FakeWorld } from '../__testUtils__/FakeWorld';
import { Stores } from '../database';
import { newOperation } from '../policy/newOperation';
import { Access, type Caller } from './Access';
import { createServices, type Services } from './createServices';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const MINE = 'group:default/mine';
const OTHERS = 'group:default/others';
const LIMIT = 7;
/** Three pages of mine, the last not full, each between many of others. */
const COUNT = 60;
const refOf = (index: number) =>
  `component:default/service-${String(index).padStart(3, '0')}`;
const isMine = (index: number) => index % 3 === 0;
const mona: Caller = {
  credentials: mockCredentials.user('user:default/mona'),
  actor: 'user:default/mona',
  kind: 'user',
  via: 'rest',
};

const conditionOn = (resource: string, rule: object): PolicyDecision => ({
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'release-flow',
  resourceType: `release-flow-${resource}`,
  conditions: { resourceType: `release-flow-${resource}`, ...rule } as never,
});
const mine = (resource: string) =>
  conditionOn(resource, { rule: 'IS_OWNER', params: { claims: [MINE] } });

/** Reads page after page as a caller does. */
async function pagesOf<T>(
  read: (cursor?: string) => Promise<{ items: T[]; nextCursor: string | null }>,
): Promise<T[][]> {
  const pages: T[][] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await read(cursor);
    pages.push(items);
    cursor = nextCursor ?? undefined;
  } while (cursor);
  return pages;
}

describe.each(databases.eachSupportedId())('lists, %p', databaseId => {
  let stores: Stores;
  let services: Services;
  let decisions: Record<string, PolicyDecision>;

  beforeAll(async () => {
    stores = await Stores.create(
      mockServices.database({
        knex: await databases.init(databaseId),
        migrations: { skip: false },
      }),
    );
    const at = (await stores.now()).toISOString();
    for (let index = 0; index < COUNT; index++) await fill(index, at);
    const membership = {
      members: async (refs: string[]) =>
        Object.fromEntries(refs.map(ref => [ref, [mona.actor]])),
      userOfLogin: async () => undefined,
      loginsOf: async () => ({}),
    };
    const permissions = mockServices.permissions.mock({
      authorizeConditional: async requests =>
        requests.map(
          ({ permission }) =>
            decisions[permission.name] ?? { result: AuthorizeResult.ALLOW },
        ),
    });
    services = createServices({
      sources: { stores, membership, providers: new FakeWorld().providers() },
      access: new Access(
        permissions,
        membership,
        mockServices.auditor.mock(),
        [],
      ),
      changed: () => undefined,
      effects: 'enabled',
      refresh: async () => undefined,
      catalog: noCatalog,
    });
  });

  beforeEach(() => {
    decisions = {};
  });

  /** A service and, waiting for anybody's voice, a promotion to each of two environments. */
  async function fill(index: number, at: string) {
    const ref = refOf(index);
    const owner = isMine(index) ? MINE : OTHERS;
    const base = exampleBinding();
    const service = { ...base.service, ref, uid: ref, title: ref, owner };
    const binding = { ...base, service };
    await stores.services.put({
      ref,
      uid: ref,
      title: ref,
      namespace: 'default',
      owner,
      system: null,
      tags: [],
      flowRef: base.flow.ref,
      flowRevision: 'r1',
      repository: null,
      binding,
      error: null,
      fingerprint: null,
      boundAt: at,
      seenAt: at,
      removedAt: null,
    });
    for (const { id, tier, rank } of base.environments.slice(1)) {
      const where = { serviceRef: ref, id, tier, rank };
      await stores.environments.ensure({ ...where, dueAt: at });
      const gate = { type: 'approvals', required: 1, from: [owner] };
      await stores.operations.create(
        newOperation(binding, 'promotion', at, {
          environment: id,
          intent: 'promote',
          label: 'v1',
          message: '',
          origin: 'person',
          via: 'rest',
          requestedBy: 'user:default/ada',
          plan: { gates: [gate], verifications: [] } as unknown as Plan,
          planHash: 'f'.repeat(64),
          gates: [{ ...gate, status: 'waiting' } as unknown as GateResult],
        }),
      );
    }
  }

  const promotions = (query: object) =>
    pagesOf(cursor =>
      services.inbox.promotions(mona, {
        limit: LIMIT,
        cursor,
        ...query,
      } as never),
    );
  const sizes = (pages: unknown[][]) => pages.map(page => page.length);
  const refsOf = (pages: Array<Array<{ service: { ref: string } }>>) =>
    pages.flat().map(({ service }) => service.ref);
  const own = Array.from({ length: COUNT }, (_, index) => index)
    .filter(isMine)
    .map(refOf);

  it('fills every page of services with what may be seen', async () => {
    decisions['release-flow.service.read'] = mine('service');
    const pages = await pagesOf(cursor =>
      services.overview.overview(mona, { limit: LIMIT, cursor } as never),
    );
    expect(sizes(pages)).toEqual([7, 7, 6]);
    expect(pages.flat().map(({ ref }) => ref)).toEqual(own);
    const { counts, totalItems } = await services.overview.overview(mona, {
      limit: LIMIT,
    } as never);
    expect([totalItems, counts.services, counts.flows]).toEqual([20, 20, 1]);
  });

  it('counts nothing for who may see nothing', async () => {
    decisions['release-flow.service.read'] = { result: AuthorizeResult.DENY };
    const none = await services.overview.overview(mona, { limit: 5 } as never);
    expect(none.counts).toEqual({
      services: 0,
      flows: 0,
      behind: 0,
      attention: 0,
      drifting: 0,
      deploymentsToday: 0,
      failedToday: 0,
    });
    expect(await promotions({})).toEqual([[]]);
    expect((await services.read.flows(mona)).items).toEqual([]);
  });

  it('fills every page of promotions with those of services that may be seen', async () => {
    decisions['release-flow.service.read'] = mine('service');
    const pages = await promotions({});
    expect(sizes(pages)).toEqual([7, 7, 7, 7, 7, 5]);
    expect(new Set(refsOf(pages))).toEqual(new Set(own));
  });

  it.each([
    ['of some services', mine('environment'), [7, 7, 7, 7, 7, 5]],
    [
      'of one tier',
      conditionOn('environment', {
        rule: 'HAS_TIER',
        params: { values: ['production'] },
      }),
      [7, 7, 7, 7, 7, 7, 7, 7, 4],
    ],
    ['nowhere', { result: AuthorizeResult.DENY } as PolicyDecision, [0]],
  ])(
    'fills every page of decisions with those that may be made, %s',
    async (_, decision, expected) => {
      decisions['release-flow.environment.approve'] = decision;
      const pages = await promotions({ awaitingMe: 'true' });
      expect(sizes(pages)).toEqual(expected);
    },
  );

  it('counts what is behind, drifts, is stuck, went out and failed, of what may be seen', async () => {
    const now = await stores.now();
    const at = now.toISOString();
    const yesterday = new Date(now.getTime() - 25 * 3_600_000).toISOString();
    const [first, second, third] = own;
    const live = async (ref: string, environment: string, letter: string) => {
      const id = `${ref} ${environment} ${letter}`;
      await stores.deployments.add({
        ...{ id, serviceRef: ref, environment, kind: 'recorded' },
        ...{ artifact: [], artifactKey: letter, label: letter },
        ...{ commit: null, releaseId: null, buildId: null },
        ...{ operationId: null, intent: 'promote', verified: true },
        ...{ actor: null, reason: null, sourceKey: id },
        ...{ happenedAt: at, recordedAt: at },
      });
      await stores.environments.update(ref, environment, { deploymentId: id });
    };
    const ended = (ref: string, state: string, finishedAt: string | null) => {
      const { service, ...binding } = exampleBinding();
      return stores.operations.create(
        newOperation(
          { ...binding, service: { ...service, ref } },
          'promotion',
          at,
          {
            ...{ environment: 'prd', intent: 'promote', label: 'v1' },
            ...{ message: '', origin: 'person', via: 'rest' },
            ...{ requestedBy: mona.actor, state: state as never, finishedAt },
          },
        ),
      );
    };
    // What mine tells is told by one of the others too, and must not be counted.
    for (const ref of [first, refOf(1)]) {
      await live(ref, 'staging', 'b');
      await live(ref, 'prd', 'a');
      await ended(ref, 'attention', null);
      for (const state of ['failed', 'errored', 'rolled-back']) {
        await ended(ref, state, at);
        await ended(ref, state, yesterday);
      }
      await ended(ref, 'succeeded', at);
    }
    for (const ref of [second, third, refOf(2)]) {
      await stores.environments.update(ref, 'prd', {
        drift: 'it changed',
        driftSince: at,
      });
    }
    decisions['release-flow.service.read'] = mine('service');
    const { counts } = await services.overview.overview(mona, {
      limit: 5,
    } as never);
    expect(counts).toEqual({
      services: 20,
      flows: 1,
      behind: 1,
      // One is stuck, two drift.
      attention: 3,
      drifting: 2,
      deploymentsToday: 2,
      failedToday: 3,
    });
  });
});
