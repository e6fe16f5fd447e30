import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { RELEASE_FLOW_ANNOTATION } from 'backstage-plugin-release-flow-common';
import { readFileSync } from 'fs';
import { parseAllDocuments } from 'yaml';
import { checkMonitoring } from './policy/doctor/monitoring';
import { parseFlow } from './policy/flow';
import { prepareFlow } from './policy/preparedFlow';
import { resolveBinding } from './policy/resolveBinding';
import { ProviderRegistry } from './ProviderRegistry';
import { createProviders } from './providers/createProviders';

const SUBSCRIPTION = '00000000-0000-0000-0000-000000000001';

const CATALOG = resolvePackagePath(
  'backstage-plugin-release-flow-backend',
  '../../catalog',
);

const read = (file: string): Entity[] =>
  parseAllDocuments(readFileSync(`${CATALOG}/${file}`, 'utf8')).map(document =>
    document.toJS(),
  );

const registry = new ProviderRegistry();
registry.addOwn(
  createProviders({
    config: mockServices.rootConfig({
      data: { releaseFlow: { azure: { subscription: SUBSCRIPTION } } },
    }),
    logger: mockServices.logger.mock(),
  }),
);
const installed = registry.installed();

const flows = new Map(
  ['azure-three-stage', 'azure-three-stage-reviewed'].map(name => {
    const parsed = parseFlow(read(`flows/${name}.yaml`)[0]);
    if ('error' in parsed) throw new Error(JSON.stringify(parsed.error));
    const result = prepareFlow(parsed.flow, installed);
    if ('error' in result) throw new Error(JSON.stringify(result.error));
    return [parsed.flow.ref, result.prepared];
  }),
);

function bind(name: string) {
  const entity = read('services.yaml').find(
    ({ metadata }) => metadata.name === name,
  )!;
  const located: Entity = {
    ...entity,
    metadata: {
      ...entity.metadata,
      annotations: {
        ...entity.metadata.annotations,
        'backstage.io/managed-by-location': 'file:/catalog/services.yaml',
      },
    },
  };
  const ref = stringifyEntityRef(
    parseEntityRef(entity.metadata.annotations![RELEASE_FLOW_ANNOTATION], {
      defaultKind: 'ReleaseFlow',
      defaultNamespace: 'default',
    }),
  );
  return resolveBinding(located, flows.get(ref)!, installed);
}

it('gives access to six environments by groups that there are', () => {
  const { environments } = read('flows/six-environments.yaml')[0].spec as {
    environments: Array<{ id: string; access: string[] }>;
  };
  const groups = read('org.yaml')
    .filter(({ kind }) => kind === 'Group')
    .map(entity => stringifyEntityRef(entity));
  const access = environments.flatMap(it => it.access);
  expect(access.filter(it => !groups.includes(it))).toEqual(['Customers']);
});

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

it.each(['render-branch', 'aws-tagged'])(
  '%s watches its environments as their monitoring levels say',
  name => {
    const parsed = parseFlow(read(`flows/${name}.yaml`)[0]);
    if ('error' in parsed) throw new Error(JSON.stringify(parsed.error));
    const { environments } = parsed.flow.spec;
    expect(environments.every(it => it.monitoringLevel)).toBe(true);
    expect(checkMonitoring(environments)).toEqual([]);
  },
);
