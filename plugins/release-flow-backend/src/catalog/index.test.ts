import { startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import {
  catalogProcessingExtensionPoint,
  type CatalogProcessor,
  type CatalogProcessorResult,
} from '@backstage/plugin-catalog-node';
import catalogModule from '.';
import { flowEntity, serviceEntity } from '../policy/__testUtils__/flowFixture';

const location = { type: 'url', target: 'https://x.example/flow.yaml' };

async function processorOf(): Promise<CatalogProcessor> {
  const addProcessor = jest.fn();
  const backend = await startTestBackend({
    extensionPoints: [[catalogProcessingExtensionPoint, { addProcessor }]],
    features: [catalogModule],
  });
  await backend.stop();
  return addProcessor.mock.calls[0][0];
}

describe('the catalog module', () => {
  let processor: CatalogProcessor;
  beforeAll(async () => {
    processor = await processorOf();
  });

  async function relationsOf(entity: Entity) {
    const emitted: CatalogProcessorResult[] = [];
    const processed = await processor.postProcessEntity!(
      entity,
      location,
      result => emitted.push(result),
      { get: async () => undefined, set: async () => {} },
    );
    expect(processed).toBe(entity);
    return emitted;
  }

  it('accepts a valid flow', async () => {
    expect(await processor.validateEntityKind!(flowEntity())).toBe(true);
  });

  it('names the bad field of a flow', async () => {
    const entity = flowEntity(['spec.environments[1].tier', 'moon']);
    await expect(processor.validateEntityKind!(entity)).rejects.toThrow(
      /^spec\.environments\[1\]\.tier: .*development/,
    );
  });

  it.each([
    ['a service, even one with a broken binding', serviceEntity(['spec', {}])],
    ['a flow of another version', flowEntity(['apiVersion', 'other.io/v1'])],
    ['another kind of our version', flowEntity(['kind', 'Component'])],
  ])('leaves %s alone', async (_name, entity) => {
    expect(await processor.validateEntityKind!(entity)).toBe(false);
    expect(await relationsOf(entity)).toEqual([]);
  });

  it('relates a flow to its owner', async () => {
    const flow = { kind: 'ReleaseFlow', namespace: 'default', name: 'three' };
    const owner = { kind: 'group', namespace: 'default', name: 'platform' };
    expect(await relationsOf(flowEntity())).toEqual([
      {
        type: 'relation',
        relation: { source: flow, type: 'ownedBy', target: owner },
      },
      {
        type: 'relation',
        relation: { source: owner, type: 'ownerOf', target: flow },
      },
    ]);
  });

  it('takes a bare owner for a group of the same namespace', async () => {
    const [ownedBy] = await relationsOf(flowEntity(['spec.owner', 'platform']));
    expect(ownedBy).toMatchObject({
      relation: { target: { kind: 'Group', name: 'platform' } },
    });
  });
});
