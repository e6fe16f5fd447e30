import type { JsonObject } from '@backstage/types';
import type { Artifact } from 'backstage-plugin-release-flow-common';
import {
  testTargetProvider,
  type CloudFault,
} from 'backstage-plugin-release-flow-node/testUtils';
import { ACCOUNT, clientsFor } from '../__testUtils__/clients';
import { startLocalCloud, type LocalCloud } from '../__testUtils__/localCloud';
import { Alarms } from '../alarms/Alarms';
import type { EcsConfig } from './ecsConfig';
import { EcsTarget } from './EcsTarget';

const context = () => ({ signal: new AbortController().signal });
const SERVICE = 'unifocus-prod-api-service';
const CLUSTER = 'unifocus-prod-cluster';

const FAULTS: Record<CloudFault, JsonObject> = {
  'rate-limit': { status: 429 },
  'server-error': { status: 503 },
  'dropped-connection': { drop: true },
  'sign-in': { status: 401 },
  'lost-answer': { drop: true, after: true },
};

interface Aws {
  services: { name: string; changes: number; definition: string }[];
  definitions: {
    name: string;
    images: string[];
    tags: { key: string; value: string }[];
  }[];
  tasks: { command: string[] | null }[];
}

describe('EcsTarget', () => {
  let cloud: LocalCloud;
  let target: EcsTarget;

  beforeAll(async () => {
    cloud = await startLocalCloud();
    const clients = clientsFor(cloud.aws);
    target = new EcsTarget(clients, new Alarms(clients));
  }, 30_000);
  afterAll(() => cloud?.stop());
  beforeEach(async () => {
    await cloud.ask('DELETE', '/faults');
    await cloud.ask('POST', '/reset');
    // Slow, so that what is under way stays so until a test says otherwise.
    await cloud.ask('POST', '/clock', { scale: 0.01 });
  });

  const configOf = (more: JsonObject = {}): EcsConfig =>
    target.schema.parse({
      type: 'aws-ecs',
      region: 'eu-west-1',
      cluster: CLUSTER,
      service: SERVICE,
      containers: { api: 'api' },
      ...more,
    });
  const aws = () => cloud.ask<Aws>('GET', '/aws');
  const serviceNow = async () =>
    (await aws()).services.find(({ name }) => name === SERVICE)!;
  const settle = async () => {
    for (let look = 0; look < 6; look += 1) {
      await cloud.ask('POST', '/clock', { advance: 1000 });
    }
  };
  /** What a revision of the family pins. */
  const artifactOf = async (revision: number): Promise<Artifact> => {
    const { definitions } = await aws();
    const found = definitions.find(
      ({ name }) => name === `unifocus-prod-api:${revision}`,
    )!;
    const [image, digest] = found.images[0].split('@');
    return [{ component: 'api', identity: { image, digest } }];
  };
  const observe = (config = configOf()) =>
    target.observe({ config, components: ['api'] }, context());
  const change = async (revision: number, more: object = {}) => ({
    intentId: 'promotion-1:deploy',
    config: configOf(),
    artifact: await artifactOf(revision),
    ...more,
  });

  testTargetProvider('ECS', async () => {
    const config = configOf();
    const before = (await serviceNow()).changes;
    return {
      provider: target,
      config,
      aliases: [
        configOf({ account: ACCOUNT }),
        configOf({ containers: { api: 'other' }, logGroup: '/x' }),
      ],
      strangers: [
        configOf({ service: 'unifocus-prod-web-service' }),
        configOf({ cluster: 'unifocus-stage-cluster' }),
        configOf({ region: 'us-east-1' }),
        configOf({ account: '999999999999' }),
      ],
      current: await artifactOf(3),
      next: await artifactOf(2),
      provesRunning: true,
      changes: async () => (await serviceNow()).changes - before,
      settle,
      failNext: async (requests, fault) => {
        await cloud.ask('POST', '/faults', {
          service: 'aws',
          match: requests === 'reads' ? 'DescribeServices$' : 'UpdateService$',
          times: 1,
          retryAfter: 7,
          ...FAULTS[fault],
        });
      },
    };
  });

  it('sees what still runs while new tasks start', async () => {
    await target.deploy(await change(2), context());
    expect(await observe()).toMatchObject({
      configured: await artifactOf(2),
      running: await artifactOf(3),
      health: { status: 'healthy' },
      state: 'ACTIVE',
    });
  });

  it('compares a tag by the digest that ECS pinned it to', async () => {
    const config = configOf({
      cluster: 'unifocus-dev-cluster',
      service: 'unifocus-dev-api-service',
    });
    const seen = await observe(config);
    expect(seen.label).toMatch(/unifocus-api:latest$/);
    expect(seen.configured).toEqual(seen.running);
    const [{ identity }] = seen.configured!;
    expect(identity).toMatchObject({
      digest: expect.stringMatching(/^sha256:/),
    });
  });

  it('is not well with fewer tasks than it should have', async () => {
    await cloud.ask('POST', `/aws/services/${SERVICE}`, { desiredCount: 3 });
    expect((await observe()).health).toEqual({
      status: 'unhealthy',
      message: '2 of 3 tasks run',
    });
  });

  it('names a service that does not exist, and one that is gone', async () => {
    await expect(
      observe(configOf({ service: 'nowhere' })),
    ).rejects.toMatchObject({
      trouble: 'not-found',
      message: expect.stringContaining('no service nowhere'),
    });
    await cloud.ask('POST', `/aws/services/${SERVICE}`, { status: 'INACTIVE' });
    await expect(
      target.deploy(await change(2), context()),
    ).rejects.toMatchObject({ trouble: 'refused' });
  });

  it('registers a revision that pins the image and keeps all else', async () => {
    const { externalId } = await target.deploy(await change(2), context());
    expect(externalId).toMatch(/unifocus-prod-api:4$/);
    const { definitions } = await aws();
    const [{ identity }] = await artifactOf(2);
    expect(definitions.at(-1)).toEqual({
      name: 'unifocus-prod-api:4',
      images: ['digest' in identity && `${identity.image}@${identity.digest}`],
      tags: [
        { key: 'project', value: 'unifocus' },
        { key: 'release-flow:intent', value: 'promotion-1:deploy' },
        { key: 'release-flow:sent-at', value: expect.any(String) },
      ],
    });
  });

  it('goes back by the earlier task definition, not by a new one', async () => {
    const back = await change(2, { isRollback: true });
    const { externalId } = await target.deploy(back, context());
    expect(externalId).toMatch(/unifocus-prod-api:2$/);
    expect((await aws()).definitions.map(({ name }) => name)).not.toContain(
      'unifocus-prod-api:4',
    );
    expect(await target.lookup(back, context())).toBe('happened');
    const other = await change(1, { intentId: 'another' });
    expect(await target.lookup(other, context())).toBe('absent');
  });

  describe('while it is rolled out', () => {
    const follow = async (externalId?: string) =>
      target.follow({ ...(await change(2)), externalId }, context());

    it('is done when the service runs what was wanted', async () => {
      const { externalId } = await target.deploy(await change(2), context());
      expect(await follow(externalId)).toEqual({
        status: 'running',
        message: 'Rolling out unifocus-prod-api:4: 0 of 2 tasks run',
      });
      await settle();
      expect(await follow(externalId)).toEqual({
        status: 'done',
        message: 'unifocus-prod-api:4 is rolled out, 2 tasks run it',
      });
      expect(await follow()).toMatchObject({ status: 'done' });
    });

    it('failed when the circuit breaker took it back, however steady it is now', async () => {
      await cloud.ask('POST', `/aws/services/${SERVICE}`, {
        failRollout: 'password=hunter2 was refused',
      });
      const { externalId } = await target.deploy(await change(2), context());
      await settle();
      const seen = await observe();
      expect(seen.configured).toEqual(await artifactOf(3));
      expect(seen.health.status).toBe('healthy');
      const progress = await follow(externalId);
      expect(progress.status).toBe('failed');
      expect(progress.message).toMatch(
        /unifocus-prod-api:4 ended as ROLLBACK_SUCCESSFUL: ECS deployment circuit breaker: tasks failed to start\.; the circuit breaker opened after 3 failed tasks; stopped tasks: password=\*\*\* was refused; api exited with 1/,
      );
      expect(progress.message).toContain('is set to unifocus-prod-api:3');
      expect(progress.message).not.toContain('hunter2');
      expect(await target.lookup(await change(2), context())).toBe('happened');
      expect(await follow()).toMatchObject({ status: 'failed' });
    });

    it('failed when somebody set the service to something else', async () => {
      const { externalId } = await target.deploy(await change(2), context());
      const [{ identity }] = await artifactOf(1);
      await cloud.ask('POST', `/aws/services/${SERVICE}`, {
        digest: 'digest' in identity ? identity.digest : '',
      });
      await settle();
      expect(await follow(externalId)).toMatchObject({
        status: 'failed',
        message: expect.stringContaining('is set to unifocus-prod-api:5'),
      });
    });
  });

  it('lists the last definitions and images', async () => {
    const earlier = await target.earlier(
      { config: configOf(), components: ['api'] },
      context(),
    );
    expect(earlier.map(({ label }) => label).slice(0, 3)).toEqual([
      'unifocus-prod-api:3',
      'unifocus-prod-api:2',
      'unifocus-prod-api:1',
    ]);
    const images = earlier.slice(3);
    expect(images).toHaveLength(5);
    expect(images[0].label).toMatch(/^unifocus-api:/);
    const dates = images.map(({ at }) => at!);
    expect(dates).toEqual([...dates].sort().reverse());
    expect(earlier[1].artifact).toEqual(await artifactOf(2));
  });

  it('lists no more than the last five definitions and the last ten images', async () => {
    const digestOf = async (revision: number) => {
      const [{ identity }] = await artifactOf(revision);
      return 'digest' in identity ? identity.digest : '';
    };
    for (const revision of [2, 1, 2]) {
      const digest = await digestOf(revision);
      await cloud.ask('POST', `/aws/services/${SERVICE}`, { digest });
    }
    const pushed: string[] = [];
    for (const number of [1, 2, 3, 4, 5, 6, 7]) {
      const { sha } = await cloud.ask<{ sha: string }>(
        'POST',
        '/repos/unifocus/commits',
        { message: `feat: part ${number}` },
      );
      pushed.push(sha);
      await settle();
    }
    const earlier = await target.earlier(
      { config: configOf(), components: ['api'] },
      context(),
    );
    expect(earlier.map(({ label }) => label)).toEqual([
      ...[6, 5, 4, 3, 2].map(revision => `unifocus-prod-api:${revision}`),
      ...pushed.reverse().map(sha => `unifocus-api:sha-${sha}`),
      ...Array(3).fill(expect.stringMatching(/^unifocus-api:/)),
    ]);
  });

  it('gives the newest lines of the log, oldest first', async () => {
    const group = '/ecs/unifocus-prod-api';
    for (const text of ['one', 'two', 'three']) {
      await cloud.ask('POST', '/aws/logs', { group, text });
    }
    const request = { config: configOf(), limit: 2 };
    const lines = await target.logs(request, context());
    expect(lines.map(({ text }) => text)).toEqual(['two', 'three']);
    const later = new Date(Date.now() + 60_000).toISOString();
    expect(await target.logs({ ...request, since: later }, context())).toEqual(
      [],
    );
  });

  it('tells how it runs, with names of settings and no secret', async () => {
    const runtime = await target.runtime(
      { config: configOf(), visibleSettings: ['LOG_LEVEL', 'DATABASE_URL'] },
      context(),
    );
    expect(runtime).toMatchObject({
      state: 'ACTIVE',
      scale: { desired: 2 },
      instanceClass: 'FARGATE, 1 vCPU, 2048 MiB',
      healthPath: '/health',
      rollout: { status: 'COMPLETED' },
      settings: [
        { name: 'DATABASE_URL' },
        { name: 'LOG_LEVEL', value: 'info' },
        { name: 'NODE_ENV' },
      ],
      links: [],
    });
    expect(runtime.instances).toHaveLength(2);
    expect(JSON.stringify(runtime)).not.toContain('secretsmanager');
  });

  describe('with tasks', () => {
    const request = (intentId: string) => ({
      intentId,
      config: configOf(),
      component: 'api',
      command: ['npx', 'prisma', 'migrate', 'resolve', '--rolled-back', 'x'],
    });
    const follow = (externalId: string) =>
      target.followTask({ ...request('i-1'), externalId }, context());

    it('runs one, however often it is sent, and tells its exit code', async () => {
      expect(await target.lookupTask(request('i-1'), context())).toEqual({
        outcome: 'absent',
      });
      const before = (await aws()).tasks.length;
      const { externalId } = await target.runTask(request('i-1'), context());
      expect(await target.runTask(request('i-1'), context())).toEqual({
        externalId,
      });
      expect((await aws()).tasks).toHaveLength(before + 1);
      expect((await aws()).tasks.at(-1)!.command).toEqual(
        request('i-1').command,
      );
      expect(await follow(externalId)).toMatchObject({ status: 'running' });
      expect(await target.lookupTask(request('i-1'), context())).toEqual({
        outcome: 'happened',
        externalId,
      });
      await settle();
      expect(await follow(externalId)).toEqual({
        status: 'succeeded',
        message: 'npx ended with 0',
        exitCode: 0,
      });
      expect(await target.lookupTask(request('i-1'), context())).toEqual({
        outcome: 'happened',
        externalId,
      });
    });

    it('fails with the exit code of the command', async () => {
      await cloud.ask('POST', '/aws/next-task', { exitCode: 3 });
      const { externalId } = await target.runTask(request('i-1'), context());
      await settle();
      expect(await follow(externalId)).toMatchObject({
        status: 'failed',
        exitCode: 3,
        message: expect.stringContaining('npx ended with 3'),
      });
    });

    it.each([
      ['RESOURCE:MEMORY', 'unavailable'],
      ['MISSING', 'refused'],
    ])('sees the failure %s in a good answer', async (failure, trouble) => {
      await cloud.ask('POST', '/aws/next-task', { failure });
      await expect(
        target.runTask(request('i-1'), context()),
      ).rejects.toMatchObject({
        trouble,
        message: expect.stringContaining(failure),
      });
    });

    it('knows that nothing runs in a container that is not there', async () => {
      const config = configOf({ containers: { api: 'sidecar' } });
      await expect(
        target.runTask({ ...request('i-1'), config }, context()),
      ).rejects.toMatchObject({ trouble: 'refused' });
    });
  });

  describe('when a doctor looks', () => {
    const alarm = (name: string, threshold: number, metric: string) => ({
      name: `unifocus-prod-${name}`,
      metric,
      comparison: '>' as const,
      threshold,
      period: 'PT5M',
    });
    const expected = {
      environment: 'prod',
      tier: 'production' as const,
      platform: { instances: { min: 2, max: 6 } },
      alarms: [
        alarm('cpu', 80, 'CPUUtilization'),
        alarm('5xx', 10, 'HTTPCode_Target_5XX_Count'),
      ],
    };
    const codes = async (config = configOf()) =>
      (await target.inspect({ config, expected }, context())).map(
        ({ code }) => code,
      );

    it('says nothing of what is as it should be', async () => {
      expect(await codes()).toEqual([]);
    });

    it('names what is missing', async () => {
      expect(await codes(configOf({ cluster: 'nowhere' }))).toEqual([
        'cluster-missing',
      ]);
      expect(await codes(configOf({ service: 'nowhere' }))).toEqual([
        'service-missing',
      ]);
      expect(await codes(configOf({ containers: { api: 'sidecar' } }))).toEqual(
        ['container-missing'],
      );
    });

    it('names what is set otherwise', async () => {
      await cloud.ask('POST', `/aws/services/${SERVICE}`, {
        circuitBreaker: { enable: false, rollback: false },
        graceSeconds: 0,
        desiredCount: 1,
      });
      expect(await codes()).toEqual([
        'circuit-breaker-off',
        'no-health-check-grace',
        'scale-differs',
      ]);
      await cloud.ask('POST', `/aws/services/${SERVICE}`, {
        status: 'INACTIVE',
      });
      expect(await codes()).toEqual(['service-inactive']);
    });

    it('names alarms that are missing, off or different', async () => {
      await cloud.ask('POST', '/aws/alarms/unifocus-prod-cpu', {
        threshold: 95,
        actionsEnabled: false,
      });
      await cloud.ask('DELETE', '/aws/alarms/unifocus-prod-5xx');
      expect(await codes()).toEqual([
        'alarm-disabled',
        'alarm-differs',
        'alarm-missing',
      ]);
    });
  });

  it('refuses what it can not run', async () => {
    const commit = { commit: 'a'.repeat(40) };
    const deploy = (artifact: Artifact) =>
      target.deploy({ intentId: 'i', config: configOf(), artifact }, context());
    await expect(
      deploy([{ component: 'api', identity: commit }]),
    ).rejects.toMatchObject({ trouble: 'refused' });
    const [{ identity }] = await artifactOf(2);
    await expect(deploy([{ component: 'web', identity }])).rejects.toThrow(
      /says no container .* for the component web/,
    );
  });
});
