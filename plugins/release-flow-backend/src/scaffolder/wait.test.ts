import { ActionHarness, refusal } from './__testUtils__/actionHarness';

const GET = 'GET /operations/op-1';
const operation = (state: string, change = {}) => ({
  body: {
    id: 'op-1',
    kind: 'promotion',
    service: 'component:default/qfa-backend',
    state,
    message: `It is ${state}.`,
    trouble: null,
    result: { label: 'v0.4.0' },
    ...change,
  },
});
const wait = (harness: ActionHarness, input = {}, context = {}) =>
  harness.run('release-flow:wait', { id: 'op-1', ...input }, context);
const URL = 'https://portal.example/release-flow/promotions/op-1';

it('waits until the operation has succeeded', async () => {
  const harness = new ActionHarness({
    [GET]: [
      operation('waiting'),
      operation('waiting'),
      operation('deploying', { trouble: 'Azure answers 429.' }),
      operation('succeeded'),
    ],
  });
  expect(await wait(harness)).toEqual({
    id: 'op-1',
    state: 'succeeded',
    done: true,
    message: 'It is succeeded.',
    url: URL,
    result: { label: 'v0.4.0' },
  });
  expect(harness.slept).toEqual([2000, 3000, 4500]);
  expect(harness.logged).toEqual([
    'waiting: It is waiting.',
    'deploying: Azure answers 429.',
    'succeeded: It is succeeded.',
  ]);
});

it.each(['failed', 'rejected', 'rolled-back', 'expired', 'cancelled'])(
  'fails when the promotion ends %s',
  async state => {
    const harness = new ActionHarness({ [GET]: [operation(state)] });
    await expect(wait(harness)).rejects.toThrow(
      `${state}: It is ${state}. See ${URL}`,
    );
  },
);

it.each([
  [undefined, 10],
  [2, 2],
  [45, 45],
])('is still waiting when its %s minutes are over', async (minutes, took) => {
  const harness = new ActionHarness({ [GET]: [operation('attention')] });
  expect(await wait(harness, { minutes })).toMatchObject({
    state: 'attention',
    done: false,
    message: 'Still waiting: It is attention.',
    url: URL,
  });
  const slept = harness.slept.reduce((sum, ms) => sum + ms, 0);
  expect(slept).toBe(took * 60_000);
  expect(Math.max(...harness.slept)).toBeLessThanOrEqual(10_000);
});

it('links to the service when the operation has no page', async () => {
  const harness = new ActionHarness({
    [GET]: [operation('succeeded', { kind: 'release-run' })],
  });
  expect(await wait(harness)).toMatchObject({
    url: 'https://portal.example/catalog/default/component/qfa-backend/releases',
  });
});

it('bears with a backend that is away', async () => {
  const harness = new ActionHarness({
    [GET]: [
      new TypeError('fetch failed'),
      refusal(503, 'ServiceUnavailableError', 'Starting'),
      operation('succeeded'),
    ],
  });
  expect(await wait(harness)).toMatchObject({ done: true });
});

it('fails when the backend never answered', async () => {
  const harness = new ActionHarness({ [GET]: [new TypeError('fetch failed')] });
  await expect(wait(harness, { minutes: 1 })).rejects.toThrow(
    'did not answer for 1 minutes',
  );
});

it('fails at once for an operation that is unknown', async () => {
  const harness = new ActionHarness({
    [GET]: [refusal(404, 'NotFoundError', "There is no operation 'op-1'.")],
  });
  await expect(wait(harness)).rejects.toThrow('There is no operation');
  expect(harness.slept).toEqual([]);
});

it('stops when the task is cancelled', async () => {
  const harness = new ActionHarness({ [GET]: [operation('waiting')] });
  const controller = new AbortController();
  const waiting = wait(
    harness,
    {},
    {
      signal: controller.signal,
      logger: { info: () => controller.abort(), warn: () => {} },
    },
  );
  await expect(waiting).rejects.toThrow(/abort/i);
});

it('does nothing in a dry run', async () => {
  const harness = new ActionHarness({});
  const output = await wait(harness, { id: 'dry-run' }, { isDryRun: true });
  expect(output).toMatchObject({ id: 'dry-run', done: false });
  expect(harness.sent).toEqual([]);
});
