import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type ConditionalPolicyDecision,
  type PermissionCondition,
  type PermissionCriteria,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  type PermissionRule,
} from '@backstage/plugin-permission-node';
import {
  environmentRules,
  releaseFlowEnvironmentResourceRef,
  releaseFlowServiceResourceRef,
  serviceRules,
  type EnvironmentResource,
  type ServiceResource,
} from 'backstage-plugin-release-flow-node';
import fc from 'fast-check';
import { Stores } from '../database';
import type { ServiceRecord } from '../database';
import { serviceResource } from './resources';
import { permittedEnvironments, visibleServices } from './visibility';

jest.setTimeout(120_000);

/** Words in which the two ways of reading a rule could differ: case, wildcards, quotes, one inside another. */
const OWNERS = ['group:default/qfa', 'group:default/QFA', 'user:default/qfa'];
const NAMESPACES = ['default', 'Default', 'other'];
const TAGS = ['java', 'jav', 'c++', 'a:b', 'a', 'b', '#'];
const ASKED_TAGS = [
  ...TAGS,
  'Java',
  'ja_a',
  'ja%',
  'a\\',
  ',',
  '"',
  'a","b',
  '',
];
const FLOWS = ['releaseflow:default/one', 'releaseflow:default/two'];
const TIERS = ['development', 'staging', 'production'] as const;
const IDS = ['dev', 'prd', 'Prd'];
const ACCESS = [[], ['group:default/qa'], ['group:default/qa', 'user:x/y']];
const DECIDERS = [
  [],
  ['group:default/leads'],
  ['user:x/y', 'group:default/qa'],
];
const ASKED_ACCESS = [
  'group:default/qa',
  'group:default/leads',
  'user:x/y',
  'user:x/z',
  '',
];

const at = '2026-11-21T10:00:00.000Z';
const services = fc
  .sample(
    fc.record({
      owner: fc.option(fc.constantFrom(...OWNERS)),
      namespace: fc.constantFrom(...NAMESPACES),
      flowRef: fc.option(fc.constantFrom(...FLOWS)),
      tags: fc.uniqueArray(fc.constantFrom(...TAGS), { maxLength: 3 }),
    }),
    { numRuns: 40, seed: 7 },
  )
  .map((given, index): ServiceRecord => ({
    ...given,
    ref: `component:default/service-${index}`,
    uid: `uid-${index}`,
    title: `service-${index}`,
    system: null,
    flowRevision: null,
    repository: null,
    binding: null,
    error: null,
    fingerprint: null,
    boundAt: at,
    seenAt: at,
    removedAt: null,
  }));
const environments = services.flatMap((service, index) =>
  IDS.map((id, rank) => ({
    service,
    id,
    rank,
    tier: TIERS[(index + rank) % 3],
    access: ACCESS[(index * 2 + rank) % 3],
    deciders: DECIDERS[(index + rank * 2) % 3],
  })),
);

/** Criteria of any shape over these rules, each with values that fit it now and then. */
function criteriaOver(
  resourceType: string,
  rules: Array<PermissionRule<any, any, any>>,
): fc.Arbitrary<PermissionCriteria<PermissionCondition>> {
  const words: Record<string, readonly string[]> = {
    IS_OWNER: OWNERS,
    IN_NAMESPACE: NAMESPACES,
    HAS_TAG: ASKED_TAGS,
    HAS_FLOW: FLOWS,
    HAS_TIER: TIERS,
    HAS_ID: IDS,
    HAS_ACCESS: ASKED_ACCESS,
    GIVES_ACCESS: ASKED_ACCESS,
    HAS_DECIDER: ASKED_ACCESS,
  };
  const condition = fc.constantFrom(...rules).chain(({ name }) =>
    fc.subarray([...words[name]]).map(values => ({
      rule: name,
      resourceType,
      params: {
        [/^(IS_OWNER|HAS_ACCESS|GIVES_ACCESS|HAS_DECIDER)$/.test(name)
          ? 'claims'
          : 'values']: values,
      },
    })),
  );
  return fc.letrec<{ any: PermissionCriteria<PermissionCondition> }>(tie => ({
    any: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      condition,
      fc.record({ not: tie('any') }),
      fc
        .array(tie('any'), { minLength: 1, maxLength: 3 })
        .map(allOf => ({ allOf }) as PermissionCriteria<PermissionCondition>),
      fc
        .array(tie('any'), { minLength: 1, maxLength: 3 })
        .map(anyOf => ({ anyOf }) as PermissionCriteria<PermissionCondition>),
    ),
  })).any;
}

