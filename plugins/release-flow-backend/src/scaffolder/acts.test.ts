import { ActionHarness, refusal } from './__testUtils__/actionHarness';

const S = '/services/component/default/qfa-backend';
const service = 'component:default/qfa-backend';
const accepted = {
  status: 202,
  body: { id: 'op-1', kind: 'promotion', state: 'waiting', message: 'Asked.' },
};
const preflight = (change = {}) => ({
  body: {
    environment: 'prd',
    intent: 'promote',
    label: 'v0.4.0',
    allowed: true,
    refusals: [],
    warnings: [],
    gates: [
      {
        type: 'approvals',
        title: 'Lead',
        status: 'waiting',
        message: '0 of 1',
      },
    ],
    steps: [],
    planHash: 'f'.repeat(64),
    ...change,
  },
});

it.each([
  [
    'release-flow:promote',
    { service, environment: 'prd', release: 'v0.4.0', from: 'staging' },
    `${S}/promotions`,
    {
      environment: 'prd',
      release: 'v0.4.0',
      from: 'staging',
      intent: 'promote',
    },
  ],
  [
    'release-flow:rollback',
    { service, environment: 'prd', deployment: 'd-7', reason: 'Too slow' },
    `${S}/promotions`,
    {
      environment: 'prd',
      deployment: 'd-7',
      reason: 'Too slow',
      intent: 'rollback',
    },
  ],
  [
    'release-flow:restore',
    { service, environment: 'dev', release: 'v0.4.0' },
    `${S}/promotions`,
    { environment: 'dev', release: 'v0.4.0', intent: 'restore' },
  ],
  [
    'release-flow:build-ephemeral',
    { service, ref: 'feat/x', environment: 'dev' },
    `${S}/ephemeral-builds`,
    { ref: 'feat/x', environment: 'dev' },
  ],
  [
    'release-flow:release',
    { service, inputs: { bump: 'patch' } },
    `${S}/releases`,
    { inputs: { bump: 'patch' } },
  ],
  [
    'release-flow:branch',
    { service, name: 'release/v1.2.3', from: 'main' },
    `${S}/branches`,
    { name: 'release/v1.2.3', from: 'main' },
  ],
  [
    'release-flow:publish',
    { service: 'qfa-backend', release: 'v0.4.0', reason: 'Works' },
    `${S}/releases/v0.4.0/publish`,
    { reason: 'Works' },
  ],
])('%s asks once, as the initiator', async (id, input, path, body) => {
  const harness = new ActionHarness({ [`POST ${path}`]: [accepted] });
  const output = await harness.run(id, input);
  expect(harness.sent).toHaveLength(1);
  expect(harness.sent[0].body).toEqual({
    ...body,
    idempotencyKey: expect.stringMatching(/^scaffolder:[0-9a-f]{32}$/),
  });
  const { authorization } = harness.sent[0].headers;
  expect(authorization).toContain('user:default/ada');
  expect(output).toEqual({
    id: 'op-1',
    kind: 'promotion',
    state: 'waiting',
    message: 'Asked.',
    url: 'https://portal.example/release-flow/promotions/op-1',
  });
});

it('restores the release that the portal offers', async () => {
  const environments = [
    { id: 'dev', title: 'Dev', restore: { releaseId: 'r-9', label: 'v0.4.0' } },
    { id: 'prd', title: 'Production', restore: null },
  ];
  const answers = {
    [`GET ${S}`]: [{ body: { environments } }],
    [`POST ${S}/promotions`]: [accepted],
  };
  const harness = new ActionHarness(answers);
  await harness.run('release-flow:restore', { service, environment: 'dev' });
  expect(harness.sent[1].body).toMatchObject({ release: 'r-9' });
  const restore = (environment: string) =>
    new ActionHarness(answers).run('release-flow:restore', {
      service,
      environment,
    });
  await expect(restore('prd')).rejects.toThrow('nothing to be restored');
  await expect(restore('qa')).rejects.toThrow('dev, prd');
});

