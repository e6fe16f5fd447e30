import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  bindSample as bind,
  readCatalog as read,
  sampleFlow,
} from './__testUtils__/sampleCatalog';
import { checkMonitoring } from './policy/doctor/monitoring';

it('relates the QFA backend to what it is called by, and to what it needs', () => {
  const entities = read('services.yaml');
  const refs = entities.map(entity => stringifyEntityRef(entity));
  const backend = entities.find(it => it.metadata.name === 'qfa-backend')!;
  const needs = backend.spec!.dependsOn as string[];
  expect(needs).toEqual([
    'resource:default/qfa-database',
    'resource:default/qfa-key-vault',
    'resource:default/llm-provider',
  ]);
  expect(refs).toEqual(
    expect.arrayContaining([...needs, 'api:default/qfa-api']),
  );
  const caller = entities.find(it => it.metadata.name === 'qfa-client')!;
  expect(caller.spec!.dependsOn).toEqual(['component:default/qfa-backend']);
});

it('binds the QFA backend, approved in the portal', () => {
  const result = bind('qfa-backend');
  expect(result).toMatchObject({
    binding: {
      mode: 'enforce',
      repository: { host: 'localhost:7100', slug: 'acme/qfa-backend' },
      artifacts: [{ image: 'localhost:7102/qfa-backend' }],
      docs: { site: 'http://localhost:7100/pages/acme/qfa-backend/' },
      environments: [
        { id: 'dev', targetName: 'qfa-backend-dev' },
        {
          id: 'staging',
          urls: { api: 'http://qfa-backend-staging.localhost:7104' },
        },
        {
          id: 'prd',
          target: { resourceGroup: 'rg-qfa-prd', site: 'qfa-backend-prd' },
          deploy: { manual: { by: 'target' } },
          onFailure: 'rollback',
        },
      ],
    },
  });
});

it('binds the QFA reports, reviewed in GitHub', () => {
  const result = bind('qfa-reports');
  if ('error' in result) throw new Error(JSON.stringify(result.error));
  const [, , prd] = result.binding.environments;
  expect(prd.deploy.manual).toMatchObject({
    by: 'workflow',
    file: 'promote-to-prd.yaml',
    reviewWithin: 'PT24H',
  });
  expect(prd.gates.map(gate => gate.type)).not.toContain('approvals');
});

it('shows a broken parameter of the legacy service', () => {
  expect(bind('qfa-legacy')).toEqual({
    error: {
      field: 'spec.releaseFlow.parameters.resourceGroupPrefix',
      message: 'must match ^rg-[a-z]+$ as a whole',
    },
  });
});

it.each(['render-branch', 'aws-tagged', 'six-environments'])(
  '%s watches its environments as their monitoring levels say',
  name => {
    const { environments } = sampleFlow(name).spec;
    expect(environments.every(it => it.monitoringLevel)).toBe(true);
    expect(checkMonitoring(environments)).toEqual([]);
  },
);
