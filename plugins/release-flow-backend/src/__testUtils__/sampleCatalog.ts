import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { parseEntityRef, type Entity } from '@backstage/catalog-model';
import { RELEASE_FLOW_ANNOTATION } from 'backstage-plugin-release-flow-common';
import { readFileSync } from 'fs';
import { parseAllDocuments } from 'yaml';
import { parseFlow, type Flow } from '../policy/flow';
import { prepareFlow } from '../policy/preparedFlow';
import { resolveBinding } from '../policy/resolveBinding';
import { ProviderRegistry } from '../ProviderRegistry';
import { createProviders } from '../providers/createProviders';

const SUBSCRIPTION = '00000000-0000-0000-0000-000000000001';

const CATALOG = resolvePackagePath(
  'backstage-plugin-release-flow-backend',
  '../../catalog',
);

/** The entities of one file of the sample catalog. */
export const readCatalog = (file: string): Entity[] =>
  parseAllDocuments(readFileSync(`${CATALOG}/${file}`, 'utf8')).map(document =>
    document.toJS(),
  );

/** A flow of the sample catalog as it is shipped. */
export function sampleFlow(name: string): Flow {
  const parsed = parseFlow(readCatalog(`flows/${name}.yaml`)[0]);
  if ('error' in parsed) throw new Error(JSON.stringify(parsed.error));
  return parsed.flow;
}

/** A service of the sample catalog with its flow; `parameters` are given beside its own. */
export function bindSample(name: string, parameters: object = {}) {
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
  const entity = readCatalog('services.yaml').find(
    ({ metadata }) => metadata.name === name,
  )!;
  const annotations = entity.metadata.annotations!;
  const flow = parseEntityRef(annotations[RELEASE_FLOW_ANNOTATION], {
    defaultKind: 'ReleaseFlow',
    defaultNamespace: 'default',
  });
  const result = prepareFlow(sampleFlow(flow.name), installed);
  if ('error' in result) throw new Error(JSON.stringify(result.error));
  const { parameters: own } = entity.spec!.releaseFlow as {
    parameters: object;
  };
  const located: Entity = {
    ...entity,
    metadata: {
      ...entity.metadata,
      annotations: {
        ...annotations,
        'backstage.io/managed-by-location': 'file:/catalog/services.yaml',
      },
    },
    spec: {
      ...entity.spec,
      releaseFlow: { parameters: { ...own, ...parameters } },
    },
  };
  return resolveBinding(located, result.prepared, installed);
}
