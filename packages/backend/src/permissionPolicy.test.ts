import { mockCredentials } from '@backstage/backend-test-utils';
import { createPermission } from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import {
  auditPermission,
  environmentPermissions,
  freezePermission,
  servicePermissions,
} from 'backstage-plugin-release-flow-common';
import {
  environmentRules,
  type EnvironmentResource,
} from 'backstage-plugin-release-flow-node';
import { SamplePolicy } from './permissionPolicy';

/** The people of the sample organisation, with the groups that signing in gives them. */
const GROUPS: Record<string, string[]> = {
  ada: ['group:default/qfa'],
  mona: ['group:default/qfa-leads'],
  ben: ['group:default/qfa', 'group:default/qfa-qa'],
  raj: ['group:default/platform'],
  vera: ['group:default/audit'],
  /** In one group each, and none of the team's. */
  olga: ['group:default/operations-leads'],
  emil: ['group:default/engineering-managers'],
  paul: ['group:default/partners'],
};
const userOf = (name: string) => ({
  credentials: mockCredentials.user(`user:default/${name}`),
  info: {
    userEntityRef: `user:default/${name}`,
    ownershipEntityRefs: [`user:default/${name}`, ...GROUPS[name]],
  },
});

const policy = new SamplePolicy();
const allows = createConditionAuthorizer<EnvironmentResource>({
  getRuleByName: name =>
    Object.values(environmentRules).find(rule => rule.name === name)!,
});
const environment = (
  tier: EnvironmentResource['tier'],
  owner = 'group:default/qfa',
): EnvironmentResource => ({
  ref: 'component:default/qfa-backend',
  owner,
  system: null,
  namespace: 'default',
  tags: [],
  flow: 'releaseflow:default/azure-three-stage',
  environment: 'any',
  tier,
  access: [],
  deciders: [],
});

const actOf = (name: string) => name.replace('release-flow.environment.', '');
/** Who may do what with an environment of the QFA team: all five, or these. */
const EVERYBODY = Object.keys(GROUPS).join(' ');
const IN_PRODUCTION: Record<string, string> = {
  read: EVERYBODY,
  promote: 'ada mona ben',
  rollback: 'ada mona ben',
  ephemeral: '',
  approve: 'mona ben',
  apply: 'raj',
  hold: 'mona raj',
  operate: 'ada mona ben',
  override: 'raj',
};

const whoMay = async (
  permission: (typeof environmentPermissions)[number],
  resource: EnvironmentResource,
) => {
  const names: string[] = [];
  for (const name of Object.keys(GROUPS)) {
    const decision = await policy.handle({ permission }, userOf(name));
    if (allows(decision, resource)) names.push(name);
  }
  return names.join(' ');
};

describe.each(environmentPermissions.map(it => [actOf(it.name), it] as const))(
  '%s',
  (act, permission) => {
    it.each(['development', 'testing', 'staging'] as const)(
      'is for everybody in %s',
      async tier => {
        expect(await whoMay(permission, environment(tier))).toBe(EVERYBODY);
      },
    );

    it('needs more in production', async () => {
      const people = await whoMay(permission, environment('production'));
      expect(people).toBe(IN_PRODUCTION[act]);
    });

    it('is not for another team in production', async () => {
      const other = environment('production', 'group:default/other');
      const people = await whoMay(permission, other);
      const anywhere = act === 'read' ? EVERYBODY : 'raj';
      expect(people).toBe(IN_PRODUCTION[act].includes('raj') ? anywhere : '');
    });

    it('is for those whom the flow gives access, where it names any', async () => {
      const uat = {
        ...environment('testing'),
        access: ['group:default/qfa-qa', 'group:default/partners'],
      };
      const people = await whoMay(permission, uat);
      const isNarrowed = ['promote', 'rollback', 'operate'].includes(act);
      const others = act === 'read' ? 'mona ben raj vera paul' : EVERYBODY;
      expect(people).toBe(isNarrowed ? 'ben paul' : others);
    });

    it('lets those whom the flow names in production, and whom its gates ask', async () => {
      const prod = {
        ...environment('production'),
        access: ['group:default/operations-leads'],
        deciders: [
          'group:default/engineering-managers',
          'group:default/operations-leads',
        ],
      };
      expect(await whoMay(permission, prod)).toBe(
        {
          ...{ read: 'mona raj vera olga emil', approve: 'mona ben olga emil' },
          ...{ promote: 'olga', rollback: 'olga', operate: 'olga' },
        }[act] ?? IN_PRODUCTION[act],
      );
    });

    it('is for nobody who is not signed in', async () => {
      const decision = await policy.handle({ permission });
      expect(allows(decision, environment('development'))).toBe(false);
    });
  },
);

it.each([
  ['freezes', freezePermission, 'raj'],
  ['reading the audit', auditPermission, 'raj vera'],
  [
    'anything else',
    createPermission({ name: 'any', attributes: {} }),
    EVERYBODY,
  ],
  ...servicePermissions.map(
    permission => [permission.name, permission, EVERYBODY] as const,
  ),
] as const)('%s', async (_, permission, expected) => {
  const names: string[] = [];
  for (const name of Object.keys(GROUPS)) {
    const { result } = await policy.handle({ permission }, userOf(name));
    if (result === 'ALLOW') names.push(name);
  }
  expect(names.join(' ')).toBe(expected);
  await expect(policy.handle({ permission })).resolves.toEqual({
    result: 'DENY',
  });
});
