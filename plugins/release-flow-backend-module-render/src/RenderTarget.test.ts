import type { JsonObject } from '@backstage/types';
import type { Artifact } from 'backstage-plugin-release-flow-common';
import type { TargetExpectation } from 'backstage-plugin-release-flow-node';
import {
  testTargetProvider,
  type CloudFault,
} from 'backstage-plugin-release-flow-node/testUtils';
import { startLocalCloud, type LocalCloud } from './__testUtils__/localCloud';
import { RenderApi } from './RenderApi';
import type { RenderTargetConfig } from './renderSchema';
import { RenderTarget } from './RenderTarget';

jest.setTimeout(60_000);

const KEY = 'rnd_local_render_key';
const SERVICE = 'clarity-backend-prod';

const FAULTS: Record<CloudFault, JsonObject> = {
  'rate-limit': { status: 429 },
  'server-error': { status: 503 },
  'dropped-connection': { drop: true },
  'sign-in': { status: 401 },
  'lost-answer': { drop: true, after: true },
};

interface Service {
  autoDeploy: boolean;
  liveCommit: string;
  changes: number;
  deploys: Array<{
    id: string;
    status: string;
    trigger: string;
    commit: string;
  }>;
}

describe('RenderTarget', () => {
  let cloud: LocalCloud;
  let commits: { earlier: string; live: string; next: string };

  const context = () => ({ signal: new AbortController().signal });
  const targetOf = (apiKey: string | undefined = KEY) =>
    new RenderTarget(
      new RenderApi({ baseUrl: cloud.render, apiKey, owner: 'tea-acme' }),
      { rememberMs: 0 },
    );
  const artifactOf = (commit: string): Artifact => [
    { component: 'backend', identity: { commit } },
  ];
  const configOf = (more: Partial<RenderTargetConfig> = {}) =>
    targetOf().schema.parse({
      type: 'render',
      service: SERVICE,
      kind: 'web_service',
      ...more,
    });
  const serviceOf = (name = SERVICE) =>
    cloud
      .ask<{ services: Service[] }>('GET', '/render')
      .then(({ services }) =>
        services.find(it => (it as unknown as JsonObject).name === name)!,
      );
  const turn = (screws: JsonObject, name = SERVICE) =>
    cloud.ask('POST', `/render/${name}`, screws);
  const later = (seconds: number) =>
    cloud.ask('POST', '/clock', { advance: seconds });
  /** A deploy moves once for each look at the clock. */
  const settle = async () => {
    for (let steps = 0; steps < 4; steps += 1) await later(300);
  };
  const changeOf = (commit: string, more = {}) => ({
    intentId: 'i:deploy',
    config: configOf(),
    artifact: artifactOf(commit),
    ...more,
  });
  const observe = (target = targetOf(), config = configOf()) =>
    target.observe({ config, components: ['backend'] }, context());

  beforeAll(async () => {
    cloud = await startLocalCloud();
  }, 120_000);
  afterAll(() => cloud?.stop());
  beforeEach(async () => {
    await cloud.ask('POST', '/reset');
    const [prod, dev] = await Promise.all([
      serviceOf(),
      serviceOf('clarity-backend-dev'),
    ]);
    commits = {
      earlier: prod.deploys[1].commit,
      live: prod.liveCommit,
      next: dev.liveCommit,
    };
  });

  testTargetProvider('Render', async () => {
    const before = (await serviceOf()).changes;
    return {
      provider: targetOf(),
      config: configOf(),
      aliases: [
        configOf({ service: SERVICE.toUpperCase() }),
        configOf({ owner: 'tea-acme' }),
      ],
      strangers: [
        configOf({ service: 'clarity-backend-staging' }),
        configOf({ owner: 'tea-other' }),
      ],
      current: artifactOf(commits.live),
      next: artifactOf(commits.next),
      provesRunning: true,
      changes: async () => (await serviceOf()).changes - before,
      settle,
      failNext: async (requests, fault) => {
        await cloud.ask('POST', '/faults', {
          service: 'render',
          match: '/deploys',
          method: requests === 'reads' ? 'GET' : 'POST',
          times: 1,
          retryAfter: 7,
          ...FAULTS[fault],
        });
      },
    };
  });

  it('is set to what is on its way, and runs what serves', async () => {
    const target = targetOf();
    const { externalId } = await target.deploy(
      changeOf(commits.next),
      context(),
    );
    expect(await observe(target)).toMatchObject({
      configured: artifactOf(commits.next),
      running: artifactOf(commits.live),
      state: 'build_in_progress',
      health: { status: 'healthy' },
    });
    const change = { ...changeOf(commits.next), externalId };
    expect(await target.follow(change, context())).toMatchObject({
      status: 'running',
      message: 'Render is building',
    });
    await settle();
    expect(await target.follow(change, context())).toMatchObject({
      status: 'done',
      url: expect.stringContaining(externalId!),
    });
    expect(await observe(target)).toMatchObject({
      running: artifactOf(commits.next),
      state: 'live',
    });
  });

  it.each([
    ['failBuild', 'build_failed', 'The build failed'],
    ['failHealth', 'update_failed', 'did not become healthy'],
  ])('says why a deploy failed: %s', async (screw, status, words) => {
    await turn({ [screw]: true });
    const target = targetOf();
    const { externalId } = await target.deploy(
      changeOf(commits.next),
      context(),
    );
    await settle();
    const change = { ...changeOf(commits.next), externalId };
    const progress = await target.follow(change, context());
    expect(progress.status).toBe('failed');
    expect(progress.message).toContain(status);
    expect(progress.message).toContain(words);
    const seen = await observe(target);
    expect(seen).toMatchObject({
      configured: artifactOf(commits.live),
      running: artifactOf(commits.live),
      health: { status: 'healthy' },
    });
    expect(seen.health.message).toContain(status);
  });

  it('finds a deploy that Render only queued', async () => {
    const target = targetOf();
    await target.deploy(changeOf(commits.earlier), context());
    const made = await target.deploy(changeOf(commits.next), context());
    expect(made).toEqual({});
    expect(
      await target.follow(changeOf(commits.next), context()),
    ).toMatchObject({
      status: 'running',
      message: expect.stringContaining('queue'),
    });
    expect(await target.lookup(changeOf(commits.next), context())).toBe(
      'happened',
    );
  });

  it('can not say that nothing happened while another deploy is on its way', async () => {
    const target = targetOf();
    expect(await target.lookup(changeOf(commits.next), context())).toBe(
      'absent',
    );
    await target.deploy(changeOf(commits.earlier), context());
    expect(await target.lookup(changeOf(commits.next), context())).toBe(
      'unknown',
    );
  });

  it('does not take a deploy of before for the one that was sent', async () => {
    const target = targetOf();
    const again = changeOf(commits.live);
    expect(await target.lookup(again, context())).toBe('happened');
    const since = new Date().toISOString();
    expect(await target.lookup({ ...again, since }, context())).toBe('absent');
    await target.deploy(again, context());
    expect(await target.lookup({ ...again, since }, context())).toBe(
      'happened',
    );
  });

  it('goes back without a build, with automatic deploys off', async () => {
    await turn({ autoDeploy: true });
    const target = targetOf();
    const change = changeOf(commits.earlier, { isRollback: true });
    await target.deploy(change, context());
    const { autoDeploy, deploys } = await serviceOf();
    expect(autoDeploy).toBe(false);
    expect(deploys[0]).toMatchObject({
      trigger: 'rollback',
      commit: commits.earlier,
      status: 'update_in_progress',
    });
  });

  it('builds a commit again that it goes back to and that never served', async () => {
    const change = changeOf(commits.next, { isRollback: true });
    await targetOf().deploy(change, context());
    expect((await serviceOf()).deploys[0]).toMatchObject({
      trigger: 'api',
      commit: commits.next,
    });
  });

  it('leaves automatic deploys on unless the flow says otherwise', async () => {
    await turn({ autoDeploy: true });
    await targetOf().deploy(changeOf(commits.next), context());
    expect((await serviceOf()).autoDeploy).toBe(true);
    await settle();
    const config = configOf({ autoDeploy: false });
    await targetOf().deploy(changeOf(commits.next, { config }), context());
    expect((await serviceOf()).autoDeploy).toBe(false);
  });

  it('deploys nothing where automatic deploys can not be switched off', async () => {
    await turn({ autoDeploy: true });
    await cloud.ask('POST', '/faults', {
      service: 'render',
      method: 'PATCH',
      status: 503,
      times: 1,
    });
    const before = (await serviceOf()).changes;
    const change = changeOf(commits.earlier, { isRollback: true });
    await expect(targetOf().deploy(change, context())).rejects.toMatchObject({
      trouble: 'unavailable',
      message: expect.stringContaining('Nothing was deployed'),
    });
    expect((await serviceOf()).changes).toBe(before);
  });

  it('lists what ran before, newest first, each once', async () => {
    const request = { config: configOf(), components: ['backend'] };
    expect(await targetOf().earlier(request, context())).toEqual([
      {
        label: expect.stringMatching(/^dep-/),
        artifact: artifactOf(commits.earlier),
        at: expect.any(String),
      },
    ]);
  });

  it('tells how it runs, with the values asked for and no others', async () => {
    const runtime = await targetOf().runtime(
      { config: configOf(), visibleSettings: ['ALLOWED_ORIGINS'] },
      context(),
    );
    expect(runtime).toMatchObject({
      state: 'live, automatic deploys of main off',
      scale: { min: 1, max: 4, cpuTarget: 60, memoryTarget: 70 },
      instanceClass: 'standard, frankfurt',
      healthPath: '/health',
      instances: [{ state: 'running' }],
      rollout: { status: 'live' },
    });
    expect(runtime.settings).toEqual([
      { name: 'ALLOWED_ORIGINS', value: expect.stringContaining('https://') },
      { name: 'DATABASE_URL' },
    ]);
    expect(JSON.stringify(runtime)).not.toContain('postgres://');
    expect(runtime.links.map(({ title }) => title)).toEqual([
      'Render',
      'Service',
    ]);
  });

  describe('inspected', () => {
    const expected: TargetExpectation = {
      environment: 'prod',
      tier: 'production',
      platform: {
        autoDeploy: false,
        healthPath: '/health',
        instances: { min: 1, max: 4 },
        cpuTarget: 60,
        memoryTarget: 70,
      },
      settings: [{ name: 'DATABASE_URL', required: true }],
    };
    const inspect = async (more: Partial<RenderTargetConfig> = {}) =>
      (
        await targetOf().inspect(
          { config: configOf({ branch: 'main', ...more }), expected },
          context(),
        )
      ).map(({ code, severity }) => `${severity} ${code}`);

    it('has nothing to say of a service that is as it should be', async () => {
      expect(await inspect()).toEqual([]);
    });

    it.each<[string, JsonObject, string[]]>([
      ['suspended', { suspended: true }, ['error render-suspended']],
      [
        'deploying by itself',
        { autoDeploy: true },
        ['error render-auto-deploy'],
      ],
      ['on another branch', { branch: 'next' }, ['error render-branch']],
      [
        'with another health path',
        { healthCheckPath: '/' },
        ['error render-health-path'],
      ],
      [
        'without scaling',
        { autoscaling: null },
        ['warning render-scaling-off'],
      ],
      [
        'with other limits',
        { autoscaling: { min: 2, max: 8, cpu: 80, memory: 90 } },
        [
          'warning render-scaling-min',
          'warning render-scaling-max',
          'warning render-scaling-cpu',
          'warning render-scaling-memory',
        ],
      ],
      ['without a variable', { env: {} }, ['error render-setting-missing']],
    ])('names a service %s', async (_, screws, codes) => {
      await turn(screws);
      expect(await inspect()).toEqual(codes);
    });

    it('names a service that is not there, or of another kind', async () => {
      expect(await inspect({ service: 'nobody' })).toEqual([
        'error render-service-missing',
      ]);
      expect(await inspect({ kind: 'static_site' })).toEqual([
        'error render-service-missing',
      ]);
    });

    it('names a site that publishes another folder', async () => {
      const service = 'clarity-frontend-prod';
      await turn({ publishPath: 'build' }, service);
      const found = await targetOf().inspect(
        {
          config: configOf({ service, kind: 'static_site' }),
          expected: {
            environment: 'prod',
            tier: 'production',
            platform: { publishPath: 'frontend/dist' },
          },
        },
        context(),
      );
      expect(found).toMatchObject([
        {
          code: 'render-publish-path',
          subject: `service ${service}`,
          fix: expect.stringContaining('frontend/dist'),
          url: expect.stringContaining('srv-'),
        },
      ]);
    });
  });

  it('sees a suspended service', async () => {
    await turn({ suspended: true });
    expect(await observe()).toMatchObject({
      state: 'suspended',
      health: {
        status: 'unhealthy',
        message: 'The service is suspended by user',
      },
      hosts: [`${SERVICE}.render.localhost:${cloud.renderPort}`],
    });
  });

  it('finds the live deploy behind many that failed', async () => {
    for (let times = 0; times < 21; times += 1) {
      await turn({ failBuild: true, deploy: commits.next });
      await settle();
    }
    expect(await observe()).toMatchObject({
      running: artifactOf(commits.live),
    });
  }, 120_000);

  it('says what is missing: a service, a key', async () => {
    await expect(
      observe(targetOf(), configOf({ service: 'nobody' })),
    ).rejects.toMatchObject({
      trouble: 'not-found',
    });
    await expect(observe(targetOf(''))).rejects.toMatchObject({
      trouble: 'unauthorized',
      message: expect.stringContaining('releaseFlow.render.apiKey'),
    });
    await expect(observe(targetOf('rnd_wrong_key'))).rejects.toThrow(
      /^(?!.*rnd_wrong_key).*Check releaseFlow\.render\.apiKey/,
    );
  });

  it('takes one component, and a commit for a service that is built from commits', async () => {
    const both = { config: configOf(), components: ['backend', 'frontend'] };
    await expect(targetOf().observe(both, context())).rejects.toThrow(
      /target 'group'/,
    );
    const artifact: Artifact = [
      {
        component: 'backend',
        identity: { image: 'r.io/x', digest: `sha256:${'a'.repeat(64)}` },
      },
    ];
    const change = { ...changeOf(commits.next), artifact };
    await expect(targetOf().deploy(change, context())).rejects.toMatchObject({
      trouble: 'refused',
    });
  });

  it('asked Render as it documents it', async () => {
    const report = await cloud.ask<{ checked: number; violations: [] }>(
      'GET',
      '/render/conformance',
    );
    expect(report.checked).toBeGreaterThan(50);
    expect(report.violations).toEqual([]);
  });
});
