import type { EcsApi } from './EcsApi';
import type { EcsConfig } from './ecsConfig';
import { serviceRuntime } from './serviceRuntime';

const deployedAt = new Date('2026-11-21T00:00:00.000Z');
const config = {
  type: 'aws-ecs',
  region: 'eu-west-1',
  cluster: 'shop-prod',
  service: 'shop-prod-api',
  containers: { api: 'api' },
  logGroup: '/ecs/shop-prod-api',
} as unknown as EcsConfig;

function linksOf(own: EcsConfig, hasConsole: boolean) {
  const api = {
    service: async () => ({
      status: 'ACTIVE',
      deployments: [
        { status: 'ACTIVE', createdAt: new Date(0) },
        { status: 'PRIMARY', createdAt: deployedAt },
      ],
    }),
    definition: async () => ({ definition: {} }),
    tasks: async () => [],
  } as unknown as EcsApi;
  return serviceRuntime(
    api,
    { config: own, visibleSettings: [] },
    { signal: new AbortController().signal },
    hasConsole,
  ).then(({ links }) => links);
}

it('leads to the errors in the log since the deployment that runs', async () => {
  const links = await linksOf(config, true);
  expect(links.map(({ title }) => title)).toEqual([
    'Service in ECS',
    'Logs',
    'Errors in the logs since the deployment',
  ]);
  const errors = links[2].url;
  expect(errors).toContain('log-group/$252Fecs$252Fshop-prod-api/');
  expect(errors).toContain('filterPattern$3DERROR');
  expect(errors).toContain(`start$3D${deployedAt.getTime()}`);
});

it('leads to no log where none is known, and nowhere behind an endpoint of its own', async () => {
  const without = await linksOf({ ...config, logGroup: undefined }, true);
  expect(without.map(({ title }) => title)).toEqual(['Service in ECS']);
  expect(await linksOf(config, false)).toEqual([]);
});
