import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  VerificationAnswer,
  VerificationProvider,
} from 'backstage-plugin-release-flow-node';
import { z } from 'zod';
import { exampleBinding } from '../__testUtils__/bindings';
import { setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('availability, %p', id => {
  async function setUp(maxUnavailable: string) {
    const binding = exampleBinding();
    binding.environments[2] = {
      ...binding.environments[2],
      gates: [],
      onFailure: 'stop',
      verify: [
        { type: 'fake' },
        {
          type: 'availability',
          path: '/health',
          status: 200,
          every: 'PT0.2S',
          maxUnavailable,
        },
      ],
    };
    const lifecycle = await setUpLifecycle(await databases.init(id), binding);
    await lifecycle.stage();
    await lifecycle.harness.look();
    // However slow the machine is, looks lie as close together as the flow says.
    let clock = (await lifecycle.harness.stores.now()).getTime();
    lifecycle.harness.context.stores.now = async () => {
      clock += 100;
      return new Date(clock);
    };
    const asked: string[] = [];
    const site = { isUp: true };
    const http: VerificationProvider<{ path: string }> = {
      type: 'http',
      schema: z.any(),
      titleOf: () => 'http',
      withinMs: () => 1_000,
      check: async ({ config }): Promise<VerificationAnswer> => {
        asked.push(config.path);
        return site.isUp
          ? { status: 'passed', code: 'ok', message: 'answered 200' }
          : { status: 'running', code: 'no', message: 'answered 502' };
      },
    };
    lifecycle.harness.context.providers.verifications.set('http', http);
    return { ...lifecycle, asked, site };
  }

  it('is watched while it is deployed and verified, and judged at the end', async () => {
    const { harness, promote, state, asked } = await setUp('PT1M');
    const { id: promotion } = await promote('mona', 'prd', 'v0.4.0');
    await harness.run();
    const ended = await state(promotion);
    expect(ended.state).toBe('succeeded');
    expect(asked.length).toBeGreaterThan(2);
    expect(new Set(asked)).toEqual(new Set(['/health']));
    expect(ended.steps.at(-1)).toMatchObject({
      state: 'done',
      detail: expect.stringMatching(/^Never unavailable in \d+ looks/),
    });
  });

  it('fails what was unavailable for longer than is allowed', async () => {
    const { harness, promote, state, site } = await setUp('PT0.0001S');
    site.isUp = false;
    const { id: promotion } = await promote('mona', 'prd', 'v0.4.0');
    await harness.run();
    expect(await state(promotion)).toMatchObject({
      state: 'failed',
      code: 'unavailable-too-long',
      message: expect.stringMatching(/^Unavailable for .*answered 502/),
    });
  });

  it('is not waited for, though another verification still is', async () => {
    const { harness, promote, state, site, world } = await setUp('PT0.0001S');
    site.isUp = false;
    world.verification = 'running';
    const { id: promotion } = await promote('mona', 'prd', 'v0.4.0');
    await harness.run();
    await harness.run();
    const ended = await state(promotion);
    expect(ended).toMatchObject({
      state: 'failed',
      code: 'unavailable-too-long',
    });
    expect(ended.steps.at(-1)).toMatchObject({ state: 'failed' });
  });
});
