import { TestDatabases } from '@backstage/backend-test-utils';
import { findBrokenLink } from '../policy/audit';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(60_000);

const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_18'],
});

const setUp = async (id: Parameters<typeof databases.init>[0]) =>
  setUpLifecycle(await databases.init(id));

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('a release on its way, %p', id => {
  it('adopts what runs when the service is bound', async () => {
    const { harness } = await setUp(id);
    expect(await harness.current('prd')).toMatchObject({
      kind: 'adopted',
      label: 'v0.3.7',
    });
  });

  it('records a deployment that GitHub made by itself, once verified', async () => {
    const { harness, world, stage, state } = await setUp(id);
    const staged = await stage();
    expect(await state(staged)).toMatchObject({ state: 'succeeded' });
    expect(await harness.current('dev')).toMatchObject({
      label: 'v0.4.0',
      verified: true,
      kind: 'recorded',
    });
    expect(world.changes).toHaveLength(1);
  });

  it('waits for a lead, refuses the requester, and changes the target once', async () => {
    const { harness, world, promote, approve, state, stage } = await setUp(id);
    await stage();
    const { id: operation } = await promote('mona', 'prd', 'v0.4.0');
    await harness.run();
    expect(await state(operation)).toMatchObject({
      state: 'waiting',
      code: 'approval-needed',
    });
    await expect(approve('mona', operation)).rejects.toMatchObject({
      name: 'NotAllowedError',
      code: 'self-approval',
    });
    await expect(approve('vera', operation)).rejects.toMatchObject({
      name: 'NotAllowedError',
    });
    await approve('lars', operation);
    await expect(approve('lars', operation)).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'decided-twice',
    });
    await harness.run();
    expect(await state(operation)).toMatchObject({ state: 'succeeded' });
    expect(
      world.changes.filter(change => change.target === 'prd'),
    ).toHaveLength(1);
    expect(await harness.current('prd')).toMatchObject({ label: 'v0.4.0' });
  });

  it('refuses what never ran upstream, and what runs already', async () => {
    const { harness, promote } = await setUp(id);
    harness.release('v0.5.0', 'c', 'published');
    await harness.look();
    await expect(promote('ada', 'prd', 'v0.5.0')).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'not-proven-upstream',
    });
    await expect(promote('ada', 'prd', 'v0.3.7')).rejects.toMatchObject({
      code: 'already-live',
    });
  });

  it('keeps two promotions of one target apart', async () => {
    const { harness, world, promote, approve, state, stage } = await setUp(id);
    await stage();
    const { id: first } = await promote('ada', 'prd', 'v0.4.0');
    const { id: second } = await promote(
      'ada',
      'prd',
      'v0.4.0',
      'restore',
    ).catch(() => ({ id: '' }));
    expect(second).toBe('');
    await harness.run();
    world.verification = 'running';
    await approve('lars', first);
    await harness.run(2);
    const keys = await harness.stores.locks.holders(['fake:prd']);
    expect(keys).toEqual([first]);
    world.verification = 'passed';
    await harness.run();
    expect(await state(first)).toMatchObject({ state: 'succeeded' });
    expect(await harness.stores.locks.holders(['fake:prd'])).toEqual([]);
  });

  it('voids approvals when the plan changes', async () => {
    const { harness, promote, approve, state, stage } = await setUp(id);
    await stage();
    const { id: operation } = await promote('ada', 'prd', 'v0.4.0');
    await harness.run();
    await approve('lars', operation);
    const service = (await harness.stores.services.get(
      harness.binding.service.ref,
    ))!;
    service.binding!.environments[2].gates[0].required = 2;
    await harness.stores.services.put(service);
    await harness.run();
    expect(await state(operation)).toMatchObject({ state: 'waiting' });
    const [decision] = await harness.stores.decisions.ofOperation(operation);
    expect(decision.voided).toMatch(/gates/);
  });

  it('answers the same request with the same promotion', async () => {
    const { harness, promotions, ref, stage } = await setUp(id);
    await stage();
    const request = {
      environment: 'prd',
      release: 'v0.4.0',
      intent: 'promote' as const,
      idempotencyKey: 'task-1:promote',
    };
    const first = await promotions.promote(caller('ada'), ref, request);
    const second = await promotions.promote(caller('ada'), ref, request);
    expect(second.id).toBe(first.id);
    const open = await harness.stores.operations.openOfService(ref);
    expect(open).toHaveLength(1);
  });

  it('keeps one unbroken audit chain', async () => {
    const { harness, stage } = await setUp(id);
    await stage();
    const events = await harness.stores.audit.ofChain(
      harness.binding.service.ref,
    );
    expect(events.length).toBeGreaterThan(5);
    expect(findBrokenLink(events)).toBeUndefined();
    events[2].data = { forged: true };
    expect(findBrokenLink(events)).toEqual({ seq: 3, reason: 'edited' });
  });

  it('says drift when somebody changes production outside the flow', async () => {
    const { harness, world } = await setUp(id);
    world.live.set('prd', harness.artifact('e'));
    await harness.look(3);
    const record = () =>
      harness.stores.environments.get(harness.binding.service.ref, 'prd');
    const first = (await record())!;
    expect(first.drift).toMatch(/v0.3.7 was recorded/);
    world.live.set('prd', harness.artifact('f'));
    await harness.look(3);
    const second = (await record())!;
    expect(second.drift).toMatch(/set to sha256:f+, but v0.3.7 was recorded/);
    expect(second.driftSince! > first.driftSince!).toBe(true);
    await harness.look(3);
    expect(await record()).toMatchObject({ driftSince: second.driftSince });
  });
});
