import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type {
  AuditCheckpoint,
  AuditExportLine,
} from 'backstage-plugin-release-flow-common';
import { createPublicKey, generateKeyPairSync } from 'crypto';
import { Duration } from 'luxon';
import { Stores } from '../../database';
import { checkpointProblem } from '../../policy/auditCheckpoint';
import { AuditVerifier } from '../../policy/auditVerify';
import { AuditCheckpoints } from './AuditCheckpoints';
import { AuditRetention } from './AuditRetention';
import { scheduleAudit } from './scheduleAudit';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const SHOP = 'component:default/shop';
const never = new AbortController().signal;
const DAY = 86_400_000;

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('the audit goes on, %p', id => {
  let stores: Stores;

  beforeEach(async () => {
    const knex = await databases.init(id);
    stores = await Stores.create(
      mockServices.database({ knex, migrations: { skip: false } }),
    );
  });

  async function grow(chain: string, ...daysAgo: number[]) {
    const now = (await stores.now()).getTime();
    for (const days of daysAgo) {
      await stores.audit.append({
        chain,
        at: new Date(now - days * DAY).toISOString(),
        actor: 'user:default/ada',
        type: days > 10 ? 'old' : 'new',
        operationId: null,
        data: { days },
      });
    }
  }

  describe('checkpoints', () => {
    let told: AuditCheckpoint[];
    let logged: AuditCheckpoint[];
    let deaf: boolean;

    beforeEach(() => {
      [told, logged, deaf] = [[], [], false];
    });

    const run = () =>
      new AuditCheckpoints({
        stores,
        auditor: mockServices.auditor.mock({
          createEvent: async ({ eventId, severityLevel }) => {
            if (deaf) throw new Error('The auditor is away');
            expect([eventId, severityLevel]).toEqual([
              'audit-checkpoint',
              // The lowest that Backstage's auditor logs by default.
              'medium',
            ]);
            return {
              success: async options => {
                told.push(options!.meta!.checkpoint as never);
              },
              fail: async () => undefined,
            };
          },
        }),
        logger: mockServices.logger.mock({
          info: (_message, meta) => {
            logged.push((meta as any).checkpoint);
          },
        }),
      }).run(never);

    it('go to the auditor and the log, and only when something happened', async () => {
      await run();
      expect(told).toEqual([]);
      await grow(SHOP, 1, 1);
      await run();
      await run();
      expect(told).toHaveLength(1);
      expect(told[0].heads[SHOP].seq).toBe(2);
      expect(logged).toEqual(told);
    });

    it('of many chains come in lines of a bearable length', async () => {
      await stores.transaction(async transaction => {
        for (let index = 0; index < 250; index++) {
          await transaction.audit.append({
            chain: `component:default/${'s'.repeat(60)}-${index}`,
            at: (await stores.now()).toISOString(),
            actor: 'user:default/ada',
            type: 'test',
            operationId: null,
            data: {},
          });
        }
      });
      await run();
      expect(told.map(({ heads }) => Object.keys(heads).length)).toEqual([
        100, 100, 50,
      ]);
      for (const [index, checkpoint] of told.entries()) {
        expect(JSON.stringify(checkpoint).length).toBeLessThan(25_000);
        expect(checkpointProblem(checkpoint, told[index - 1])).toBeUndefined();
      }
    });

    it('are told later when they could not be told', async () => {
      await grow(SHOP, 1);
      deaf = true;
      await expect(run()).rejects.toThrow('away');
      expect(told).toEqual([]);
      await grow(SHOP, 1);
      deaf = false;
      await run();
      expect(told.map(({ seq, heads }) => [seq, heads[SHOP].seq])).toEqual([
        [1, 1],
        [2, 2],
      ]);
    });
  });

  describe('retention', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const errors: string[] = [];
    const run = () =>
      new AuditRetention({
        stores,
        logger: mockServices.logger.mock({
          error: message => errors.push(message),
        }),
        keep: Duration.fromISO('P10D'),
        key: privateKey,
      }).run(never);
    const seqs = async () =>
      (await stores.audit.ofChain(SHOP)).map(({ seq }) => seq);

    async function findings() {
      const verifier = new AuditVerifier({
        checkpoints: [],
        keys: [createPublicKey(privateKey)],
        service: SHOP,
      });
      const lines: AuditExportLine[] = [
        ...(await stores.auditSummaries.ofChains([SHOP])).map(summary => ({
          summary,
        })),
        ...(await stores.audit.ofChain(SHOP)),
      ];
      for (const line of lines) verifier.add(line);
      return verifier.finish().findings;
    }

    it('removes what is older, up to the first that is not', async () => {
      await grow(SHOP, 20, 19, 5, 18, 4);
      await run();
      expect(await seqs()).toEqual([3, 4, 5]);
      expect(await findings()).toEqual([]);
      const [summary] = await stores.auditSummaries.ofChains([SHOP]);
      expect(summary).toMatchObject({ toSeq: 2, counts: { old: 2 } });
    });

    it('lets an emptied chain go on, and extends its summary', async () => {
      await grow(SHOP, 20, 20);
      await run();
      expect(await seqs()).toEqual([]);
      await grow(SHOP, 20, 1);
      expect(await seqs()).toEqual([3, 4]);
      await run();
      expect(await seqs()).toEqual([4]);
      expect(await findings()).toEqual([]);
      const summaries = await stores.auditSummaries.ofChains([SHOP]);
      expect(summaries).toMatchObject([
        { fromSeq: 1, toSeq: 3, counts: { old: 3 } },
      ]);
    });

    it('keeps a chain that does not hold, and says so', async () => {
      await grow(SHOP, 20, 20, 20);
      await stores
        .knex('audit_events')
        .where({ seq: 2 })
        .update({ actor: 'user:default/eve' });
      errors.length = 0;
      await run();
      expect(await seqs()).toEqual([1, 2, 3]);
      expect(errors).toEqual([
        expect.stringMatching(/shop is kept whole: at seq 2 it is broken/),
      ]);
    });

    it('records on the chain of the system what it did, and only then', async () => {
      await grow(SHOP, 1);
      await run();
      expect(await stores.audit.ofChain('system')).toEqual([]);
      await grow('component:default/cafe', 20);
      await run();
      expect(await stores.audit.ofChain('system')).toMatchObject([
        { type: 'audit.summarised', data: { chains: 1, events: 1 } },
      ]);
    });
  });
});

describe('what is scheduled', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const keep = Duration.fromISO('P1Y');

  it.each([
    ['nothing', undefined, undefined, ['checkpoints'], 0],
    ['a key alone', undefined, privateKey, ['checkpoints'], 0],
    ['keep and a key', keep, privateKey, ['checkpoints', 'retention'], 0],
    ['keep without a key', keep, undefined, ['checkpoints'], 1],
  ])('with %s', async (_name, kept, signingKey, tasks, complaints) => {
    const scheduled: string[] = [];
    const error = jest.fn();
    await scheduleAudit({
      scheduler: mockServices.scheduler.mock({
        scheduleTask: async ({ id, scope }) => {
          expect(scope).toBe('global');
          scheduled.push(id.replace('release-flow-audit-', ''));
        },
      }),
      stores: {} as Stores,
      auditor: mockServices.auditor.mock(),
      logger: mockServices.logger.mock({ error }),
      keep: kept,
      signingKey,
    });
    expect(scheduled).toEqual(tasks);
    expect(error).toHaveBeenCalledTimes(complaints);
  });
});
