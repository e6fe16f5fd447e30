import { TestDatabases } from '@backstage/backend-test-utils';
import { exampleBinding } from '../__testUtils__/bindings';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';
import { prove } from '../__testUtils__/prove';
import { Stores } from '../database';
import type { Binding } from '../policy/binding';
import { findBrokenLink } from '../policy/audit';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

afterEach(() => jest.restoreAllMocks());

const leads = ['group:default/qfa-leads'];
const qa = {
  type: 'sign-off',
  name: 'qa',
  from: leads,
  preventSelfApproval: true,
};
const checklist = {
  type: 'checklist',
  name: 'pre',
  scope: 'promotion',
  within: 'P7D',
  items: [
    {
      id: 'backup',
      text: 'Backup taken',
      evidence: true,
      notApplicable: false,
    },
    {
      id: 'told',
      text: 'Support was told',
      evidence: false,
      notApplicable: true,
    },
  ],
};
const approvals = exampleBinding().environments[2].gates[0];

function bindingWith(change: Partial<Binding['environments'][number]>) {
  const binding = exampleBinding();
  binding.environments[2] = { ...binding.environments[2], ...change };
  return binding;
}

async function setUp(
  id: Parameters<typeof databases.init>[0],
  change: Partial<Binding['environments'][number]> = {},
) {
  const lifecycle = await setUpLifecycle(
    await databases.init(id),
    bindingWith(change),
  );
  const { harness, services, promote, stage, state } = lifecycle;
  await stage();
  await harness.look();
  const ask = async (more: { emergency?: boolean; reason?: string } = {}) => {
    const { id: promotion } = more.emergency
      ? await services.promotions.promote(caller('ada'), lifecycle.ref, {
          environment: 'prd',
          release: 'v0.4.0',
          intent: 'promote',
          ...more,
        })
      : await promote('ada', 'prd', 'v0.4.0');
    await harness.run();
    return promotion;
  };
  const hash = async (promotion: string) => (await state(promotion)).planHash!;
  const gate = async (promotion: string, key: string) =>
    (await state(promotion)).gates.find(it => it.key === key);
  return { ...lifecycle, ask, hash, gate };
}

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('people and gates, %p', id => {
  it('waits for a sign-off, which the requester can not give', async () => {
    const { ask, hash, harness, services, state } = await setUp(id, {
      gates: [qa],
    });
    const promotion = await ask();
    const sign = async (who: string, gate = 'qa') =>
      services.decisions.decide(caller(who), promotion, {
        decision: 'sign-off',
        gate,
        comment: 'Clicked through it',
        planHash: await hash(promotion),
      });
    await expect(sign('ada')).rejects.toThrow('Deciding here is for');
    await expect(sign('mona', 'uat')).rejects.toThrow("no sign-off 'uat'");
    await sign('mona');
    await expect(sign('mona')).rejects.toMatchObject({ code: 'decided-twice' });
    await harness.run();
    expect((await state(promotion)).state).toBe('succeeded');
  });

  it('lets the same person approve and sign off, as two gates', async () => {
    const { ask, hash, harness, services, state, approve } = await setUp(id, {
      gates: [qa, approvals],
    });
    const promotion = await ask();
    await approve('mona', promotion);
    await services.decisions.decide(caller('mona'), promotion, {
      decision: 'sign-off',
      gate: 'qa',
      comment: 'Looked at it',
      planHash: await hash(promotion),
    });
    await harness.run();
    expect((await state(promotion)).state).toBe('succeeded');
  });

  it('waits for a checklist with its evidence', async () => {
    const { ask, gate, harness, services, state } = await setUp(id, {
      gates: [checklist],
    });
    const promotion = await ask();
    const tick = (
      item: string,
      stateOf: 'done' | 'not-applicable',
      evidence?: string,
    ) =>
      services.evidence.tick(caller('ada'), promotion, {
        checklist: 'pre',
        item,
        state: stateOf,
        evidence,
      });
    await expect(tick('backup', 'done')).rejects.toThrow('say what was seen');
    await expect(
      tick('backup', 'not-applicable', 'none'),
    ).rejects.toMatchObject({
      code: 'always-applies',
    });
    await expect(tick('gone', 'done')).rejects.toThrow("no item 'gone'");
    await tick('backup', 'done', 'snapshot 12');
    await harness.run();
    expect((await gate(promotion, 'checklist:pre'))?.message).toBe(
      '1 of 2 done. Open: Support was told',
    );
    const view = await services.inbox.promotion(caller('ada'), promotion);
    expect(view.checklists[0].items[0]).toMatchObject({
      state: 'done',
      by: 'user:default/ada',
      evidence: 'snapshot 12',
      mayTick: true,
    });
    await tick('told', 'not-applicable', 'nothing changes for them');
    await harness.run();
    expect((await state(promotion)).state).toBe('succeeded');
    await expect(tick('told', 'done')).rejects.toMatchObject({
      code: 'not-waiting',
    });
  });

  it('verifies by a checklist, and by time in which it was seen healthy', async () => {
    const { ask, harness, services, state } = await setUp(id, {
      gates: [],
      verify: [
        { type: 'fake' },
        { ...checklist, items: [checklist.items[1]] },
        { type: 'bake', for: 'PT0S' },
      ],
    });
    const promotion = await ask();
    expect(await state(promotion)).toMatchObject({
      state: 'verifying',
      message: expect.stringContaining('0 of 1 done'),
    });
    await services.evidence.tick(caller('ada'), promotion, {
      checklist: 'pre',
      item: 'told',
      state: 'done',
    });
    await harness.run();
    expect((await state(promotion)).state).toBe('succeeded');
  });

  it('is stopped by a freeze until it is ended, or overridden', async () => {
    const { ask, gate, hash, harness, services, state } = await setUp(id, {
      gates: [],
      allow: {
        promote: ['group:default/qfa'],
        override: ['user:default/mona'],
      },
    });
    const mona = caller('mona');
    const freeze = await services.freezes.declare(mona, {
      kind: 'stop-the-line',
      title: 'Incident 7',
      reason: 'nobody touches anything',
      scope: {},
    });
    const promotion = await ask();
    expect(await gate(promotion, 'freeze')).toMatchObject({
      status: 'waiting',
      code: 'line-stopped',
    });
    const override = async (who: string) =>
      services.evidence.override(caller(who), promotion, {
        gate: 'freeze',
        reason: 'this mends the incident',
        planHash: await hash(promotion),
      });
    await expect(override('ada')).rejects.toThrow('To override in prd is for');
    await override('mona');
    await harness.run();
    const ended = await state(promotion);
    expect(ended.state).toBe('succeeded');
    expect(ended.gates.find(({ key }) => key === 'freeze')).toMatchObject({
      code: 'overridden',
      overridden: {
        by: 'user:default/mona',
        reason: 'this mends the incident',
      },
    });
    await services.freezes.end(mona, freeze.id, 'over');
    await expect(
      services.freezes.end(mona, freeze.id, 'over'),
    ).rejects.toMatchObject({ code: 'already-ended' });
    const system = await harness.stores.audit.ofChain('system');
    expect(system.map(({ type }) => type)).toEqual([
      'freeze.declared',
      'freeze.ended',
    ]);
    expect(findBrokenLink(system)).toBeUndefined();
  });

  it('goes on by itself when the freeze is ended', async () => {
    const { ask, harness, services, state } = await setUp(id, { gates: [] });
    const { id: freeze } = await services.freezes.declare(caller('mona'), {
      kind: 'window',
      title: 'Winter break',
      reason: 'nobody is there',
      scope: { tiers: ['production'] },
      until: '2099-01-01T00:00:00+02:00',
    });
    const promotion = await ask();
    expect((await state(promotion)).code).toBe('frozen');
    await services.freezes.end(caller('mona'), freeze, 'back again');
    await harness.run();
    expect((await state(promotion)).state).toBe('succeeded');
  });

  it('lets the emergency groups decide, and leaves a mark', async () => {
    const { ask, approve, harness, services, state, ref } = await setUp(id, {
      gates: [
        {
          ...approvals,
          required: 2,
          emergency: { from: ['user:default/olga'], required: 1 },
        },
      ],
      allow: {
        promote: ['group:default/qfa'],
        emergency: ['user:default/ada'],
      },
    });
    const usual = await services.promotions.preflight(caller('lars'), ref, {
      environment: 'prd',
      release: 'v0.4.0',
      intent: 'promote',
    });
    expect(usual.emergency.possible).toBe(false);
    const promotion = await ask({
      emergency: true,
      reason: 'customers are down',
    });
    await approve('olga', promotion);
    await harness.run();
    expect((await state(promotion)).state).toBe('succeeded');
    const chain = await harness.stores.audit.ofOperation(promotion);
    const marked = chain.filter(({ data }) => data.emergency === true);
    expect(marked.map(({ type }) => type)).toEqual([
      'promotion.requested',
      'promotion.approved',
    ]);
  });

  it('asks for more voices when the release is critical, and voids earlier ones', async () => {
    const { ask, approve, gate, harness, services, state, ref } = await setUp(
      id,
      {
        gates: [{ ...approvals, required: 2, requiredWhenCritical: 3 }],
      },
    );
    const promotion = await ask();
    await approve('mona', promotion);
    await services.marks.critical(
      caller('ada'),
      ref,
      'v0.4.0',
      'touches money',
    );
    await harness.run();
    const waiting = await state(promotion);
    expect(
      waiting.plan?.gates.find(({ type }) => type === 'approvals'),
    ).toMatchObject({
      required: 3,
    });
    expect((await gate(promotion, 'approvals'))?.message).toContain('0 of 3');
    const view = await services.inbox.promotion(caller('mona'), promotion);
    expect(view.planChange?.fields).toEqual([
      { field: 'gates.approvals.required', before: '2', after: '3' },
    ]);
    expect(view.decisions[0].voided).toContain('gates.approvals.required');
  });

  it('waits for approvals as long as the flow says, and ends then', async () => {
    const { ask, approve, harness, state, world } = await setUp(id, {
      gates: [{ ...approvals, expiresIn: 'PT1H' }],
    });
    const promotion = await ask();
    const { requestedAt, expiresAt } = await state(promotion);
    const waits = Date.parse(expiresAt!) - Date.parse(requestedAt);
    expect(waits).toBe(60 * 60_000);
    const { now } = Stores.prototype;
    let passed = 59 * 60_000;
    jest.spyOn(Stores.prototype, 'now').mockImplementation(async function later(
      this: Stores,
    ) {
      return new Date((await now.call(this)).getTime() + passed);
    });
    await harness.run(1);
    expect((await state(promotion)).code).toBe('approval-needed');
    passed = 61 * 60_000;
    await harness.run(1);
    expect(await state(promotion)).toMatchObject({
      state: 'expired',
      code: 'expired',
      message: 'It waited too long. Ask for it again.',
    });
    await expect(approve('mona', promotion)).rejects.toMatchObject({
      code: 'not-waiting',
    });
    expect(world.changes.some(({ target }) => target === 'prd')).toBe(false);
  });

  it('takes over what was ticked for the same artifact in another environment', async () => {
    const shared = { ...checklist, scope: 'artifact' };
    const binding = bindingWith({ gates: [shared] });
    binding.environments[1].gates = [shared];
    const lifecycle = await setUpLifecycle(await databases.init(id), binding);
    const { harness, services, promote, stage, state, ref } = lifecycle;
    const tick = (promotion: string, item: string, evidence?: string) =>
      services.evidence.tick(caller('ada'), promotion, {
        ...{ checklist: 'pre', item, state: 'done', evidence },
      });
    const staged = await stage();
    expect((await state(staged)).code).toBe('items-open');
    await tick(staged, 'backup', 'snapshot 12');
    await tick(staged, 'told');
    await harness.run();
    expect((await state(staged)).state).toBe('succeeded');
    await harness.look();
    const { id: promotion } = await promote('ada', 'prd', 'v0.4.0');
    const view = await services.inbox.promotion(caller('lars'), promotion);
    expect(view.checklists[0].items).toMatchObject([
      { id: 'backup', state: 'done', evidence: 'snapshot 12' },
      { id: 'told', state: 'done', by: 'user:default/ada' },
    ]);
    await harness.run();
    expect((await state(promotion)).state).toBe('succeeded');
    // Another artifact has ticks of its own.
    harness.release('v0.5.0', 'c', 'published');
    await harness.look(1);
    await prove(harness, 'v0.5.0', 'dev');
    const { gates } = await services.promotions.preflight(caller('ada'), ref, {
      environment: 'staging',
      release: 'v0.5.0',
      intent: 'promote',
    });
    expect(gates.find(({ type }) => type === 'checklist')).toMatchObject({
      status: 'waiting',
      message: '0 of 2 done. Open: Backup taken',
    });
  });
});
