import { TestDatabases } from '@backstage/backend-test-utils';
import { setUpLifecycle, caller } from '../__testUtils__/lifecycle';
import { AuditStore } from '../database/AuditStore';
import { findBrokenLink } from '../policy/audit';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

afterEach(() => jest.restoreAllMocks());

describe.each(databases.eachSupportedId())('deciding, %p', id => {
  async function setUp() {
    const lifecycle = await setUpLifecycle(await databases.init(id));
    const { harness, promote, stage, state, services } = lifecycle;
    await stage();
    const { id: operationId } = await promote('ada', 'prd', 'v0.4.0');
    await harness.run(1);
    const decide = async (who: string, decision: 'approve' | 'reject') =>
      services.decisions.decide(caller(who), operationId, {
        decision,
        comment: 'seen',
        planHash: (await state(operationId)).planHash!,
      });
    const now = () => state(operationId);
    return { ...lifecycle, operationId, decide, now };
  }

  /** Just before the caller's act is stored, the engine moves the promotion on. */
  function engineIsFaster({ harness }: Awaited<ReturnType<typeof setUp>>) {
    const { operations } = harness.stores;
    const read = operations.get.bind(operations);
    jest.spyOn(operations, 'get').mockImplementationOnce(async wanted => {
      const seen = await read(wanted);
      await harness.run(1);
      return seen;
    });
  }

  it('cancels nothing that was sent while the person pressed the button', async () => {
    const all = await setUp();
    const { harness, world, services, approve, operationId, now } = all;
    world.verification = 'running';
    const target = harness.context.providers.targets.get('fake')!;
    target.deploy = async () => ({});
    await approve('lars', operationId);
    engineIsFaster(all);
    await expect(
      services.decisions.cancel(caller('ada'), operationId, {}),
    ).rejects.toMatchObject({ code: 'too-late' });
    expect(await now()).toMatchObject({ state: 'deploying' });
    expect(await harness.stores.locks.holders(['fake:prd'])).toEqual([
      operationId,
    ]);
  });

  it('keeps no rejection that came too late', async () => {
    const all = await setUp();
    const { harness, approve, decide, operationId, now } = all;
    await approve('lars', operationId);
    const { planHash } = await now();
    engineIsFaster(all);
    await expect(
      all.services.decisions.decide(caller('mona'), operationId, {
        ...{ decision: 'reject', comment: 'no', planHash: planHash! },
      }),
    ).rejects.toMatchObject({ code: 'too-late' });
    expect(await now()).toMatchObject({ state: 'succeeded' });
    const voices = await harness.stores.decisions.ofOperation(operationId);
    expect(voices.map(({ decision }) => decision)).toEqual(['approve']);
    await expect(decide('mona', 'reject')).rejects.toMatchObject({
      code: 'not-waiting',
    });
  });

  it('lets one who approved still say no', async () => {
    const { decide, now } = await setUp();
    await decide('lars', 'approve');
    await decide('lars', 'reject');
    expect(await now()).toMatchObject({ state: 'rejected' });
  });

  it('takes a voice anew after the plan changed and changed back', async () => {
    const { harness, decide, operationId, ref, now } = await setUp();
    await decide('lars', 'approve');
    const { planHash } = await now();
    const ask = async (required: number) => {
      const service = (await harness.stores.services.get(ref))!;
      service.binding!.environments[2].gates[0].required = required;
      await harness.stores.services.put(service);
      await harness.run(1);
    };
    await ask(2);
    await ask(1);
    expect(await now()).toMatchObject({ planHash, code: 'approval-needed' });
    await decide('lars', 'approve');
    await harness.run();
    expect(await now()).toMatchObject({ state: 'succeeded' });
    const voices = await harness.stores.decisions.ofOperation(operationId);
    expect(voices).toHaveLength(1);
  });

  it.each<[string, 'approve' | 'reject']>([
    ['an approval', 'approve'],
    ['a rejection', 'reject'],
  ])('stores %s with its audit event, or neither', async (_name, decision) => {
    const { harness, decide, operationId, now, ref } = await setUp();
    const { version, state } = await now();
    const events = await harness.stores.audit.ofChain(ref);
    jest
      .spyOn(AuditStore.prototype, 'write')
      .mockRejectedValueOnce(new Error('the disk is full'));
    await expect(decide('lars', decision)).rejects.toThrow('the disk is full');
    expect(await now()).toMatchObject({ version, state });
    expect(await harness.stores.decisions.ofOperation(operationId)).toEqual([]);
    expect(await harness.stores.audit.ofChain(ref)).toEqual(events);
    await decide('lars', decision);
    const after = await harness.stores.audit.ofChain(ref);
    expect(after.length).toBeGreaterThan(events.length);
    expect(findBrokenLink(after)).toBeUndefined();
  });

  it('starts with lock, intent and audit event, or with none of them', async () => {
    const { harness, approve, operationId, world, now, ref } = await setUp();
    await approve('lars', operationId);
    const events = await harness.stores.audit.ofChain(ref);
    jest
      .spyOn(AuditStore.prototype, 'write')
      .mockRejectedValueOnce(new Error('the disk is full'));
    await harness.run(1);
    expect(await now()).toMatchObject({
      state: 'waiting',
      trouble: 'the disk is full',
    });
    expect(await harness.stores.locks.holders(['fake:prd'])).toEqual([]);
    expect(await harness.stores.effects.ofOperation(operationId)).toEqual([]);
    expect(await harness.stores.audit.ofChain(ref)).toEqual(events);
    expect(world.changes.some(({ target }) => target === 'prd')).toBe(false);
    await harness.run();
    expect(await now()).toMatchObject({ state: 'succeeded' });
  });
});
