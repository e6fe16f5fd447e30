import type { ClusterOptions } from '../support/Cluster';

const {
  RELEASE_FLOW_TEST_POSTGRES_URL: postgres,
  RELEASE_FLOW_FAULTS_PROMOTIONS: promotions,
  RELEASE_FLOW_FAULTS_SEED: given,
} = process.env;

if (!postgres) {
  throw new Error(
    'RELEASE_FLOW_TEST_POSTGRES_URL names no PostgreSQL server; `npm test -- faults` starts one.',
  );
}

/** How many promotions have to be answered 2xx. */
export const wanted = Number(promotions ?? 40);

/** Printed with the counts; given again, chance decides alike. */
export const seed = Number(given ?? Date.now() % 1_000_000);

export const services = [
  ...['qfa-backend', 'qfa-reports'],
  ...['qfa-search', 'qfa-mail', 'qfa-billing', 'qfa-export'],
];

/** Nobody asks for promotions of it but who wants to see one alone. */
export const quiet = 'qfa-quiet';

export const cluster: ClusterOptions = {
  name: 'faults',
  postgres,
  configs: ['app-config.postgres.yaml', 'e2e/faults/app-config.yaml'],
  replicas: 3,
  services: [...services.slice(2), quiet],
  seed,
};
