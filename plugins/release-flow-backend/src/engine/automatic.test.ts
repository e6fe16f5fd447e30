import { TestDatabases } from '@backstage/backend-test-utils';
import { COMMIT, exampleBinding } from '../__testUtils__/bindings';
import { setUpLifecycle } from '../__testUtils__/lifecycle';
import type { Binding } from '../policy/binding';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

/** Publishing a release sets staging to it, by our own hand. */
function bindingWith(gates: Binding['environments'][number]['gates'] = []) {
  const binding = exampleBinding();
  const staging = binding.environments[1];
  staging.deploy.automatic = {
    on: 'release-published',
    by: 'target',
    within: 'PT20M',
  };
  staging.gates = gates;
  return binding;
}

async function setUp(
  id: Parameters<typeof databases.init>[0],
  binding = bindingWith(),
) {
  const lifecycle = await setUpLifecycle(await databases.init(id), binding);
  const { harness, world } = lifecycle;
  /** Drafted, seen in dev, then published by a click of somebody. */
  const publish = async (tag: string, letter: string, login = 'ada') => {
    harness.release(tag, letter, 'draft');
    await harness.look();
    world.live.set('dev', harness.artifact(letter));
    await harness.look();
    const [release] = world.releases;
    release.state = 'published';
    release.publishedAt = new Date().toISOString();
    world.tags.set(tag, release.targetCommitish);
    const at = new Date().toISOString();
    world.runs.unshift({
      id: `click-${tag}`,
      attempt: 1,
      workflow: 'docs.yaml',
      title: 'Docs',
      event: 'release',
      branch: tag,
      sha: COMMIT(letter),
      status: 'completed',
      conclusion: 'success',
      actor: login,
      url: `https://git.example/runs/click-${tag}`,
      createdAt: at,
      updatedAt: at,
    });
    await harness.look();
  };
  const promotions = async () =>
    (
      await harness.stores.operations.list({ kind: 'promotion', limit: 50 })
    ).filter(
      ({ environment, label }) =>
        environment === 'staging' && label !== 'v0.3.7',
    );
  return { ...lifecycle, publish, promotions };
}

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('what starts by itself, %p', id => {
  it('is deployed by us, once, and verified', async () => {
    const { harness, world, publish, promotions } = await setUp(id);
    await publish('v0.4.0', 'b');
    const [promotion, ...others] = await promotions();
    expect(others).toEqual([]);
    expect(promotion).toMatchObject({
      state: 'succeeded',
      origin: 'automation',
      via: 'release-published',
      requestedBy: 'user:default/ada',
    });
    expect(world.live.get('staging')).toEqual(harness.artifact('b'));
    await harness.look();
    expect(await promotions()).toHaveLength(1);
  });

  it('waits while automation is held, and goes on after it', async () => {
    const { harness, publish, promotions, ref } = await setUp(id);
    const hold = { by: 'user:default/mona', at: '', reason: 'incident' };
    await harness.stores.environments.update(ref, 'staging', { hold });
    await publish('v0.4.0', 'b');
    expect((await promotions())[0]).toMatchObject({
      state: 'waiting',
      code: 'held',
    });
    await harness.stores.environments.update(ref, 'staging', { hold: null });
    await harness.run();
    expect((await promotions())[0].state).toBe('succeeded');
  });

  it('does not hold what a person asks for', async () => {
    const { harness, publish, promote, state, ref } = await setUp(id);
    const hold = { by: 'user:default/mona', at: '', reason: 'incident' };
    await harness.stores.environments.update(ref, 'staging', { hold });
    await publish('v0.4.0', 'b');
    await harness.stores
      .knex('operations')
      .where({ environment: 'staging' })
      .update({ state: 'cancelled', finished_at: '2026-01-01T00:00:00.000Z' });
    const { id: promotion } = await promote('ada', 'staging', 'v0.4.0');
    await harness.run();
    expect((await state(promotion)).state).toBe('succeeded');
  });

  it('ends by going forward only the hold that a rollback left', async () => {
    const { harness, publish, promote, ref } = await setUp(id);
    const heldBy = async (leftBy?: string) => {
      const hold = { by: 'user:default/mona', at: '', reason: 'why', leftBy };
      await harness.stores.environments.update(ref, 'staging', { hold });
    };
    const held = async () =>
      (await harness.stores.environments.get(ref, 'staging'))!.hold !== null;
    const forward = async (tag: string) => {
      await harness.stores
        .knex('operations')
        .where({ environment: 'staging', state: 'waiting' })
        .update({
          state: 'cancelled',
          finished_at: '2026-01-01T00:00:00.000Z',
        });
      await promote('ada', 'staging', tag);
      await harness.run();
    };
    await heldBy();
    await publish('v0.4.0', 'b');
    await forward('v0.4.0');
    expect(await held()).toBe(true);
    await heldBy('some-rollback');
    await publish('v0.5.0', 'c');
    await forward('v0.5.0');
    expect(await held()).toBe(false);
    const events = await harness.stores.audit.ofChain(ref);
    expect(events.map(({ type }) => type)).toContain('environment.released');
  });

  it('meets every gate, and a newer one takes the place of what waits', async () => {
    const [approvals] = exampleBinding().environments[2].gates;
    const { publish, promotions } = await setUp(
      id,
      bindingWith([{ ...approvals, expiresIn: 'PT1H' }]),
    );
    await publish('v0.4.0', 'b');
    const [{ requestedAt, expiresAt, ...waits }] = await promotions();
    expect(waits).toMatchObject({ state: 'waiting', code: 'approval-needed' });
    const waitsMs = Date.parse(expiresAt!) - Date.parse(requestedAt);
    expect(waitsMs).toBe(60 * 60_000);
    await publish('v0.5.0', 'c');
    const states = (await promotions()).map(({ label, state }) => [
      label,
      state,
    ]);
    expect(Object.fromEntries(states)).toEqual({
      'v0.4.0': 'superseded',
      'v0.5.0': 'waiting',
    });
  });

  it.each([
    ['whom the catalog knows', 'ada', ['mona'], 'succeeded'],
    ['who is an approver', 'mona', ['mona'], 'refused'],
    ['whom nobody knows: one more is needed', 'octocat', ['mona'], 'waiting'],
    [
      'whom nobody knows, with one more',
      'octocat',
      ['mona', 'lars'],
      'succeeded',
    ],
  ])(
    'counts voices for a click of one %s',
    async (_name, login, voices, end) => {
      const { harness, publish, promotions, approve } = await setUp(
        id,
        bindingWith(exampleBinding().environments[2].gates),
      );
      await publish('v0.4.0', 'b', login);
      const [{ id: promotion }] = await promotions();
      const answers = [];
      for (const voice of voices) {
        answers.push(await approve(voice, promotion).catch(() => 'refused'));
      }
      await harness.run();
      const [{ state }] = await promotions();
      expect(answers.includes('refused') ? 'refused' : state).toBe(end);
    },
  );

  it('does nothing where the flow only shows', async () => {
    const { publish, promotions } = await setUp(id, {
      ...bindingWith(),
      mode: 'observe',
    });
    await publish('v0.4.0', 'b');
    expect(await promotions()).toEqual([]);
  });
});
