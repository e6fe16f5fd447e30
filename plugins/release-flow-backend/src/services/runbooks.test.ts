import { TestDatabases } from '@backstage/backend-test-utils';
import {
  commit,
  reason,
  setUpBesideReleases,
  values,
} from '../__testUtils__/besideReleases';
import { COMMIT } from '../__testUtils__/bindings';
import { caller } from '../__testUtils__/lifecycle';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())('runbooks, %p', id => {
  const setUp = async () => setUpBesideReleases(await databases.init(id));

  it('runs a runbook with the approval of somebody else, and offers to deploy again', async () => {
    const { world, harness, state, approve, runbook, offered } = await setUp();
    const { id: operation } = await runbook('prd');
    await harness.run();
    expect(await state(operation)).toMatchObject({
      state: 'waiting',
      code: 'approval-needed',
    });
    expect(world.dispatches).toEqual([]);
    const live = (await harness.current('prd'))!;
    expect(await offered('usage-tracking', 'prd')).toMatchObject({
      can: { possible: false },
      open: { id: operation },
      redeploy: null,
    });
    await expect(approve('ada', operation)).rejects.toThrow(
      'Deciding here is for group:default/qfa-leads',
    );
    await approve('mona', operation);
    await harness.run();
    expect(await state(operation)).toMatchObject({
      state: 'succeeded',
      reason,
    });
    expect(world.dispatches).toEqual([
      {
        workflow: 'set-setting.yaml',
        inputs: {
          environment: 'prd',
          ...values,
          correlation_id: operation,
        },
      },
    ]);
    expect(await offered('usage-tracking', 'prd')).toMatchObject({
      last: { id: operation, state: 'succeeded' },
      redeploy: { deployment: live.id, label: 'v0.3.7' },
    });
    const events = await harness.stores.audit.ofOperation(operation);
    expect(events.map(({ type }) => type)).toEqual([
      'runbook.requested',
      'runbook.approved',
      'runbook.deploying',
      'runbook.verifying',
      'runbook.succeeded',
    ]);
    expect(events[0].data.asked).toEqual({
      runbook: 'usage-tracking',
      inputs: values,
    });
  });

  it('lets nobody approve what they asked for', async () => {
    const { harness, services, ref, approve, state } = await setUp();
    const { id: operation } = await services.runbooks.run(
      caller('mona'),
      ref,
      'usage-tracking',
      { environment: 'prd', inputs: values, reason },
    );
    await harness.run();
    await expect(approve('mona', operation)).rejects.toMatchObject({
      code: 'self-approval',
    });
    await approve('lars', operation);
    await harness.run();
    expect((await state(operation)).state).toBe('succeeded');
  });

  it('asks for approvals again when the flow changes what would be sent', async () => {
    const { world, harness, state, approve, runbook } = await setUp();
    const { id: operation } = await runbook('prd');
    await harness.run();
    const seen = (await state(operation)).planHash;
    const run = harness.binding.runbooks![0].run as { workflow: string };
    run.workflow = 'other.yaml';
    await harness.rebind();
    await approve('mona', operation);
    await harness.run();
    expect(await state(operation)).toMatchObject({
      state: 'waiting',
      code: 'approval-needed',
    });
    expect((await state(operation)).planHash).not.toBe(seen);
    expect(world.dispatches).toEqual([]);
    await approve('mona', operation);
    await harness.run();
    expect(world.dispatches).toMatchObject([{ workflow: 'other.yaml' }]);
  });

  it.each([
    ['an unknown input', { ...values, extra: 'x' }, 'inputs.extra'],
    ['a missing input', { value: 'false' }, 'inputs.ticket'],
    [
      'a value that is not allowed',
      { ...values, value: 'maybe' },
      'inputs.value',
    ],
    [
      'a value that matches only in part',
      { ...values, ticket: 'OPS-7; rm' },
      'inputs.ticket',
    ],
  ])('refuses %s and names it', async (_what, inputs, field) => {
    const { runbook, world } = await setUp();
    await expect(
      runbook('prd', inputs as Record<string, string>),
    ).rejects.toMatchObject({ field });
    expect(world.dispatches).toEqual([]);
  });

  it('refuses what runs nothing, is elsewhere, or is not there', async () => {
    const { runbook } = await setUp();
    await expect(runbook('prd', {}, 'stuck-migration')).rejects.toMatchObject({
      code: 'only-guides',
    });
    await expect(runbook('dev')).rejects.toMatchObject({
      field: 'environment',
    });
    await expect(runbook('prd', {}, 'unknown')).rejects.toMatchObject({
      code: 'unknown-runbook',
    });
  });

  it('takes a migration back too that a failed deployment brought', async () => {
    const all = await setUp();
    const { world, harness, stage, state, runbook } = all;
    world.comparisons.set(`${COMMIT('a')}...${COMMIT('b')}`, {
      status: 'ahead',
      ahead: 1,
      behind: 0,
      commits: [commit('b', 'feat: feedback')],
      files: ['migrations/0003_feedback.py'],
      url: 'https://git.example/compare',
    });
    const target = harness.context.providers.targets.get('fake')!;
    const { deploy } = target;
    target.deploy = async (...args) => {
      world.verification = 'failed';
      return deploy!(...args);
    };
    expect((await state(await stage())).code).toBe('failed');
    const migration = { migration: '0003_feedback' };
    const { id: operation } = await runbook(
      'staging',
      migration,
      'take-back-migration',
    );
    world.task = { status: 'succeeded', message: 'Done', exitCode: 0 };
    await harness.run();
    expect((await state(operation)).state).toBe('succeeded');
  });

  it('takes a migration back only where there is one, and shows the exit code', async () => {
    const all = await setUp();
    const { world, harness, stage, state, runbook, offered } = all;
    const migration = { migration: '0003_feedback' };
    const takeBack = () => runbook('staging', migration, 'take-back-migration');
    await harness.look(1);
    await expect(takeBack()).rejects.toMatchObject({ code: 'no-migrations' });
    world.comparisons.set(`${COMMIT('a')}...${COMMIT('b')}`, {
      status: 'ahead',
      ahead: 1,
      behind: 0,
      commits: [commit('b', 'feat: feedback')],
      files: ['migrations/0003_feedback.py', 'src/app.ts'],
      url: 'https://git.example/compare',
    });
    await stage();
    await harness.look();
    expect(await offered('take-back-migration', 'staging')).toMatchObject({
      can: { possible: true },
      migrations: ['migrations/0003_feedback.py'],
    });
    const { id: operation } = await takeBack();
    await harness.run();
    expect((await state(operation)).state).toBe('deploying');
    world.task = {
      status: 'failed',
      message: 'No such migration',
      exitCode: 3,
    };
    await harness.run();
    expect(await state(operation)).toMatchObject({
      state: 'failed',
      code: 'task-failed',
      message: expect.stringContaining('exit code 3'),
    });
    const { id: again } = await takeBack();
    world.task = { status: 'succeeded', message: 'Done', exitCode: 0 };
    await harness.run();
    expect(await state(again)).toMatchObject({
      state: 'succeeded',
      result: { exitCode: 0 },
    });
    expect(world.tasks).toEqual(
      Array(2).fill(['npx', 'resolve', '--rolled-back', '0003_feedback']),
    );
  });
});
