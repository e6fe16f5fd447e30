import { testCrashes } from './crashes';

const { RELEASE_FLOW_TEST_POSTGRES_URL: url } = process.env;
if (!url) {
  throw new Error(
    'RELEASE_FLOW_TEST_POSTGRES_URL names no PostgreSQL server; `npm test -- rest` starts one.',
  );
}
const { hostname, port, username } = new URL(url);

testCrashes(
  {
    name: 'crash-postgres',
    configs: ['app-config.postgres.yaml'],
    env: {
      POSTGRES_HOST: hostname,
      POSTGRES_PORT: port,
      POSTGRES_USER: username,
      POSTGRES_PASSWORD: 'unused',
    },
  },
  'gets lost',
);
