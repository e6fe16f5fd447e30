import { TestDatabases } from '@backstage/backend-test-utils';
import {
  commit,
  runOf,
  setUpBesideReleases,
} from '../__testUtils__/besideReleases';
import { COMMIT } from '../__testUtils__/bindings';
import { caller } from '../__testUtils__/lifecycle';
import { RepositoryReader } from '../engine/RepositoryReader';
import { repositoryKey } from '../policy/binding';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())('infrastructure, %p', id => {
  const setUp = async () => setUpBesideReleases(await databases.init(id));

  it('recognises runs by their name, else by their jobs, and guesses nothing', async () => {
    const { world, harness, services, ref, infrastructure } = await setUp();
    world.runs.unshift(
      runOf({ title: 'terraform apply stg', actor: 'raj' }),
      runOf({ title: 'Terraform', id: 'by-job', sha: COMMIT('b') }),
      runOf({ title: 'Terraform', id: 'mute' }),
    );
    world.jobs.set('by-job', [
      {
        name: 'apply (production)',
        status: 'completed',
        conclusion: 'success',
        url: null,
      },
      {
        name: 'plan (dev)',
        status: 'completed',
        conclusion: 'skipped',
        url: null,
      },
    ]);
    world.jobs.set('mute', [
      {
        name: 'terraform',
        status: 'completed',
        conclusion: 'success',
        url: null,
      },
    ]);
    await harness.look();
    expect(await infrastructure('staging')).toMatchObject({
      applied: { commit: COMMIT('a'), by: 'raj' },
    });
    expect(await infrastructure('prd')).toMatchObject({
      applied: { commit: COMMIT('b') },
    });
    expect(await infrastructure('dev')).toMatchObject({
      status: 'unknown',
      plan: null,
      plansByItself: true,
    });
    const { unclassified, message } = await services.infrastructure.view(
      caller('ada'),
      ref,
    );
    expect(unclassified.count).toBe(1);
    expect(unclassified.runs[0].title).toBe('Terraform');
    expect(message).toContain('Plans run by themselves for dev only');
  });

  it('looks at an environment after an apply to it, and says how it is since', async () => {
    const { world, harness, infrastructure, ref } = await setUp();
    const { environments } = harness.stores;
    const before = (await environments.get(ref, 'dev'))!.observedAt!;
    const ended = new Date(Date.parse(before) + 1).toISOString();
    const apply = { title: 'terraform apply dev', id: 'applied' };
    world.runs.unshift(runOf({ ...apply, status: 'in_progress' }));
    const read = async () => {
      const { repositories } = harness.stores;
      const key = repositoryKey(harness.binding.repository);
      const record = (await repositories.get(key))!;
      await new RepositoryReader(harness.context).read(record, 'none');
    };
    const later = '2999-01-01T00:00:00.000Z';
    const due = async (name: string) => {
      const { dueAt } = (await environments.get(ref, name))!;
      return dueAt < later;
    };
    for (const name of ['dev', 'staging']) {
      await environments.update(ref, name, { dueAt: later });
    }
    await read();
    expect([await due('dev'), await due('staging')]).toEqual([false, false]);
    expect((await infrastructure('dev')).health).toBeNull();
    world.runs[0] = { ...world.runs[0], status: 'completed', updatedAt: ended };
    await read();
    expect([await due('dev'), await due('staging')]).toEqual([true, false]);
    expect((await infrastructure('dev')).health).toBeNull();
    await harness.look(1);
    const { observation, observedAt } = (await environments.get(ref, 'dev'))!;
    expect(observedAt! > ended).toBe(true);
    expect((await infrastructure('dev')).health).toEqual({
      ...observation!.health,
      at: observedAt,
    });
    await environments.update(ref, 'dev', { dueAt: later });
    await read();
    expect(await due('dev')).toBe(false);
  });

  it('shows a plan that ran for a pull request, and takes it for nothing that was applied', async () => {
    const { world, harness, infrastructure } = await setUp();
    world.runs.unshift(
      runOf({ workflow: 'ci.yaml', title: 'ci', event: 'push' }),
      runOf({ title: 'terraform apply dev' }),
      runOf({
        id: 'of-pull',
        event: 'pull_request',
        branch: 'infra/a-secret',
        sha: COMMIT('e'),
      }),
    );
    await harness.look();
    expect(await infrastructure('dev')).toMatchObject({
      plan: { event: 'pull_request', commit: COMMIT('e'), status: 'succeeded' },
      applied: { commit: COMMIT('a') },
      // A commit that waits for its merge is not what main lacks.
      status: 'applied',
      missing: { count: 0 },
    });
  });

  it('says what is not applied yet, and where one usually goes on', async () => {
    const { world, harness, infrastructure } = await setUp();
    world.runs.unshift(
      runOf({ title: 'terraform apply dev', sha: COMMIT('e') }),
      runOf({ title: 'terraform apply stg' }),
      runOf({ title: 'terraform apply production' }),
      runOf({
        workflow: 'ci.yaml',
        title: 'feat: use it',
        event: 'push',
        sha: COMMIT('e'),
      }),
    );
    await harness.look();
    expect(await infrastructure('dev')).toMatchObject({ status: 'applied' });
    expect(await infrastructure('staging')).toMatchObject({
      status: 'behind',
      isNext: true,
      missing: { count: 1, running: 0, commits: [{ sha: COMMIT('d') }] },
    });
    expect(await infrastructure('prd')).toMatchObject({
      status: 'behind',
      isNext: false,
    });
  });

  it('applies once, follows the run, and knows who asked', async () => {
    const { world, harness, state, terraform, infrastructure, named } =
      await setUp();
    world.runStatus = 'in_progress';
    world.runConclusion = null;
    const { id: operation } = await terraform('staging', 'apply');
    await harness.run(2);
    expect(world.dispatches).toEqual([
      {
        workflow: 'terraform.yaml',
        inputs: {
          command: 'apply',
          environment: 'stg',
          correlation_id: operation,
        },
      },
    ]);
    await expect(terraform('staging', 'plan')).rejects.toMatchObject({
      code: 'already-running',
    });
    expect((await state(operation)).state).toBe('deploying');
    named(`terraform apply stg ${operation}`);
    await harness.look(1);
    expect(await infrastructure('staging')).toMatchObject({
      status: 'running',
      open: { id: operation },
    });
    Object.assign(world.runs[0], {
      status: 'completed',
      conclusion: 'success',
    });
    await harness.look(1);
    expect((await state(operation)).state).toBe('succeeded');
    expect(await infrastructure('staging')).toMatchObject({
      applied: { by: 'user:default/ada', commit: COMMIT('a') },
      open: null,
    });
    expect(world.dispatches).toHaveLength(1);
  });

  it('names the job in which an apply failed', async () => {
    const { world, harness, state, terraform } = await setUp();
    world.runConclusion = 'failure';
    const { id: operation } = await terraform('dev', 'plan');
    await harness.run();
    expect(await state(operation)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining("in the job 'ci'"),
    });
  });

  it('refuses an environment without infrastructure, and a run that GitHub started', async () => {
    const { world, harness, terraform } = await setUp();
    await expect(terraform('nowhere', 'apply')).rejects.toMatchObject({
      field: 'environment',
    });
    world.runs.unshift(
      runOf({
        title: 'terraform plan dev',
        event: 'push',
        status: 'in_progress',
        conclusion: null,
      }),
    );
    await harness.look(1);
    await expect(terraform('dev', 'apply')).rejects.toMatchObject({
      code: 'already-running',
    });
  });

  it('waits with an apply in production while it is frozen, and plans all the same', async () => {
    const { world, harness, services, state, terraform } = await setUp();
    const freeze = await services.freezes.declare(caller('mona'), {
      kind: 'window',
      title: 'Holidays',
      reason: 'nobody is here',
      scope: { tiers: ['production'] },
      until: '2999-01-01T00:00:00Z',
    } as never);
    const { id: plan } = await terraform('prd', 'plan');
    await harness.run();
    expect((await state(plan)).state).toBe('succeeded');
    const { id: apply } = await terraform('prd', 'apply');
    await harness.run();
    expect(await state(apply)).toMatchObject({
      state: 'waiting',
      code: 'frozen',
    });
    expect(world.dispatches).toHaveLength(1);
    await services.freezes.end(caller('mona'), freeze.id, 'they are back');
    await harness.run();
    expect((await state(apply)).state).toBe('succeeded');
  });

  it('warns before an app is promoted that needs infrastructure first', async () => {
    const { world, harness, services, ref, stage } = await setUp();
    await stage();
    world.runs.unshift(
      runOf({ title: 'terraform apply production', sha: COMMIT('a') }),
    );
    world.comparisons.set(`${COMMIT('a')}...${COMMIT('b')}`, {
      status: 'ahead',
      ahead: 1,
      behind: 0,
      commits: [commit('d', 'infra: a secret')],
      files: ['infra/main.tf'],
      url: 'https://git.example/compare',
    });
    // What was compared before is not compared again.
    await harness.stores.knex('comparisons').delete();
    await harness.look();
    const { warnings } = await services.promotions.preflight(
      caller('ada'),
      ref,
      { environment: 'prd', release: 'v0.4.0', intent: 'promote' },
    );
    expect(warnings).toContainEqual({
      code: 'infrastructure-behind',
      message: expect.stringContaining(
        'Apply infrastructure before the app that needs it',
      ),
    });
  });
});
