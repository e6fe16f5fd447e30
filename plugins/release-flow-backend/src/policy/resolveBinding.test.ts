import {
  installed,
  preparedFlow,
  serviceEntity,
} from './__testUtils__/flowFixture';
import { resolveBinding } from './resolveBinding';

type Change = Parameters<typeof serviceEntity>[0];
const GROUP = 'spec.releaseFlow.parameters.group';

function bind(service: Change[], flow: Change[] = []) {
  return resolveBinding(
    serviceEntity(...service),
    preparedFlow(...flow),
    installed,
  );
}

function bound(service: Change[] = [], flow: Change[] = []) {
  const result = bind(service, flow);
  if ('error' in result) throw new Error(JSON.stringify(result.error));
  return result.binding;
}

it('binds a service', () => {
  const binding = bound();
  expect(binding).toMatchObject({
    service: {
      ref: 'component:default/shop',
      uid: 'uid-shop',
      name: 'shop',
      title: 'The shop',
      owner: 'group:default/team-a',
      system: 'system:default/web',
      namespace: 'default',
      tags: ['java'],
    },
    flow: { ref: 'releaseflow:default/three' },
    mode: 'enforce',
    repository: {
      host: 'github.com',
      slug: 'acme/shop',
      url: 'https://github.com/acme/shop',
    },
    parameters: { group: 'rg-shop', registry: 'registry.example' },
    artifacts: [{ component: 'api', image: 'registry.example/shop' }],
    docs: { workflow: 'docs.yaml', site: 'https://docs.example/' },
  });
  expect(
    binding.environments.map(({ id, rank, targetKey, targetName }) => ({
      id,
      rank,
      targetKey,
      targetName,
    })),
  ).toEqual([
    {
      id: 'dev',
      rank: 1,
      targetKey: 'site:rg-shop-dev/shop-dev',
      targetName: 'shop-dev',
    },
    {
      id: 'staging',
      rank: 2,
      targetKey: 'site:rg-shop-staging/shop-staging',
      targetName: 'shop-staging',
    },
    {
      id: 'prd',
      rank: 3,
      targetKey: 'site:rg-shop-prd/shop-prd',
      targetName: 'shop-prd',
    },
  ]);
  expect(binding.environments[2]).toMatchObject({
    target: { type: 'site', group: 'rg-shop-prd', site: 'shop-prd' },
    urls: { web: 'https://shop-prd.example' },
    gates: [
      { type: 'approvals', required: 1, preventSelfApproval: true },
      { type: 'infrastructure-applied' },
    ],
  });
});

it('leaves what each act resolves', () => {
  expect(bound().environments[0].deploy.manual).toMatchObject({
    inputs: { tag: '${{ release.tag }}' },
  });
});

it('resolves a service name inside a pattern as itself', () => {
  const binding = bound(
    [['metadata.name', 'a.b']],
    [['spec.source.tag', '^${{ service.name }}/v(?<version>.*)$']],
  );
  expect(binding.source.tag).toBe('^a\\.b/v(?<version>.*)$');
});

it('does not change the entity', () => {
  const entity = serviceEntity();
  resolveBinding(entity, preparedFlow(), installed);
  expect(entity).toEqual(serviceEntity());
});

it.each<[string, Change[], string, string]>([
  [
    'another type',
    [['spec.type', 'library']],
    'metadata.annotations.release-flow.io/flow',
    'spec.type is service or website',
  ],
  [
    'another kind',
    [['kind', 'API']],
    'metadata.annotations.release-flow.io/flow',
    'kind is component',
  ],
  [
    'missing parameter',
    [['spec.releaseFlow', undefined]],
    GROUP,
    'required by the flow',
  ],
  ['outside its pattern', [[GROUP, 'shop']], GROUP, 'rg-[a-z]+ as a whole'],
  ['partly in its pattern', [[GROUP, 'rg-shop/../x']], GROUP, 'as a whole'],
  ['with a newline', [[GROUP, 'rg-shop\n']], GROUP, 'as a whole'],
  ['wrong type', [[GROUP, 7]], GROUP, 'must be string'],
  [
    'beyond its maximum',
    [['spec.releaseFlow.parameters.replicas', 9]],
    'spec.releaseFlow.parameters.replicas',
    '<= 3',
  ],
  [
    'undeclared parameter',
    [['spec.releaseFlow.parameters.gates', []]],
    'spec.releaseFlow.parameters.gates',
    'not a parameter of the flow',
  ],
  [
    'parameters that are no object',
    [['spec.releaseFlow.parameters', 'x']],
    'spec.releaseFlow.parameters',
    'must be object',
  ],
  [
    'more than parameters',
    [['spec.releaseFlow.environments', []]],
    'spec.releaseFlow.environments',
    'not a known field',
  ],
  [
    'too long',
    [['spec.releaseFlow.parameters.registry', 'x'.repeat(20_000)]],
    'spec.releaseFlow.parameters',
    'too long',
  ],
  [
    'parameter made for a shell',
    [['spec.releaseFlow.parameters.registry', 'a.io/$(reboot)']],
    'spec.releaseFlow.parameters.registry',
    'not a registry',
  ],
  [
    'name the target refuses',
    [['metadata.name', 'x'.repeat(50)]],
    'metadata.name',
    'Too big',
  ],
])('names the field: %s', (_name, service, field, message) => {
  expect(bind(service)).toEqual({
    error: { field, message: expect.stringContaining(message) },
  });
});

it('names the flow when the fault is its own', () => {
  const result = bind([], [['spec.environments[0].target.group', 'group-dev']]);
  expect(result).toEqual({
    error: {
      field: 'spec.environments[0].target.group',
      message: 'In the flow three: must start with rg-',
    },
  });
});

it('refuses one target for two environments', () => {
  const result = bind(
    [],
    [
      ['spec.environments[0].target.group', 'rg-x'],
      ['spec.environments[0].target.site', '${{ service.name }}'],
      ['spec.environments[1].target.group', 'RG-X'.toLowerCase()],
      ['spec.environments[1].target.site', 'SHOP'],
    ],
  );
  expect(result).toEqual({
    error: {
      field: 'spec.releaseFlow.parameters',
      message: 'dev and prd would be the same target, SHOP',
    },
  });
});

it('finds conditions the way catalog filters do', () => {
  const conditions = {
    'metadata.tags': 'JAVA',
    'relations.ownedBy': 'group:default/team-a',
    'metadata.annotations.github.com/project-slug': 'acme/shop',
  };
  expect(bound([], [['spec.appliesTo', conditions]]).service.name).toBe('shop');
});
