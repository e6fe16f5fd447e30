import { TestDatabases } from '@backstage/backend-test-utils';
import type { DeploymentReport } from 'backstage-plugin-release-flow-common';
import { COMMIT, DIGEST } from '../__testUtils__/bindings';
import { Harness } from '../__testUtils__/harness';
import { machine, person, useCasesOf } from '../__testUtils__/useCases';

jest.setTimeout(60_000);

const CI = 'external:ci-qfa';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())('a report from CI, %p', id => {
  /** v0.3.7 runs everywhere; v0.4.0 is published and runs nowhere. */
  async function setUp() {
    const harness = await Harness.create(await databases.init(id));
    const { stores, binding, world } = harness;
    harness.release('v0.3.7', 'a', 'published');
    for (const site of ['dev', 'staging', 'prd']) {
      world.live.set(site, harness.artifact('a'));
    }
    await harness.look();
    harness.release('v0.4.0', 'b', 'published');
    await harness.look();
    const { ref } = binding.service;
    const useCases = useCasesOf(harness, {
      automation: [CI],
      reporters: [
        { subject: CI, services: ['component:default/qfa-*'] },
        { subject: 'external:other', services: ['component:default/other'] },
      ],
    });
    const said: DeploymentReport = {
      service: ref,
      environment: 'dev',
      digest: DIGEST('b'),
      status: 'success',
      url: 'https://ci.example/jobs/7',
      sourceKey: 'job-7-dev',
    };
    return {
      harness,
      stores,
      world,
      ref,
      useCases,
      report: (change: Partial<DeploymentReport> = {}, by = machine(CI)) =>
        useCases.reports.report(by, { ...said, ...change }),
      record: async (environment: string) =>
        (await stores.environments.get(ref, environment))!,
      declared: async () =>
        (await stores.deployments.ofService(ref, { limit: 50 })).filter(
          ({ kind }) => kind === 'declared',
        ),
    };
  }

  it('is kept as declared, and the environment is looked at', async () => {
    const { stores, report, record, declared, useCases, ref } = await setUp();
    await stores
      .knex('environments')
      .update({ due_at: '2999-01-01T00:00:00.000Z' });
    const before = await record('dev');
    expect(await report()).toMatchObject({ isNew: true });
    const after = await record('dev');
    expect(after.dueAt < '2999').toBe(true);
    expect((await record('staging')).dueAt > '2999').toBe(true);
    expect(after.deploymentId).toBe(before.deploymentId);
    expect(await declared()).toMatchObject([
      { label: 'v0.4.0', verified: false, actor: CI, environment: 'dev' },
    ]);
    const { environments } = await useCases.read.service(person('ada'), ref);
    expect(environments[0]).toMatchObject({
      recorded: { label: 'v0.3.7' },
      declared: {
        label: 'v0.4.0',
        source: CI,
        url: 'https://ci.example/jobs/7',
        readAt: expect.stringMatching(/^20/),
      },
    });
    expect((await stores.audit.ofChain(ref)).at(-1)).toMatchObject({
      type: 'deployment.reported',
      actor: CI,
    });
    expect(useCases.audited).toEqual(['report-deployment: success']);
  });

  it('is kept once, however often it is told', async () => {
    const { report, declared, stores, ref } = await setUp();
    await report();
    const events = (await stores.audit.ofChain(ref)).length;
    expect(await report()).toMatchObject({ isNew: false });
    expect(await declared()).toHaveLength(1);
    expect(await stores.audit.ofChain(ref)).toHaveLength(events);
    await report({ sourceKey: 'job-8-dev' });
    expect(await declared()).toHaveLength(2);
  });

  it('proves nothing upstream, even of what it says ran in every environment', async () => {
    const { harness, useCases, report, ref, world } = await setUp();
    for (const environment of ['dev', 'staging', 'prd']) {
      await report({ environment, sourceKey: `job-7-${environment}` });
    }
    await harness.look();
    for (const environment of ['staging', 'prd']) {
      await expect(
        useCases.promotions.promote(person('ada'), ref, {
          environment,
          release: 'v0.4.0',
          intent: 'promote',
        }),
      ).rejects.toMatchObject({ code: 'not-proven-upstream' });
    }
    expect(world.changes).toEqual([]);
  });

  it('is nothing to roll back to', async () => {
    const { useCases, report, declared, ref } = await setUp();
    await report({ environment: 'prd' });
    const [{ id: deployment }] = await declared();
    for (const what of [{ deployment }, { release: 'v0.4.0' }]) {
      await expect(
        useCases.promotions.promote(person('ada'), ref, {
          environment: 'prd',
          ...what,
          intent: 'rollback',
          reason: 'CI says that it ran here',
        }),
      ).rejects.toMatchObject({ code: 'only-reported' });
    }
    const { items } = await useCases.read.history(person('ada'), ref, {
      environment: 'prd',
      limit: 10,
    });
    expect(items[0]).toMatchObject({
      message: `Said by ${CI}`,
      deployment: { rollback: { possible: false } },
    });
  });

  it('leaves a newer word as it is', async () => {
    const { report, record } = await setUp();
    await report();
    const { declared } = await record('dev');
    await report({
      digest: DIGEST('a'),
      at: '2026-01-01T00:00:00+01:00',
      sourceKey: 'job-1-dev',
    });
    expect((await record('dev')).declared).toEqual(declared);
  });

  it('names the artifact by the commit of a release', async () => {
    const { report, declared } = await setUp();
    await report({ digest: undefined, commit: COMMIT('b') });
    expect(await declared()).toMatchObject([{ label: 'v0.4.0' }]);
    await expect(
      report({ digest: undefined, commit: COMMIT('9') }),
    ).rejects.toMatchObject({ code: 'unknown-commit' });
  });

  it('says what is under way without keeping it', async () => {
    const { report, declared, record } = await setUp();
    for (const status of ['in_progress', 'failure'] as const) {
      expect(await report({ status })).toMatchObject({ isNew: true });
    }
    expect(await declared()).toEqual([]);
    expect((await record('dev')).declared).toBeNull();
    await report();
    expect(await declared()).toHaveLength(1);
  });

  it.each([
    ['at', { at: '2999-01-01T00:00:00Z' }],
    ['environment', { environment: 'uat' }],
    [
      'artifact',
      {
        digest: undefined,
        artifact: [
          {
            component: 'web',
            identity: { image: 'registry.example/web', digest: DIGEST('b') },
          },
        ],
      },
    ],
    [
      'artifact',
      {
        digest: undefined,
        artifact: [
          {
            component: 'api',
            identity: { image: 'evil.example/api', digest: DIGEST('b') },
          },
        ],
      },
    ],
  ])('is refused with the field %s', async (field, change) => {
    const { report, declared } = await setUp();
    await expect(report(change)).rejects.toMatchObject({
      name: 'InputError',
      field,
    });
    expect(await declared()).toEqual([]);
  });

  it.each([
    ['a person', person('ada')],
    ['a subject that nobody listed', machine('external:unknown')],
    ['a subject of other services', machine('external:other')],
  ])('is refused from %s', async (_who, by) => {
    const { report, declared, useCases } = await setUp();
    await expect(report({}, by)).rejects.toMatchObject({
      name: 'NotAllowedError',
    });
    expect(await declared()).toEqual([]);
    expect(useCases.audited).toEqual(['report-deployment: fail']);
  });
});
