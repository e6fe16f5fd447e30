import {
  mockCredentials,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { generateKeyPairSync } from 'crypto';
import { mkdtemp, readFile, rm, writeFile } from 'fs/promises';
import { Duration } from 'luxon';
import { tmpdir } from 'os';
import { join } from 'path';
import { Harness } from '../__testUtils__/harness';
import { Portal } from '../__testUtils__/portal';
import { runCli } from '../__testUtils__/runCli';
import { CHAIN_START, chainEvents } from '../policy/audit';
import { AuditCheckpoints } from '../services/audit/AuditCheckpoints';
import { AuditRetention } from '../services/audit/AuditRetention';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const SHOP = 'component:default/shop';
const CAFE = 'component:default/cafe';
const OLD = 'component:default/old';
const BROKEN = 'component:default/broken';
const token = mockCredentials.user.token('user:default/ada');
const never = new AbortController().signal;

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('release-flow audit, %p', id => {
  let harness: Harness;
  let portal: Portal;
  let folder: string;
  const file = (name: string) => join(folder, name);
  /** Lines of the log, as Backstage writes them in production. */
  let log: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'release-flow-audit-'));
    log = [];
    harness = await Harness.create(await databases.init(id));
    portal = await Portal.start(harness);
    await grow(SHOP, 10);
    await grow(CAFE, 3);
    await grow('system', 1);
    await checkpoint();
    await grow(SHOP, 7);
    await checkpoint();
  });

  afterEach(async () => {
    await portal.stop();
    await rm(folder, { recursive: true });
  });

  async function grow(chain: string, count: number, at?: string) {
    const now = (await harness.stores.now()).toISOString();
    await harness.stores.transaction(async transaction => {
      for (let index = 0; index < count; index++) {
        await transaction.audit.append({
          chain,
          at: at ?? now,
          actor: 'user:default/ada',
          type: 'promotion.requested',
          operationId: null,
          data: { index, text: 'ä "quoted" \u0000 line\nbreak' },
        });
      }
    });
  }

  async function checkpoint() {
    await new AuditCheckpoints({
      stores: harness.stores,
      auditor: mockServices.auditor.mock({
        createEvent: async () => ({
          success: async options => {
            log.push(JSON.stringify({ isAuditEvent: true, ...options }));
          },
          fail: async () => undefined,
        }),
      }),
      logger: mockServices.logger.mock({
        info: (message, meta) => {
          log.push(JSON.stringify({ level: 'info', message, ...meta }));
        },
      }),
    }).run(never);
    await writeFile(file('log'), `Starting\n${log.join('\n')}\n`);
  }

  /** Export and verification, as an auditor runs them. */
  async function verify(...options: string[]) {
    const exported = await runCli(
      ...['audit', 'export', '--url', portal.url, '--token', token],
    );
    expect(exported).toMatchObject({ code: 0, stderr: '' });
    await writeFile(file('events.jsonl'), exported.stdout);
    return runCli(
      ...['audit', 'verify', file('events.jsonl')],
      ...['--checkpoint', file('log'), ...options],
    );
  }

  const rows = () => harness.stores.knex('audit_events');

  it('accepts what the program wrote', async () => {
    const result = await verify();
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toMatch(
      /holds: 3 chains with 21 events\.\nNewest checkpoint: 2 of .* 0 events came after/,
    );
    const extracted = await runCli('audit', 'checkpoints', file('log'));
    expect(extracted.stdout.trim().split('\n')).toHaveLength(2);
    await grow(CAFE, 2);
    expect((await verify()).stdout).toMatch(/2 events came after/);
  });

  it('names an edited row', async () => {
    await rows()
      .where({ chain: SHOP, seq: 5 })
      .update({ actor: 'user:default/eve' });
    const { code, stderr } = await verify();
    expect(code).toBe(1);
    expect(stderr).toMatch(`Broken: ${SHOP}, seq 5 (edited)`);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('names a tail that was cut off, also when the chain goes on afterwards', async () => {
    await rows().where({ chain: SHOP }).where('seq', '>', 15).delete();
    expect(await verify()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /Broken: .*shop, seq 16 \(truncated\): .* says seq 17, but the chain ends at 15/,
      ),
    });
    const [last] = await rows().where({ chain: SHOP, seq: 15 });
    await harness.stores
      .knex('audit_heads')
      .where({ chain: SHOP })
      .update({ seq: 15, hash: last.hash });
    await grow(SHOP, 2);
    expect(await verify()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/shop, seq 17 \(rewritten\)/),
    });
  });

  it('names a chain that was written anew as a whole', async () => {
    const events = await harness.stores.audit.ofChain(SHOP);
    await rows().where({ chain: SHOP }).delete();
    const anew = chainEvents(
      events.map(event => ({ ...event, actor: 'user:default/eve' })),
      CHAIN_START,
    );
    for (const { data, prevHash, operationId, ...event } of anew) {
      await rows().insert({
        ...event,
        data: JSON.stringify(data),
        prev_hash: prevHash,
        operation_id: operationId,
      });
    }
    await harness.stores
      .knex('audit_heads')
      .where({ chain: SHOP })
      .update({ hash: anew[16].hash });
    expect(await verify()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /Broken: .*shop, seq 10 \(rewritten\): .* checkpoint 1 of/,
      ),
    });
    expect(await runCli('audit', 'verify', file('events.jsonl'))).toMatchObject(
      { code: 0, stdout: expect.stringMatching(/No checkpoint/) },
    );
  });

  it('says why the portal refuses', async () => {
    portal.basic = AuthorizeResult.DENY;
    expect(
      await runCli(
        ...['audit', 'export', '--url', portal.url, '--token', token],
      ),
    ).toEqual({
      code: 2,
      stdout: '',
      stderr: '403: You may not read the audit.\n',
    });
  });

  it('names a line that is no event, and what it cannot read', async () => {
    await verify();
    const lines = (await readFile(file('events.jsonl'), 'utf8')).split('\n');
    lines[2] = lines[2].slice(0, 40);
    await writeFile(file('events.jsonl'), lines.join('\n'));
    expect(await runCli('audit', 'verify', file('events.jsonl'))).toMatchObject(
      { code: 1, stderr: expect.stringMatching(/line 3 is no/) },
    );
    await writeFile(file('empty'), 'nothing here\n');
    expect(
      await runCli(
        ...['audit', 'verify', file('events.jsonl')],
        ...['--checkpoint', file('empty')],
      ),
    ).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no checkpoint/),
    });
  });

  it('accepts a signed summary of what was removed, and no other', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    await writeFile(file('public.pem'), pem);
    const key = ['--key', file('public.pem')];
    await grow(OLD, 1_005, '2020-01-01T00:00:00.000Z');
    await grow(OLD, 2);
    await grow(BROKEN, 3, '2020-01-01T00:00:00.000Z');
    await checkpoint();
    await rows().where({ chain: BROKEN, seq: 2 }).update({ type: 'other' });
    const errors: string[] = [];
    const retention = new AuditRetention({
      stores: harness.stores,
      logger: mockServices.logger.mock({ error: text => errors.push(text) }),
      keep: Duration.fromISO('P1Y'),
      key: privateKey,
    });
    await retention.run(never);
    expect(errors).toEqual([
      expect.stringMatching(/broken is kept whole: at seq 2 .*\(edited\)/),
    ]);
    const kept = await harness.stores.audit.ofChain(OLD);
    expect(kept.map(({ seq }) => seq)).toEqual([1_006, 1_007]);
    expect(await harness.stores.audit.ofChain('system')).toMatchObject([
      {},
      { type: 'audit.summarised', data: { chains: 1, events: 1_005 } },
    ]);
    await rows()
      .where({ chain: BROKEN, seq: 2 })
      .update({ type: 'promotion.requested' });
    expect(await verify(...key)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/and 1005 more in signed summaries/),
    });
    expect(await verify()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/old, seq 1 \(bad-signature\).*--key/),
    });
    await harness.stores
      .knex('audit_summaries')
      .update({ counts: '{"promotion.requested":1004}' });
    expect(await verify(...key)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/old, seq 1 \(bad-signature\)/),
    });
    await harness.stores.knex('audit_summaries').delete();
    expect(await verify(...key)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/old, seq 1 \(missing\)/),
    });
  });
});