describe('asking once', () => {
  const promote = (harness: ActionHarness, input = {}, context = {}) =>
    harness.run(
      'release-flow:promote',
      { service, environment: 'prd', release: 'v1', ...input },
      context,
    );
  const keyOf = (harness: ActionHarness) =>
    harness.sent.at(-1)!.body.idempotencyKey;

  it('uses the same key again after the answer was lost', async () => {
    const harness = new ActionHarness({
      [`POST ${S}/promotions`]: [
        new TypeError('fetch failed'),
        refusal(503, 'ServiceUnavailableError', 'Starting'),
        accepted,
      ],
    });
    await promote(harness);
    const keys = harness.sent.map(({ body }) => body.idempotencyKey);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(harness.slept).toEqual([1000, 2000]);
    const again = new ActionHarness({ [`POST ${S}/promotions`]: [accepted] });
    await promote(again);
    expect(keyOf(again)).toBe(keys[0]);
  });

  it('uses another key for another task, step or item', async () => {
    const keys = new Set<string>();
    for (const [input, context] of [
      [{}, {}],
      [{ release: 'v2' }, {}],
      [{}, { task: { id: 'other' } }],
      [{}, { step: { id: 'other' } }],
    ]) {
      const harness = new ActionHarness({
        [`POST ${S}/promotions`]: [accepted],
      });
      await promote(harness, input, context);
      keys.add(keyOf(harness));
    }
    expect(keys.size).toBe(4);
  });

  it('takes the answer of a recovered task from its checkpoint', async () => {
    const harness = new ActionHarness({});
    const checkpoint = jest.fn().mockResolvedValue(accepted.body);
    expect(await promote(harness, {}, { checkpoint })).toMatchObject({
      id: 'op-1',
    });
    expect(harness.sent).toEqual([]);
    expect(checkpoint.mock.calls[0][0].key).toMatch(/^act\.[0-9a-f]{32}$/);
  });

  it('says what the backend said, and does not ask again', async () => {
    const harness = new ActionHarness({
      [`POST ${S}/promotions`]: [
        refusal(409, 'ConflictError', 'v1 is a draft. Publish it first.'),
      ],
    });
    await expect(promote(harness)).rejects.toThrow(
      'ConflictError: v1 is a draft. Publish it first.',
    );
    expect(harness.sent).toHaveLength(1);
  });

  it('stops when the task is cancelled', async () => {
    const harness = new ActionHarness({ [`POST ${S}/promotions`]: [accepted] });
    await expect(
      promote(harness, {}, { signal: AbortSignal.abort() }),
    ).rejects.toThrow(/abort/i);
    expect(harness.sent).toEqual([]);
  });
});

describe('a dry run', () => {
  const dry = { isDryRun: true };

  it('only asks for the preflight', async () => {
    const harness = new ActionHarness({
      [`POST ${S}/preflight`]: [preflight()],
    });
    const output = await harness.run(
      'release-flow:promote',
      { service, environment: 'prd', release: 'v1', reason: 'Because' },
      dry,
    );
    expect(harness.sent.map(({ path }) => path)).toEqual([`${S}/preflight`]);
    expect(harness.sent[0].body).toEqual({
      environment: 'prd',
      release: 'v1',
      intent: 'promote',
    });
    expect(output.id).toBe('dry-run');
    expect(harness.logged.join('\n')).toContain('waiting: Lead. 0 of 1');
  });

  it('fails where the act would be refused', async () => {
    const refused = preflight({
      allowed: false,
      refusals: [{ code: 'ephemeral', message: 'A build stops here.' }],
    });
    const harness = new ActionHarness({ [`POST ${S}/preflight`]: [refused] });
    await expect(
      harness.run(
        'release-flow:build-ephemeral',
        { service, ref: 'feat/x', environment: 'prd' },
        dry,
      ),
    ).rejects.toThrow('A build stops here.');
  });

  it('looks whether a release could be run or published', async () => {
    const answers = {
      [`GET ${S}`]: [
        { body: { release: { canRun: true, workflow: 'release.yaml' } } },
      ],
      [`GET ${S}/releases`]: [
        {
          body: {
            items: [{ id: 'r', tag: 'v1', version: '1', state: 'draft' }],
          },
        },
      ],
    };
    const harness = new ActionHarness(answers);
    await harness.run('release-flow:release', { service }, dry);
    await harness.run('release-flow:publish', { service, release: 'v1' }, dry);
    expect(harness.sent.every(({ method }) => method === 'GET')).toBe(true);
    await expect(
      harness.run('release-flow:publish', { service, release: 'v9' }, dry),
    ).rejects.toThrow("no draft 'v9'");
  });
});

describe('release-flow:preflight', () => {
  const refused = preflight({
    allowed: false,
    refusals: [{ code: 'no-digest', message: 'No digest.' }],
    warnings: [{ code: 'downgrade', message: 'Older.' }],
  });
  const run = (input: {}) =>
    new ActionHarness({ [`POST ${S}/preflight`]: [refused] }).run(
      'release-flow:preflight',
      { service, environment: 'prd', release: 'v1', ...input },
    );

  it('fails with the refusals', async () => {
    await expect(run({})).rejects.toThrow('No digest.');
  });

  it('hands them on where the template asks for it', async () => {
    expect(await run({ allowRefused: true })).toMatchObject({
      allowed: false,
      refusals: ['No digest.'],
      warnings: ['Older.'],
      gates: [{ type: 'approvals', status: 'waiting' }],
      url: 'https://portal.example/catalog/default/component/qfa-backend/releases',
    });
  });
});
