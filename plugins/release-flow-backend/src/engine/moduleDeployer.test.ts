import { TestDatabases } from '@backstage/backend-test-utils';
import {
  ProviderError,
  type DeployerProvider,
} from 'backstage-plugin-release-flow-node';
import { z } from 'zod';
import { exampleBinding } from '../__testUtils__/bindings';
import { setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

/** Another delivery system, which takes orders and carries them out when told to. */
class Courier implements DeployerProvider<{ app: string }> {
  readonly type = 'courier';
  readonly schema = z.strictObject({ app: z.string().max(60) });
  readonly orders: Array<{ app: string; intentId: string }> = [];
  trouble: ProviderError | undefined;
  losesAnswer = false;
  state: 'running' | 'done' | 'failed' = 'running';

  titleOf({ app }: { app: string }) {
    return `Order ${app}`;
  }

  async send({
    config,
    intentId,
  }: {
    config: { app: string };
    intentId: string;
  }) {
    if (this.trouble) throw this.trouble;
    this.orders.push({ app: config.app, intentId });
    if (this.losesAnswer) {
      throw new ProviderError('unknown-outcome', 'the courier hung up');
    }
    return { externalId: `order-${this.orders.length}` };
  }

  async lookup({ intentId }: { intentId: string }) {
    const index = this.orders.findIndex(order => order.intentId === intentId);
    return index < 0
      ? { outcome: 'absent' as const }
      : { outcome: 'happened' as const, externalId: `order-${index + 1}` };
  }

  async follow({ externalId }: { externalId: string | undefined }) {
    return {
      status: this.state,
      message: `${externalId} is ${this.state}`,
      url: `https://courier.example/${externalId}`,
    };
  }
}

async function setUp(id: Parameters<typeof databases.init>[0]) {
  const binding = exampleBinding();
  binding.environments[1].deploy = {
    manual: {
      by: 'module',
      deployer: 'courier',
      config: { app: '${{ service.name }}-${{ environment.id }}' },
    },
  };
  const lifecycle = await setUpLifecycle(await databases.init(id), binding);
  const courier = new Courier();
  lifecycle.harness.context.providers.deployers.set('courier', courier);
  return { ...lifecycle, courier };
}

it('really runs on PostgreSQL', () => {
  expect(databases.supports('POSTGRES_18')).toBe(true);
});

describe.each(databases.eachSupportedId())('a deployer of a module, %p', id => {
  it('is sent once, followed, and what it did is verified', async () => {
    const { courier, harness, world, stage, state } = await setUp(id);
    const promotion = await stage();
    expect(await state(promotion)).toMatchObject({
      state: 'deploying',
      message: 'order-1 is running',
    });
    expect(courier.orders).toEqual([
      { app: 'qfa-backend-staging', intentId: `${promotion}:deploy` },
    ]);
    courier.state = 'done';
    world.live.set('staging', harness.artifact('b'));
    await harness.run();
    const ended = await state(promotion);
    expect(ended.state).toBe('succeeded');
    expect(ended.steps[0].url).toBe('https://courier.example/order-1');
    expect(courier.orders).toHaveLength(1);
  });

  it('ends with what it says when it fails', async () => {
    const { courier, harness, stage, state } = await setUp(id);
    const promotion = await stage();
    courier.state = 'failed';
    await harness.run();
    expect(await state(promotion)).toMatchObject({
      state: 'failed',
      code: 'deployer-failed',
      message: 'order-1 is failed',
    });
  });

  it('is found again when its answer got lost', async () => {
    const { courier, harness, stage, state } = await setUp(id);
    courier.losesAnswer = true;
    const promotion = await stage();
    const past = '2026-01-01T00:00:00.000Z';
    await harness.stores.knex('effects').update({ not_after: past });
    await harness.run();
    expect((await state(promotion)).state).toBe('deploying');
    expect(courier.orders).toHaveLength(1);
  });

  it('refuses for good, and nothing was sent', async () => {
    const { courier, stage, state } = await setUp(id);
    courier.trouble = new ProviderError('refused', 'no such app');
    const promotion = await stage();
    expect(await state(promotion)).toMatchObject({
      state: 'failed',
      message: 'no such app',
    });
    expect(courier.orders).toEqual([]);
  });

  it('says so when the module is not installed any more', async () => {
    const { harness, stage, state } = await setUp(id);
    harness.context.providers.deployers.clear();
    const promotion = await stage();
    expect(await state(promotion)).toMatchObject({
      state: 'failed',
      message: "The deployer 'courier': no module provides it",
    });
  });
});
