import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  auditQuerySchema,
  type AuditEvent,
  type AuditPage,
} from 'backstage-plugin-release-flow-common';
import { Harness } from '../__testUtils__/harness';
import { caller } from '../__testUtils__/lifecycle';
import { Access } from './Access';
import { AuditService } from './AuditService';
import { encodeCursor } from './cursor';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const OWN = 'component:default/qfa-backend';
const GONE = 'component:default/gone';
const SECRET = 'component:default/secret';
const ADA = 'user:default/ada';
const MONA = 'user:default/mona';
const at = (minute: number) =>
  new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

/** Chain, minute, actor, type; several at one instant. */
const EVENTS: Array<[string, number, string, string]> = [
  [OWN, 1, ADA, 'promotion.requested'],
  [SECRET, 1, MONA, 'promotion.requested'],
  ['system', 1, ADA, 'freeze.declared'],
  [OWN, 2, MONA, 'promotion.succeeded'],
  [OWN, 2, ADA, 'environment.held'],
  [GONE, 2, ADA, 'promotion.requested'],
  [SECRET, 3, ADA, 'environment.held'],
  ['system', 3, MONA, 'freeze.ended'],
];

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('reading the audit, %p', id => {
  let harness: Harness;
  let audit: AuditService;
  let decision: PolicyDecision;
  let basic: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
  const ada = caller('ada');

  beforeAll(async () => {
    harness = await Harness.create(await databases.init(id));
    const { stores } = harness;
    const own = (await stores.services.get(OWN))!;
    const owner = 'group:default/others';
    await stores.services.put({ ...own, ref: SECRET, owner });
    await stores.services.put({ ...own, ref: GONE, removedAt: at(0) });
    for (const [chain, minute, actor, type] of EVENTS) {
      await stores.audit.append({
        ...{ chain, actor, type, at: at(minute) },
        operationId: null,
        data: {},
      });
    }
    audit = new AuditService(
      stores,
      new Access(
        mockServices.permissions.mock({
          authorize: async () => [{ result: basic }],
          authorizeConditional: async () => [decision],
        }),
        harness.context.membership,
        mockServices.auditor.mock({
          createEvent: async () => ({
            success: async () => undefined,
            fail: async () => undefined,
          }),
        }),
        [],
      ),
    );
  });

  beforeEach(() => {
    basic = AuthorizeResult.ALLOW;
    decision = { result: AuthorizeResult.ALLOW };
  });

  const nameOf = ({ chain, seq }: AuditEvent) =>
    `${chain.split('/').pop()!.split('-')[0]} ${seq}`;
  const list = (query: Record<string, unknown> = {}): Promise<AuditPage> =>
    audit.list(ada, auditQuerySchema.parse(query));
  const names = async (query: Record<string, unknown> = {}) =>
    (await list(query)).items.map(nameOf);
  const exported = async (service?: string) => {
    const events: AuditEvent[] = [];
    for await (const line of await audit.export(ada, { service })) {
      expect(line.endsWith('}\n')).toBe(true);
      events.push(JSON.parse(line));
    }
    return events.map(nameOf);
  };

  const ownedBy = (claim: string): PolicyDecision => ({
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'release-flow',
    resourceType: 'release-flow-service',
    conditions: {
      rule: 'IS_OWNER',
      resourceType: 'release-flow-service',
      params: { claims: [claim] },
    },
  });

  it('gives the newest first', async () => {
    const { items } = await list();
    expect(items.map(({ at: when }) => when)).toEqual(
      EVENTS.map(([, minute]) => at(minute)).reverse(),
    );
    expect(new Set(items.map(nameOf)).size).toBe(EVENTS.length);
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ['service', { service: OWN }, ['qfa 3', 'qfa 2', 'qfa 1']],
    ['the system', { service: 'system' }, ['system 2', 'system 1']],
    ['actor', { actor: MONA, type: 'freeze.ended' }, ['system 2']],
    ['type', { type: 'promotion.requested' }, ['gone 1', 'secret 1', 'qfa 1']],
    ['from', { from: at(3) }, ['system 2', 'secret 2']],
    [
      'to, in another time zone',
      { to: '2026-01-01T02:02:00+02:00', service: OWN },
      ['qfa 1'],
    ],
    ['nothing there', { service: 'component:default/none' }, []],
  ])('filters by %s', async (_name, query, expected) => {
    expect((await names(query)).sort()).toEqual([...expected].sort());
  });

  it('gives each event once, page by page', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 3, cursor });
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items.map(nameOf));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(await names());
  });

  it.each([{}, { at: 1, chain: OWN, seq: 1 }, { at: at(1), chain: OWN }])(
    'refuses a cursor that it did not give: %p',
    async forged => {
      await expect(
        list({ cursor: encodeCursor(forged) }),
      ).rejects.toMatchObject({ name: 'InputError', field: 'cursor' });
    },
  );

  it('shows services that the reader may see, and the system', async () => {
    decision = ownedBy('group:default/others');
    const seen = ['secret 1', 'secret 2', 'system 1', 'system 2'];
    expect((await names()).sort()).toEqual(seen);
    expect((await exported()).sort()).toEqual(seen);
    expect(await names({ service: OWN })).toEqual([]);
    expect(await exported(OWN)).toEqual([]);
    decision = { result: AuthorizeResult.DENY };
    expect((await names()).sort()).toEqual(['system 1', 'system 2']);
  });

  it('is for who may read the audit', async () => {
    basic = AuthorizeResult.DENY;
    const refused = { name: 'NotAllowedError' };
    await expect(list()).rejects.toMatchObject(refused);
    await expect(audit.export(ada, {})).rejects.toMatchObject(refused);
    await expect(audit.export(caller('guest'), {})).rejects.toMatchObject(
      refused,
    );
  });

  it('exports chain by chain, oldest first', async () => {
    const all = await exported();
    for (const chain of ['qfa', 'secret', 'system', 'gone']) {
      const seqs = all
        .filter(name => name.startsWith(chain))
        .map(name => Number(name.split(' ')[1]));
      expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    }
    expect(all).toHaveLength(EVENTS.length);
    expect(await exported('system')).toEqual(['system 1', 'system 2']);
  });

  it('reads an export as it is taken, and no further', async () => {
    const { stores } = harness;
    const page = jest.spyOn(stores.audit, 'exportPage');
    const long = 'component:default/long';
    await stores.transaction(async transaction => {
      for (let index = 0; index < 1_200; index++) {
        await transaction.audit.append({
          ...{ chain: long, actor: ADA, type: 'test', at: at(9) },
          operationId: null,
          data: { index },
        });
      }
    });
    const lines = (await audit.export(ada, { service: long }))[
      Symbol.asyncIterator
    ]();
    for (let count = 0; count < 10; count++) await lines.next();
    expect(page).toHaveBeenCalledTimes(1);
    await lines.return!();
    expect(await exported(long)).toHaveLength(1_200);
    expect(page.mock.calls.length).toBeLessThanOrEqual(5);
    page.mockRestore();
  });
});

it.each([
  [{ service: 'shop' }, 'service'],
  [{ from: 'yesterday' }, 'from'],
  [{ limit: 1_000 }, 'limit'],
  [{ order: 'up' }, ''],
])('refuses %p', (query, field) => {
  const [issue] = auditQuerySchema.safeParse(query).error!.issues;
  expect(issue.path.join('.')).toBe(field);
});
