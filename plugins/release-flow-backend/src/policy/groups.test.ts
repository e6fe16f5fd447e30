import { GroupTarget } from '../providers/group/GroupTarget';
import type { TargetProvider } from 'backstage-plugin-release-flow-node';
import {
  flowEntity,
  installed as fixture,
  serviceEntity,
} from './__testUtils__/flowFixture';
import { keysOf } from './binding';
import { parseFlow } from './flow';
import { lockKeys } from './plan';
import { prepareFlow, type Installed } from './preparedFlow';
import { resolveBinding } from './resolveBinding';

type Change = Parameters<typeof flowEntity>[0];

const targets = new Map(fixture.targets as ReadonlyMap<string, TargetProvider>);
targets.set('group', new GroupTarget(targets));
const installed: Installed = { ...fixture, targets };

const site = (name: string) => ({
  type: 'site',
  group: 'rg-${{ environment.id }}',
  site: name,
});
const part = (name: string, change: object = {}) => ({
  name,
  components: ['api'],
  target: site(`\${{ service.name }}-${name}`),
  ...change,
});
const STAGING = 'spec.environments[2]';
const group = (...parts: object[]): Change => [
  `${STAGING}.target`,
  { type: 'group', parts } as never,
];

function prepare(...changes: Change[]) {
  const parsed = parseFlow(flowEntity(...changes));
  if ('error' in parsed) return parsed;
  return prepareFlow(parsed.flow, installed);
}

it.each<[string, Change[], string, string]>([
  [
    'a part that nothing installed provides',
    [group(part('eu'), part('us', { target: { type: 'moon' } }))],
    `${STAGING}.target.parts[1].target.type`,
    "'moon' can be no part of a group. Installed: site, watched.",
  ],
  [
    'a group inside a group',
    [group(part('eu'), part('us', { target: { type: 'group', parts: [] } }))],
    `${STAGING}.target.parts[1].target.type`,
    "'group' can be no part",
  ],
  [
    'a component that the flow has not',
    [group(part('eu'), part('us', { components: ['web'] }))],
    `${STAGING}.target.parts[1].components`,
    "'web' is no component",
  ],
  [
    'a component that no part has',
    [
      ['spec.artifacts[1]', { component: 'web' }],
      group(part('eu'), part('us')),
    ],
    `${STAGING}.target.parts`,
    "No part has the component 'web'",
  ],
  [
    'a part that can only be watched',
    [group(part('eu'), part('us', { target: { type: 'watched', url: 'x' } }))],
    `${STAGING}.deploy`,
    "'watched' can be watched",
  ],
  [
    'an automatic rollback of what a push deploys',
    [
      [`${STAGING}.onFailure`, 'rollback'],
      [`${STAGING}.deploy.manual`, { by: 'tag', tag: 'v1' }],
    ],
    `${STAGING}.onFailure`,
    "made by the target's own API",
  ],
  [
    'a branch that would bring an image',
    [[`${STAGING}.deploy.manual`, { by: 'branch', branch: 'staging' }]],
    `${STAGING}.deploy.manual.by`,
    'has an image',
  ],
])('names the field of %s', (_what, changes, field, message) => {
  expect(prepare(...changes)).toEqual({
    error: { field, message: expect.stringContaining(message) },
  });
});

function bind(...changes: Change[]) {
  const result = prepare(...changes);
  if ('error' in result) throw new Error(JSON.stringify(result.error));
  return resolveBinding(serviceEntity(), result.prepared, installed);
}

it('claims and locks each part, with every look-up resolved', () => {
  const bound = bind(group(part('eu'), part('us')));
  if ('error' in bound) throw new Error(JSON.stringify(bound.error));
  const environment = bound.binding.environments.find(
    ({ id }) => id === 'staging',
  )!;
  const keys = ['site:rg-staging/shop-eu', 'site:rg-staging/shop-us'];
  expect(keysOf(environment)).toEqual(keys);
  expect(environment.targetName).toBe('shop-eu and shop-us');
  const plan = { deployer: { concurrencyKey: null } } as never;
  expect(lockKeys(bound.binding, environment, plan)).toEqual(keys);
});

it('lets no two environments share a part', () => {
  const shared = { type: 'site', group: 'rg-x', site: 'shared' };
  expect(
    bind(group(part('eu'), part('us', { target: shared })), [
      'spec.environments[1].target',
      shared,
    ]),
  ).toMatchObject({
    error: { message: expect.stringContaining('would be the same target') },
  });
});

it("names a part's field when a look-up gives something bad", () => {
  const bad = part('us', {
    target: { ...site('x'), group: '${{ service.name }}' },
  });
  expect(bind(group(part('eu'), bad))).toMatchObject({
    error: {
      field: expect.stringMatching(/parts\[1\].target.group|metadata.name/),
    },
  });
});
