import type { JsonObject } from '@backstage/types';
import { clientsFor } from '../__testUtils__/clients';
import { startLocalCloud, type LocalCloud } from '../__testUtils__/localCloud';
import { Alarms } from '../alarms/Alarms';
import { EcsTarget } from './EcsTarget';

const context = () => ({ signal: new AbortController().signal });
const SERVICE = 'unifocus-prod-api-service';

/** What a workflow of the repository rolls out, of which ECS tells no sender. */
describe('a rollout that somebody else sent', () => {
  let cloud: LocalCloud;
  let target: EcsTarget;
  let image: string;
  let digest: string;

  beforeAll(async () => {
    cloud = await startLocalCloud();
    const clients = clientsFor(cloud.aws);
    target = new EcsTarget(clients, new Alarms(clients));
  }, 30_000);
  afterAll(() => cloud?.stop());
  beforeEach(async () => {
    await cloud.ask('POST', '/reset');
    // Slow, so that what is under way stays so until a test says otherwise.
    await cloud.ask('POST', '/clock', { scale: 0.01 });
    const { definitions } = await cloud.ask<{
      definitions: { name: string; images: string[] }[];
    }>('GET', '/aws');
    const wanted = definitions.find(
      ({ name }) => name === 'unifocus-prod-api:2',
    )!;
    [image, digest] = wanted.images[0].split('@');
  });

  const roll = (more: JsonObject = {}) =>
    cloud.ask('POST', `/aws/services/${SERVICE}`, { digest, ...more });
  const settle = async () => {
    for (let look = 0; look < 6; look += 1) {
      await cloud.ask('POST', '/clock', { advance: 1000 });
    }
  };
  const follow = (since?: string) =>
    target.follow(
      {
        intentId: 'promotion-1:deploy',
        config: target.schema.parse({
          type: 'aws-ecs',
          region: 'eu-west-1',
          cluster: 'unifocus-prod-cluster',
          service: SERVICE,
          containers: { api: 'api' },
        }),
        artifact: [{ component: 'api', identity: { image, digest } }],
        sentElsewhere: true,
        since,
      },
      context(),
    );

  it('is waited for, then followed by what it brings', async () => {
    expect(await follow()).toEqual({
      status: 'running',
      message: `Waiting until ${SERVICE} is set to it`,
    });
    await roll();
    expect(await follow()).toEqual({
      status: 'running',
      message: 'Rolling out unifocus-prod-api:4: 0 of 2 tasks run',
    });
    await settle();
    expect(await follow()).toMatchObject({ status: 'done' });
  });

  it('failed when the circuit breaker took it back', async () => {
    await roll({ failRollout: 'Essential container in task exited' });
    await settle();
    expect(await follow()).toMatchObject({
      status: 'failed',
      message: expect.stringContaining(
        'the circuit breaker opened after 3 failed tasks',
      ),
    });
  });

  it('is not one that ended before', async () => {
    await roll({ failRollout: 'Essential container in task exited' });
    await settle();
    const later = new Date(Date.now() + 60_000).toISOString();
    expect(await follow(later)).toMatchObject({ status: 'running' });
  });
});
