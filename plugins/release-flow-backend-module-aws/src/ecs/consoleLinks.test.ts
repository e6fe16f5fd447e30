import { logsUrl } from './consoleLinks';

const at = { region: 'eu-west-1' };
const page =
  'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Fecs$252Fshop-prod-api/log-events';

it('leads to a log group, as the console writes it', () => {
  expect(logsUrl(at, '/ecs/shop-prod-api')).toBe(page);
});

it('leads to the errors since a deployment', () => {
  const since = new Date('2026-11-21T00:00:00.000Z');
  expect(logsUrl(at, '/ecs/shop-prod-api', { filter: 'ERROR' })).toBe(
    `${page}$3FfilterPattern$3DERROR`,
  );
  expect(logsUrl(at, '/ecs/shop-prod-api', { filter: 'ERROR', since })).toBe(
    `${page}$3FfilterPattern$3DERROR$26start$3D1795219200000`,
  );
});
