import { TestDatabases } from '@backstage/backend-test-utils';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { findBrokenLink } from '../policy/audit';
import { COMMIT } from '../__testUtils__/bindings';
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

  it('rolls back to what ran here, with a reason and the same approvals', async () => {
    const { harness, promote, approve, state, stage } = await setUp(id);
    await stage();
    const { id: forward } = await promote('ada', 'prd', 'v0.4.0');
    await harness.run();
    await approve('lars', forward);
    await harness.run();
    await expect(
      promote('ada', 'prd', 'v0.3.7', 'rollback'),
    ).rejects.toMatchObject({ name: 'InputError', field: 'reason' });
    const { id: back } = await promote(
      'ada',
      'prd',
      'v0.3.7',
      'rollback',
      'errors in the log',
    );
    await harness.run();
    expect(await state(back)).toMatchObject({ state: 'waiting' });
    await approve('mona', back);
    await harness.run();
    expect(await state(back)).toMatchObject({ state: 'succeeded' });
    expect(await harness.current('prd')).toMatchObject({ label: 'v0.3.7' });
  });

  it('lets a rollback take the place of one that only verifies', async () => {
    const { harness, world, promote, approve, state, stage } = await setUp(id);
    await stage();
    const { id: forward } = await promote('ada', 'prd', 'v0.4.0');
    await harness.run();
    world.verification = 'running';
    await approve('lars', forward);
    await harness.run(2);
    expect(await state(forward)).toMatchObject({ state: 'verifying' });
    const { id: back } = await promote(
      'ada',
      'prd',
      'v0.3.7',
      'rollback',
      'it looks wrong',
    );
    await harness.run(1);
    await approve('mona', back);
    world.verification = 'passed';
    await harness.stores
      .knex('operations')
      .where({ id: forward })
      .update({ lease_until: '2999-01-01T00:00:00.000Z' });
    await harness.run();
    expect(await state(forward)).toMatchObject({
      state: 'failed',
      code: 'interrupted',
    });
    expect(await state(back)).toMatchObject({ state: 'succeeded' });
    expect(world.live.get('prd')).toEqual(harness.artifact('a'));
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

  it('goes back by itself when verification fails and the flow says so', async () => {
    const { harness, world, promote, approve, state, stage } = await setUp(id);
    await stage();
    const { id: operation } = await promote('ada', 'prd', 'v0.4.0');
    await harness.run();
    world.verification = 'failed';
    await approve('lars', operation);
    await harness.run();
    expect(await state(operation)).toMatchObject({ state: 'rolled-back' });
    expect(world.live.get('prd')).toEqual(harness.artifact('a'));
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

  it('waits with the reason while GitHub does not answer', async () => {
    const { harness, world, promote, state, stage } = await setUp(id);
    await stage();
    const { id: operation } = await promote('ada', 'prd', 'v0.4.0');
    world.unreadable = 'GitHub answers 502';
    await harness.run();
    expect(await state(operation)).toMatchObject({
      state: 'waiting',
      trouble: expect.stringContaining('GitHub answers 502'),
    });
  });

  it('goes through the gates again when a change could not be sent', async () => {
    const { harness, world, promote, approve, state, stage } = await setUp(id);
    await stage();
    const { id: operation } = await promote('ada', 'prd', 'v0.4.0');
    await harness.run();
    world.nextChange = {
      took: false,
      error: new ProviderError('unavailable', 'ARM answers 503'),
    };
    await approve('lars', operation);
    await harness.run(1);
    expect(await state(operation)).toMatchObject({
      state: 'waiting',
      trouble: 'ARM answers 503',
    });
    expect(await harness.stores.locks.holders(['fake:prd'])).toEqual([]);
    world.tags.set('v0.4.0', 'f'.repeat(40));
    await harness.run();
    expect(await state(operation)).toMatchObject({
      state: 'waiting',
      code: 'artifact-changed',
    });
    world.tags.set('v0.4.0', world.releases[0].targetCommitish);
    await harness.run();
    expect(await state(operation)).toMatchObject({ state: 'succeeded' });
    expect(world.changes.filter(({ target }) => target === 'prd')).toHaveLength(
      1,
    );
  });

  it.each([
    ['a lost answer after it happened', true],
    ['a lost answer before it happened', false],
  ])('changes the target once after %s', async (_name, took) => {
    const { harness, world, promote, approve, state, stage } = await setUp(id);
    await stage();
    const { id: operation } = await promote('ada', 'prd', 'v0.4.0');
    await harness.run();
    world.nextChange = {
      took,
      error: new ProviderError('unknown-outcome', 'the connection dropped'),
    };
    await approve('lars', operation);
    await harness.run();
    expect(await state(operation)).toMatchObject({
      state: 'deploying',
      trouble: 'the connection dropped',
    });
    await harness.stores
      .knex('effects')
      .where({ operation_id: operation })
      .update({ not_after: '2000-01-01T00:00:00.000Z' });
    await harness.run();
    expect(await state(operation)).toMatchObject({ state: 'succeeded' });
    expect(
      world.changes.filter(change => change.target === 'prd'),
    ).toHaveLength(1);
  });

  it('brings an ephemeral build into dev and not beyond', async () => {
    const { harness, world, ephemeral, promotions, ref, state } =
      await setUp(id);
    const built = harness.artifact('d');
    const [{ identity }] = built;
    world.branches.set('feat/some-experiment', COMMIT('e'));
    world.onDispatch = (_workflow, inputs) => {
      const tag = 'ephemeral-feat-some-experiment-eeeeeee';
      const digest = 'digest' in identity ? identity.digest : '';
      world.images.set(`registry.example/qfa-backend:${tag}`, digest);
      world.labels.set(digest, {
        'org.opencontainers.image.revision': COMMIT('e'),
      });
      if (inputs.deploy_to_dev === 'true') world.live.set('dev', built);
    };
    const { id: operation } = await ephemeral.build(caller('ada'), ref, {
      ref: 'feat/some-experiment',
      environment: 'dev',
    });
    await harness.run();
    expect(await state(operation)).toMatchObject({ state: 'succeeded' });
    const live = (await harness.current('dev'))!;
    expect(live).toMatchObject({
      label: 'feat/some-experiment',
      commit: COMMIT('e'),
      buildId: expect.any(String),
    });
    expect(world.dispatches[0].inputs).toMatchObject({
      ref: 'feat/some-experiment',
      deploy_to_dev: 'true',
      correlation_id: operation,
    });
    await expect(
      promotions.promote(caller('ada'), ref, {
        environment: 'staging',
        release: 'feat/some-experiment',
        intent: 'promote',
      }),
    ).rejects.toMatchObject({ code: 'ephemeral' });
    await expect(
      ephemeral.build(caller('ada'), ref, {
        ref: 'feat/some-experiment',
        environment: 'staging',
      }),
    ).rejects.toMatchObject({ code: 'ephemeral-not-accepted' });
  });

  it('refuses a run that built another commit', async () => {
    const { harness, world, ephemeral, ref, state } = await setUp(id);
    world.branches.set('feat/x', COMMIT('e'));
    world.onDispatch = () => {
      world.images.set(
        'registry.example/qfa-backend:ephemeral-feat-x-eeeeeee',
        `sha256:${'d'.repeat(64)}`,
      );
      world.labels.set(`sha256:${'d'.repeat(64)}`, {
        'org.opencontainers.image.revision': COMMIT('f'),
      });
    };
    const { id: operation } = await ephemeral.build(caller('ada'), ref, {
      ref: 'feat/x',
    });
    await harness.run();
    expect(await state(operation)).toMatchObject({
      state: 'failed',
      code: 'built-another-commit',
    });
  });

  it('names the job when the release workflow fails', async () => {
    const { harness, world, releases, ref, state } = await setUp(id);
    world.runConclusion = 'failure';
    const { id: operation } = await releases.run(caller('ada'), ref, {});
    await harness.run();
    expect(await state(operation)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining("'ci'"),
    });
  });

  it('publishes once, and asks for a reason when dev runs something else', async () => {
    const { harness, world, releases, ref, state } = await setUp(id);
    harness.release('v0.4.0', 'b', 'draft');
    await harness.look(1);
    await expect(
      releases.publish(caller('ada'), ref, 'v0.4.0', {}),
    ).rejects.toMatchObject({ name: 'InputError', field: 'reason' });
    const { id: operation } = await releases.publish(
      caller('ada'),
      ref,
      'v0.4.0',
      { reason: 'dev is down today' },
    );
    await harness.run();
    expect(await state(operation)).toMatchObject({ state: 'succeeded' });
    expect(world.releases[0].state).toBe('published');
    await harness.look(1);
    const release = await harness.stores.releases.find(ref, 'v0.4.0');
    expect(release).toMatchObject({ publishedBy: 'user:default/ada' });
    await expect(
      releases.publish(caller('ada'), ref, 'v0.4.0', {}),
    ).rejects.toMatchObject({ code: 'already-published' });
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

  it('blocks a release whose digest or tag changed', async () => {
    const { harness, world, promote, stage } = await setUp(id);
    await stage();
    world.tags.set('v0.4.0', 'f'.repeat(40));
    await expect(promote('ada', 'prd', 'v0.4.0')).rejects.toMatchObject({
      code: 'artifact-changed',
    });
    world.tags.set('v0.4.0', world.releases[0].targetCommitish);
    world.releases[0].body = `Image digest: sha256:${'9'.repeat(64)}`;
    await harness.look();
    await expect(promote('ada', 'prd', 'v0.4.0')).rejects.toMatchObject({
      code: 'artifact-changed',
    });
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
    const record = await harness.stores.environments.get(
      harness.binding.service.ref,
      'prd',
    );
    expect(record?.drift).toMatch(/v0.3.7 was recorded/);
  });
});
