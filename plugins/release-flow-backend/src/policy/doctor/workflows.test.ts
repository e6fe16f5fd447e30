import type { Deployer } from 'backstage-plugin-release-flow-common';
import { exampleBinding } from '../../__testUtils__/bindings';
import type { BoundEnvironment } from '../binding';
import type { RepositoryFacts } from './facts';
import { checkWorkflows } from './workflows';
import { codesOf, declaring, files, healthy } from './__testUtils__/healthy';

const FILE = 'promote-to-dev.yaml';
const edited = (edit: (text: string) => string) => ({
  ...files(),
  [FILE]: edit(files()[FILE]),
});
const check = (
  repository: RepositoryFacts,
  deploy?: BoundEnvironment['deploy'],
) => checkWorkflows(healthy(declaring(deploy ? { deploy } : {}), repository));

it('is content with the files that the flow starts', () => {
  expect(check({ workflows: [] })).toEqual([]);
});

const { [FILE]: _gone, ...without } = files();
it.each<[string, RepositoryFacts, string[]]>([
  ['is missing', { files: without }, ['error workflow-missing']],
  [
    'is disabled',
    { workflows: [{ file: FILE, state: 'disabled_manually', url: '' }] },
    ['error workflow-disabled'],
  ],
  ['is no YAML', { files: edited(() => 'a: [') }, ['error workflow-broken']],
  [
    'has no jobs',
    { files: edited(() => 'on: push') },
    ['error workflow-broken'],
  ],
  [
    'can not be started',
    {
      files: edited(text => text.replace('workflow_dispatch', 'workflow_call')),
    },
    ['error workflow-not-dispatchable'],
  ],
  [
    'lacks an input',
    { files: edited(text => text.replace('tag:', 'version:')) },
    ['error workflow-input-unknown'],
  ],
  [
    'requires another input',
    {
      files: edited(text =>
        text.replace('      tag:', '      why: { required: true }\n      tag:'),
      ),
    },
    ['error workflow-input-required'],
  ],
  [
    'does not show our input',
    { files: edited(text => text.replace(/run-name:.*/, 'run-name: Dev')) },
    ['error workflow-run-name'],
  ],
  [
    'has no concurrency group',
    { files: edited(text => text.replace(/concurrency:.*/, '')) },
    ['info workflow-concurrency'],
  ],
])('tells when a workflow %s', (_what, repository, codes) => {
  const found = check(repository);
  expect(codesOf(found)).toEqual(codes);
  expect(found[0].subject).toBe(`workflow ${FILE}`);
});

it('says once what several environments share, and of none of them alone', () => {
  const uses = (ids: string[]) => {
    const [dev] = exampleBinding().environments;
    const binding = exampleBinding();
    return checkWorkflows(
      healthy(
        {
          ...binding,
          environments: binding.environments.map(environment => ({
            ...environment,
            deploy: ids.includes(environment.id) ? dev.deploy : {},
          })),
        },
        { files: without },
      ),
    ).map(({ environment }) => environment);
  };
  expect(uses(['dev'])).toEqual(['dev']);
  expect(uses(['dev', 'prd'])).toEqual([undefined]);
});

const automatic = (
  by: 'external' | 'workflow',
  on: 'push' | 'tag' | 'release-published',
) => ({ automatic: { on, by, workflow: 'auto.yaml', within: 'PT20M' } });
const auto = (on: string) => ({
  files: {
    ...files(),
    'auto.yaml': `on: ${on}\nconcurrency: x\njobs: { a: { steps: [] } }`,
  },
});
const dispatch = '{ workflow_dispatch: }';
it.each<[string, BoundEnvironment['deploy'], string, string[]]>([
  [
    'starts it on a push',
    automatic('external', 'push'),
    '{ push: { branches: [main] } }',
    [],
  ],
  [
    'starts it on tags only',
    automatic('external', 'push'),
    "{ push: { tags: ['v*'] } }",
    ['error workflow-trigger-missing'],
  ],
  [
    'starts it on a tag',
    automatic('external', 'tag'),
    "{ push: { tags: ['v*'] } }",
    [],
  ],
  [
    'starts it on branches only',
    automatic('external', 'tag'),
    '{ push: { branches: [main] } }',
    ['error workflow-trigger-missing'],
  ],
  [
    'starts it on a published release',
    automatic('external', 'release-published'),
    '{ release: { types: [published] } }',
    [],
  ],
  [
    'starts it on an edited release',
    automatic('external', 'release-published'),
    '{ release: { types: [edited] } }',
    ['error workflow-trigger-missing'],
  ],
  ['leaves it to us', automatic('workflow', 'release-published'), dispatch, []],
  [
    'starts it as we do',
    automatic('workflow', 'release-published'),
    '{ workflow_dispatch: , release: }',
    ['error workflow-doubled'],
  ],
])('tells when GitHub %s', (_what, deploy, on, codes) => {
  expect(codesOf(check(auto(on), deploy))).toEqual(codes);
});

it.each<[Deployer['by'], Deployer, string]>([
  ['tag', { by: 'tag', tag: 'v1', workflows: ['auto.yaml'] }, "tags: ['v*']"],
  [
    'branch',
    {
      by: 'branch',
      branch: 'staging',
      method: 'merge',
      pullRequest: false,
      workflows: ['auto.yaml'],
    },
    'branches: [staging]',
  ],
])('wants what a deployment by %s starts', (_by, manual, wanted) => {
  const found = (on: string) => codesOf(check(auto(on), { manual }));
  expect(found(dispatch)).toEqual(['error workflow-trigger-missing']);
  expect(found(`{ push: { ${wanted} } }`)).toEqual([]);
});
