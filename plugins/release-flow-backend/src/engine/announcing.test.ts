import { TestDatabases } from '@backstage/backend-test-utils';
import { caller, setUpLifecycle } from '../__testUtils__/lifecycle';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

async function setUp() {
  const lifecycle = await setUpLifecycle(await databases.init('SQLITE_3'));
  const { harness, stage, promote } = lifecycle;
  await stage();
  await harness.look();
  harness.announced.length = 0;
  const { id } = await promote('ada', 'prd', 'v0.4.0');
  await harness.run();
  return { ...lifecycle, promotion: id, told: harness.announced };
}

it('tells those whose voice is asked for, once', async () => {
  const { harness, told, promotion } = await setUp();
  await harness.run();
  expect(told).toEqual([
    expect.objectContaining({
      scope: `release-flow:${promotion}:voices`,
      to: ['group:default/qfa-leads'],
      except: 'user:default/ada',
      title: 'v0.4.0 waits for you: prd of qfa-backend',
      promotion,
    }),
  ]);
});

it('asks again when the plan changed', async () => {
  const { harness, told, ref } = await setUp();
  harness.binding.environments[2].verify = [];
  await harness.stores.services.put({
    ...(await harness.stores.services.get(ref))!,
    binding: harness.binding,
  });
  await harness.run();
  expect(told).toHaveLength(2);
});

it('tells who asked how it ended', async () => {
  const { harness, approve, told, promotion } = await setUp();
  await approve('mona', promotion);
  await harness.run();
  expect(told.at(-1)).toMatchObject({
    scope: `release-flow:${promotion}:end`,
    to: ['user:default/ada'],
    title: 'v0.4.0 is live in prd of qfa-backend',
    severity: 'normal',
  });
});

it('tells who asked that somebody rejected it, and why', async () => {
  const { services, state, told, promotion } = await setUp();
  await services.decisions.decide(caller('mona'), promotion, {
    decision: 'reject',
    comment: 'not on a Friday',
    planHash: (await state(promotion)).planHash!,
  });
  expect(told.at(-1)).toMatchObject({
    to: ['user:default/ada'],
    title: 'v0.4.0 was rejected for prd of qfa-backend',
    description: expect.stringContaining('not on a Friday'),
  });
});

it('tells the team how it goes, where the flow says so', async () => {
  const { harness, approve, told, promotion, ref } = await setUp();
  harness.binding.announce = {
    on: ['started', 'succeeded'],
    team: ['group:default/chat'],
  };
  await harness.stores.services.put({
    ...(await harness.stores.services.get(ref))!,
    binding: harness.binding,
  });
  await approve('mona', promotion);
  await harness.run();
  const team = told.filter(({ scope }) => scope.endsWith(':team'));
  expect(team).toEqual([
    expect.objectContaining({
      to: ['group:default/chat'],
      title: 'v0.4.0 is on its way to prd of qfa-backend',
      chat: expect.objectContaining({ event: 'started', promotion }),
    }),
    expect.objectContaining({
      title: 'v0.4.0 is live in prd of qfa-backend',
      chat: expect.objectContaining({ event: 'succeeded', label: 'v0.4.0' }),
    }),
  ]);
});
