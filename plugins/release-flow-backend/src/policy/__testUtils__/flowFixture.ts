import type { Entity } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import { cloneDeep, set } from 'lodash';
import { z } from 'zod';
import { parseFlow } from '../flow';
import { builtInGates } from '../gateSchemas';
import { prepareFlow, type Installed } from '../preparedFlow';
import { builtInVerifications } from '../verificationSchemas';

const siteSchema = z.strictObject({
  type: z.literal('site'),
  group: z.string().regex(/^rg-/, 'must start with rg-'),
  site: z.string().max(40),
});

export const installed: Installed = {
  targets: new Map([
    [
      'site',
      {
        schema: siteSchema,
        targetKey: config => `${config.group}/${config.site}`.toLowerCase(),
        nameOf: config => config.site,
        deploy: async () => ({}),
      },
    ],
    [
      'watched',
      {
        schema: z.strictObject({ type: z.string(), url: z.string() }),
        targetKey: config => config.url,
        nameOf: config => config.url,
      },
    ],
  ]),
  deployers: new Map(),
  gates: builtInGates,
  verifications: builtInVerifications,
};

function environment(id: string, more: JsonObject): JsonObject {
  return {
    id,
    tier: 'testing',
    target: {
      type: 'site',
      group: '${{ parameters.group }}-${{ environment.id }}',
      site: '${{ service.name }}-${{ environment.id }}',
    },
    urls: { web: 'https://${{ service.name }}-${{ environment.id }}.example' },
    accepts: [{ release: 'published' }],
    deploy: { manual: { by: 'target' } },
    ...more,
  };
}

const flow: Entity = {
  apiVersion: 'release-flow.io/v1alpha1',
  kind: 'ReleaseFlow',
  metadata: { name: 'three' },
  spec: {
    owner: 'group:default/platform',
    mode: 'enforce',
    appliesTo: { kind: 'component', 'spec.type': ['service', 'website'] },
    parameters: {
      type: 'object',
      required: ['group'],
      properties: {
        group: { type: 'string', pattern: 'rg-[a-z]+' },
        registry: {
          type: 'string',
          pattern: '[^/]*[.].*',
          default: 'registry.example',
        },
        replicas: { type: 'integer', maximum: 3 },
      },
    },
    source: {
      tag: '^v(?<version>\\d+\\.\\d+\\.\\d+)$',
      migrations: ['migrations/**'],
    },
    artifacts: [
      {
        component: 'api',
        image: '${{ parameters.registry }}/${{ service.name }}',
        digest: { from: 'release-body' },
      },
    ],
    environments: [
      environment('dev', {
        deploy: {
          automatic: { on: 'release-drafted', by: 'external' },
          manual: {
            by: 'workflow',
            file: 'promote.yaml',
            inputs: { tag: '${{ release.tag }}' },
          },
        },
      }),
      environment('prd', {
        gates: [
          { type: 'approvals', required: 1, from: ['group:default/leads'] },
          { type: 'infrastructure-applied' },
        ],
      }),
      environment('staging', {
        verify: [
          {
            type: 'workflow',
            file: 'smoke.yaml',
            inputs: { environment: '${{ environment.id }}' },
          },
        ],
      }),
    ],
    paths: [
      { from: 'source', to: 'dev' },
      { from: 'dev', to: 'staging' },
      { from: 'dev', to: 'prd' },
      { from: 'staging', to: 'prd' },
    ],
    infrastructure: {
      workflow: 'terraform.yaml',
      path: 'infra/',
      environments: { prd: 'production' },
    },
    docs: { workflow: 'docs.yaml', site: 'https://docs.example/' },
  },
};

const service: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'shop',
    title: 'The shop',
    uid: 'uid-shop',
    tags: ['java'],
    annotations: {
      'backstage.io/managed-by-location':
        'url:https://github.com/acme/shop/tree/main/catalog-info.yaml',
      'backstage.io/source-location':
        'url:https://github.com/acme/shop/tree/main/',
      'github.com/project-slug': 'acme/shop',
      'release-flow.io/flow': 'three',
    },
  },
  spec: {
    type: 'service',
    owner: 'team-a',
    releaseFlow: { parameters: { group: 'rg-shop' } },
  },
  relations: [
    { type: 'ownedBy', targetRef: 'group:default/team-a' },
    { type: 'partOf', targetRef: 'component:default/parent' },
    { type: 'partOf', targetRef: 'system:default/web' },
  ],
};

type Change = [path: string | string[], value: unknown];

function changed(entity: Entity, changes: Change[]): Entity {
  const copy = cloneDeep(entity);
  for (const [path, value] of changes) set(copy, path, value);
  return copy;
}

/** A flow entity of three environments, with some fields set differently. */
export const flowEntity = (...changes: Change[]) => changed(flow, changes);

/** A service entity that the flow accepts, with some fields set differently. */
export const serviceEntity = (...changes: Change[]) =>
  changed(service, changes);

/** The flow, parsed and prepared; fails on an error. */
export function preparedFlow(...changes: Change[]) {
  const parsed = parseFlow(flowEntity(...changes));
  if ('error' in parsed) throw new Error(JSON.stringify(parsed.error));
  const result = prepareFlow(parsed.flow, installed);
  if ('error' in result) throw new Error(JSON.stringify(result.error));
  return result.prepared;
}
