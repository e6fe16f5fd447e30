import type { TargetExpectation } from 'backstage-plugin-release-flow-node';
import type { EcsApi } from './EcsApi';
import type { EcsConfig } from './ecsConfig';
import { inspectService } from './inspectService';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const config = {
  type: 'aws-ecs',
  region: 'eu-central-1',
  cluster: 'unifocus',
  service: 'api',
  containers: { api: 'api' },
} as unknown as EcsConfig;

/** A service that is well, but for what its container is given. */
const given = (container: object) =>
  ({
    findCluster: async () => ({ status: 'ACTIVE' }),
    findService: async () => ({
      status: 'ACTIVE',
      deploymentConfiguration: {
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
    }),
    definition: async () => ({
      arn: 'arn:aws:ecs:eu-central-1:1:task-definition/api:7',
      definition: {
        containerDefinitions: [
          { name: 'api', image: `registry/api@${DIGEST}`, ...container },
        ],
      },
      tags: [],
    }),
  }) as unknown as EcsApi;

const look = async (
  container: object,
  change: Partial<TargetExpectation> = {},
) => {
  const expected = { environment: 'prod', tier: 'production', ...change };
  const signal = AbortSignal.timeout(1_000);
  const found = await inspectService(
    given(container),
    config,
    expected as TargetExpectation,
    { signal },
  );
  return found.map(({ code, severity }) => `${severity} ${code}`);
};

const settings = [{ name: 'DATABASE_URL', secret: true }] as never;
const plain = (name: string) => ({ environment: [{ name, value: 'x' }] });

it.each<[string, object, Partial<TargetExpectation>, string[]]>([
  ['nothing that is secret', plain('LOG_LEVEL'), { settings }, []],
  [
    'a declared secret as a plain value',
    plain('DATABASE_URL'),
    { settings },
    ['error secret-in-plain'],
  ],
  ['a setting that nobody calls secret', plain('DATABASE_URL'), {}, []],
  [
    'what is named as a secret',
    plain('SMTP_PASSWORD'),
    {},
    ['warning secret-in-plain'],
  ],
  [
    'a declared secret from the secret store',
    { secrets: [{ name: 'DATABASE_URL', valueFrom: 'arn:…' }] },
    { settings },
    [],
  ],
  [
    'an image by its tag in production',
    { image: 'registry/api:latest' },
    {},
    ['warning image-by-tag'],
  ],
  [
    'an image by its tag elsewhere',
    { image: 'registry/api:latest' },
    { tier: 'development' },
    [],
  ],
])(
  'says of a container that is given %s',
  async (_name, container, change, codes) => {
    expect(await look(container, change)).toEqual(codes);
  },
);