const decisionOf = (
  resourceType: string,
  conditions: PermissionCriteria<PermissionCondition>,
): ConditionalPolicyDecision => ({
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'release-flow',
  resourceType,
  conditions,
});

const rulesetOf = (rules: Record<string, PermissionRule<any, any, any>>) => ({
  getRuleByName: (name: string) =>
    Object.values(rules).find(rule => rule.name === name)!,
});

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())('visibility, %p', databaseId => {
  let stores: Stores;

  beforeAll(async () => {
    stores = await Stores.create(
      mockServices.database({
        knex: await databases.init(databaseId),
        migrations: { skip: false },
      }),
    );
    for (const service of services) await stores.services.put(service);
    for (const { service, id, tier, rank, access, deciders } of environments) {
      const serviceRef = service.ref;
      await stores.environments.ensure({
        ...{ serviceRef, id, tier, rank, access, deciders, dueAt: at },
      });
    }
  });

  it('selects the services that the rules allow one by one', async () => {
    const { resourceType } = releaseFlowServiceResourceRef;
    const allows = createConditionAuthorizer<ServiceResource>(
      rulesetOf(serviceRules),
    );
    await fc.assert(
      fc.asyncProperty(
        criteriaOver(resourceType, Object.values(serviceRules)),
        async criteria => {
          const decision = decisionOf(resourceType, criteria);
          const query = stores.knex('services').select('ref');
          const restrict = visibleServices(decision);
          if (restrict !== 'all') restrict(query);
          const found = (await query).map(({ ref }) => ref).sort();
          const expected = services
            .filter(service => allows(decision, serviceResource(service)))
            .map(({ ref }) => ref)
            .sort();
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('selects the environments that the rules allow one by one', async () => {
    const { resourceType } = releaseFlowEnvironmentResourceRef;
    const allows = createConditionAuthorizer<EnvironmentResource>(
      rulesetOf(environmentRules),
    );
    await fc.assert(
      fc.asyncProperty(
        criteriaOver(resourceType, Object.values(environmentRules)),
        async criteria => {
          const decision = decisionOf(resourceType, criteria);
          const query = stores
            .knex('environments')
            .join('services', 'services.ref', 'environments.service_ref')
            .select('environments.service_ref', 'environments.id');
          const restrict = permittedEnvironments(decision);
          if (restrict !== 'all') restrict(query);
          const found = (await query)
            .map(row => `${row.service_ref}#${row.id}`)
            .sort();
          const expected = environments
            .filter(({ service, id, tier, access, deciders }) =>
              allows(decision, {
                ...serviceResource(service),
                environment: id,
                tier,
                access,
                deciders,
              }),
            )
            .map(({ service, id }) => `${service.ref}#${id}`)
            .sort();
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});

it.each(['UNKNOWN', 'HAS_TIER'])(
  'shows nothing by the rule %s, negated or not, and says why',
  rule => {
    const condition = { rule, resourceType: 'release-flow-service' };
    for (const conditions of [condition, { not: condition }]) {
      expect(() =>
        visibleServices(decisionOf('release-flow-service', conditions)),
      ).toThrow(/which Release Flow does not have\. Known: IS_OWNER/);
    }
  },
);
