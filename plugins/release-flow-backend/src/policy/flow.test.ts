import { flowEntity } from './__testUtils__/flowFixture';
import { parseFlow } from './flow';

type Change = Parameters<typeof flowEntity>[0];

function errorOf(...changes: Change[]) {
  const result = parseFlow(flowEntity(...changes));
  return 'error' in result ? result.error : undefined;
}

it('reads a flow with its defaults', () => {
  const result = parseFlow(flowEntity());
  expect(result).toMatchObject({
    flow: {
      ref: 'releaseflow:default/three',
      title: 'three',
      revision: expect.stringMatching(/^[0-9a-f]{12}$/),
      spec: {
        mode: 'enforce',
        environments: [
          { id: 'dev', onFailure: 'stop', rollback: { gates: 'same' } },
          { id: 'prd' },
          { id: 'staging' },
        ],
      },
    },
  });
});

it('gives another revision exactly when the declaration differs', () => {
  const revision = (...changes: Change[]) => {
    const result = parseFlow(flowEntity(...changes));
    return 'flow' in result && result.flow.revision;
  };
  expect(revision(['metadata.description', 'x'])).toBe(revision());
  expect(revision(['spec.environments[1].onFailure', 'rollback'])).not.toBe(
    revision(),
  );
});

it.each<[string, Change, string, string]>([
  ['version', ['apiVersion', 'x/v1'], 'apiVersion', 'must be release-flow.io'],
  ['no spec', ['spec', undefined], 'spec.owner', 'is required'],
  ['unknown field', ['spec.sauce', 1], 'spec.sauce', 'not a known field'],
  ['bad mode', ['spec.mode', 'on'], 'spec.mode', 'observe'],
  [
    'unknown field far down',
    ['spec.environments[2].deploy.manual.file', 'x.yaml'],
    'spec.environments[2].deploy.manual.file',
    'not a known field',
  ],
  [
    'missing tier',
    ['spec.environments[1].tier', undefined],
    'spec.environments[1].tier',
    'one of',
  ],
  [
    'unknown deployer',
    ['spec.environments[1].deploy.manual.by', 'magic'],
    'spec.environments[1].deploy.manual.by',
    'workflow',
  ],
  [
    'bad accepts',
    ['spec.environments[1].accepts', [{ release: 'all' }]],
    'spec.environments[1].accepts[0].release',
    'one of',
  ],
  [
    'drills now and then',
    ['spec.rollbackDrill', 'monthly'],
    'spec.rollbackDrill',
    'ISO 8601',
  ],
  [
    'drills without an interval',
    ['spec.rollbackDrill', { within: 'PT1H' }],
    'spec.rollbackDrill.every',
    'is required',
  ],
  [
    'drills in an unknown environment',
    ['spec.rollbackDrill', { every: 'P90D', environments: ['dev', 'qa'] }],
    'spec.rollbackDrill.environments[1]',
    "'qa' is not an environment",
  ],
  [
    'bad duration',
    ['spec.environments[0].deploy.automatic.within', '20 minutes'],
    'spec.environments[0].deploy.automatic.within',
    'ISO 8601',
  ],
  [
    'workflow path',
    ['spec.environments[0].deploy.manual.file', '../x.yaml'],
    'spec.environments[0].deploy.manual.file',
    'workflow file',
  ],
  [
    'same id twice',
    ['spec.environments[2].id', 'prd'],
    'spec.environments[2].id',
    "another environment 'prd'",
  ],
  [
    'reserved id',
    ['spec.environments[2].id', 'source'],
    'spec.environments[2].id',
    'choose another id',
  ],
  [
    'path from nowhere',
    ['spec.paths[1].from', 'qa'],
    'spec.paths[1].from',
    "'qa' is neither",
  ],
  [
    'path to the source',
    ['spec.paths[1].to', 'source'],
    'spec.paths[1].to',
    'not an environment',
  ],
  [
    'path twice',
    ['spec.paths[2]', { from: 'dev', to: 'staging' }],
    'spec.paths[2]',
    'twice',
  ],
  [
    'unreachable',
    ['spec.paths', [{ from: 'source', to: 'dev' }]],
    'spec.paths',
    "'prd'",
  ],
  [
    'circle',
    ['spec.paths[2]', { from: 'prd', to: 'dev' }],
    'spec.paths',
    'circle: dev, prd, staging',
  ],
  [
    'component twice',
    ['spec.artifacts[1]', { component: 'api' }],
    'spec.artifacts[1].component',
    'another component',
  ],
  [
    'automatic by workflow without one',
    ['spec.environments[0].deploy.automatic.by', 'workflow'],
    'spec.environments[0].deploy.automatic.workflow',
    'Name the workflow',
  ],
  [
    'rollback by a workflow',
    [
      'spec.environments[1]',
      {
        ...(flowEntity().spec as any).environments[1],
        deploy: { manual: { by: 'workflow', file: 'deploy.yaml' } },
        onFailure: 'rollback',
      },
    ],
    'spec.environments[1].onFailure',
    "made by the target's own API",
  ],
  [
    'rollback by nobody',
    [
      'spec.environments[1]',
      {
        ...(flowEntity().spec as any).environments[1],
        deploy: {},
        onFailure: 'rollback',
      },
    ],
    'spec.environments[1].onFailure',
    'deploy.manual',
  ],
  [
    'infrastructure of nothing',
    ['spec.infrastructure.environments.qa', 'qa'],
    'spec.infrastructure.environments.qa',
    'not an environment',
  ],
  [
    'infrastructure gate without infrastructure',
    ['spec.infrastructure.environments', { dev: 'dev' }],
    'spec.environments[1].gates[1]',
    "'prd'",
  ],
  ['broken pattern', ['spec.source.tag', '(v'], 'spec.source.tag', 'RE2'],
  [
    'look-ahead',
    ['spec.source.tag', '^(?=v)v(?<version>.*)$'],
    'spec.source.tag',
    'RE2',
  ],
  [
    'digest pattern',
    ['spec.artifacts[0].digest.pattern', '['],
    'spec.artifacts[0].digest.pattern',
    'RE2',
  ],
  [
    'accepted branch',
    ['spec.environments[0].accepts', [{ branch: '*' }]],
    'spec.environments[0].accepts[0].branch',
    'RE2',
  ],
  [
    'path branch',
    ['spec.paths[0].branch', 'release/('],
    'spec.paths[0].branch',
    'RE2',
  ],
  [
    'run name without groups',
    ['spec.infrastructure.runName', '^tf (?<command>.*)$'],
    'spec.infrastructure.runName',
    'group named environment',
  ],
  [
    'undeclared parameter',
    ['spec.environments[1].target.group', '${{ parameters.zone }}'],
    'spec.environments[1].target.group',
    "'parameters.zone' is not declared",
  ],
  [
    'release in a target',
    ['spec.environments[1].target.site', '${{ release.tag }}'],
    'spec.environments[1].target.site',
    'can be used here',
  ],
  [
    'environment outside of one',
    ['spec.docs.site', 'https://x.example/${{ environment.id }}'],
    'spec.docs.site',
    'can be used here',
  ],
  [
    'code',
    ['spec.environments[0].deploy.manual.inputs.tag', '${{ a || b }}'],
    'spec.environments[0].deploy.manual.inputs.tag',
    'code is not run',
  ],
  [
    'unknown component',
    [
      'spec.environments[0].deploy.manual.inputs.tag',
      '${{ artifact.web.digest }}',
    ],
    'spec.environments[0].deploy.manual.inputs.tag',
    'can be used here',
  ],
  [
    'parameter schema',
    ['spec.parameters.properties.group.type', 'text'],
    'spec.parameters',
    'type',
  ],
  [
    'parameter pattern',
    ['spec.parameters.properties.group.pattern', '(?<!a)b'],
    'spec.parameters',
    '',
  ],
  [
    'misspelt keyword',
    ['spec.parameters.properties.group.patern', 'a'],
    'spec.parameters',
    'patern',
  ],
])('names the field of a bad flow: %s', (_name, change, field, message) => {
  const error = errorOf(change);
  expect(error?.field).toBe(field);
  expect(error?.message).toContain(message);
});
