import { TestDatabases } from '@backstage/backend-test-utils';
import { exampleBinding } from '../__testUtils__/bindings';
import { setUpLifecycle } from '../__testUtils__/lifecycle';
import { Stores } from '../database';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const smoke = {
  type: 'workflow',
  file: 'smoke.yaml',
  inputs: { environment: '${{ environment.id }}' },
  correlationInput: 'correlation_id',
  within: 'PT20M',
};

afterEach(() => jest.restoreAllMocks());

describe.each(databases.eachSupportedId())('a smoke workflow, %p', id => {
  async function setUp(environment: 'staging' | 'prd') {
    const binding = exampleBinding();
    const verified = binding.environments.find(it => it.id === environment)!;
    verified.verify = [{ type: 'fake' }, smoke];
    const lifecycle = await setUpLifecycle(await databases.init(id), binding);
    const { world } = lifecycle;
    world.runStatus = 'in_progress';
    world.runConclusion = null;
    const end = (conclusion: string) =>
      Object.assign(world.runs[0], { status: 'completed', conclusion });
    return { ...lifecycle, end };
  }

  /** v0.4.0 in production, where its smoke workflow runs. */
  async function verifyingInProduction() {
    const lifecycle = await setUp('prd');
    const { harness, promote, approve, stage, state } = lifecycle;
    await stage();
    const { id: asked } = await promote('ada', 'prd', 'v0.4.0');
    await harness.run();
    await approve('lars', asked);
    await harness.run();
    expect(await state(asked)).toMatchObject({ state: 'verifying' });
    return { ...lifecycle, asked };
  }

  it('runs once in staging, and production waits for its result on the same artifact', async () => {
    const { harness, world, promote, approve, stage, state, end } =
      await setUp('staging');
    const staged = await stage();
    await harness.run();
    expect(await state(staged)).toMatchObject({
      state: 'verifying',
      message: 'smoke.yaml is in progress in GitHub',
    });
    expect(world.dispatches).toEqual([
      {
        workflow: 'smoke.yaml',
        inputs: {
          environment: 'staging',
          correlation_id: `${staged}-verify-1`,
        },
      },
    ]);
    await expect(promote('ada', 'prd', 'v0.4.0')).rejects.toMatchObject({
      code: 'not-proven-upstream',
    });
    const run = end('success');
    await harness.run();
    const { state: ended, steps } = await state(staged);
    expect(ended).toBe('succeeded');
    expect(steps.find(step => step.id === 'verify-1')).toMatchObject({
      state: 'done',
      detail: 'smoke.yaml succeeded',
      url: run.url,
    });
    harness.release('v0.5.0', 'c', 'published');
    await harness.look(1);
    await expect(promote('ada', 'prd', 'v0.5.0')).rejects.toMatchObject({
      code: 'not-proven-upstream',
    });
    const { id: asked } = await promote('ada', 'prd', 'v0.4.0');
    await harness.run();
    await approve('lars', asked);
    await harness.run();
    expect((await state(asked)).state).toBe('succeeded');
    expect(world.dispatches).toHaveLength(1);
  });

  it('keeps an artifact out of production when it fails in staging', async () => {
    const { harness, promote, stage, state, end } = await setUp('staging');
    const staged = await stage();
    end('failure');
    await harness.run();
    const ended = await state(staged);
    expect(ended).toMatchObject({
      state: 'failed',
      code: 'run-failure',
      message: expect.stringContaining("in the job 'ci'"),
    });
    expect(ended.steps.find(step => step.id === 'verify-1')).toMatchObject({
      state: 'failed',
    });
    await expect(promote('ada', 'prd', 'v0.4.0')).rejects.toMatchObject({
      code: 'not-proven-upstream',
    });
  });

  it('puts back what ran when it fails where the flow says so', async () => {
    const { harness, world, asked, state, end } = await verifyingInProduction();
    end('failure');
    await harness.run();
    expect(await state(asked)).toMatchObject({
      state: 'rolled-back',
      message: expect.stringContaining('smoke.yaml ended with failure'),
    });
    expect(world.live.get('prd')).toEqual(harness.artifact('a'));
  });

  it('is not waited for longer than the flow says', async () => {
    const { harness, world, asked, state } = await verifyingInProduction();
    const { now } = Stores.prototype;
    let passed = 19 * 60_000;
    jest.spyOn(Stores.prototype, 'now').mockImplementation(async function later(
      this: Stores,
    ) {
      return new Date((await now.call(this)).getTime() + passed);
    });
    await harness.run(1);
    expect(await state(asked)).toMatchObject({ state: 'verifying' });
    passed = 21 * 60_000;
    await harness.run();
    expect(await state(asked)).toMatchObject({
      state: 'rolled-back',
      message: expect.stringContaining(
        'Not in time: smoke.yaml is in progress in GitHub',
      ),
    });
    expect(world.live.get('prd')).toEqual(harness.artifact('a'));
  });
});
