import {
  AuthorizeResult,
  type ConditionalPolicyDecision,
  type PermissionCriteria,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createConditionTransformer,
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
  type PermissionRule,
  type PermissionRuleset,
} from '@backstage/plugin-permission-node';
import {
  environmentRules,
  serviceRules,
  type EnvironmentQuery,
} from 'backstage-plugin-release-flow-node';
import type { Knex } from 'knex';

export type Restriction = 'all' | ((query: Knex.QueryBuilder) => void);

const COLUMN: Record<
  Exclude<EnvironmentQuery['column'], 'tag' | 'access' | 'named' | 'deciders'>,
  string
> = {
  owner: 'services.owner',
  system: 'services.system',
  namespace: 'services.namespace',
  flow_ref: 'services.flow_ref',
  environment: 'environments.id',
  tier: 'environments.tier',
};

/** JSON lists of texts. */
const LISTS = {
  tag: 'services.tags',
  named: "coalesce(environments.access, '[]')",
  deciders: "coalesce(environments.deciders, '[]')",
};

const servicesOf = createConditionTransformer(ruleset(serviceRules));
const environmentsOf = createConditionTransformer(ruleset(environmentRules));

/** A reader's decision as SQL over `services`: what may not be seen is never selected. */
export function visibleServices(decision: PolicyDecision): Restriction {
  return restrictionOf(decision, ({ conditions }) => servicesOf(conditions));
}

/** A decision on environments as SQL over `environments` joined with `services`. */
export function permittedEnvironments(decision: PolicyDecision): Restriction {
  return restrictionOf(decision, ({ conditions }) =>
    environmentsOf(conditions),
  );
}

function restrictionOf(
  decision: PolicyDecision,
  criteriaOf: (
    decision: ConditionalPolicyDecision,
  ) => PermissionCriteria<EnvironmentQuery>,
): Restriction {
  if (decision.result === AuthorizeResult.ALLOW) return 'all';
  if (decision.result === AuthorizeResult.DENY) {
    return query => query.whereRaw('1 = 0');
  }
  const criteria = criteriaOf(decision as ConditionalPolicyDecision);
  return query => query.where(where => apply(where, criteria));
}

function apply(
  where: Knex.QueryBuilder,
  criteria: PermissionCriteria<EnvironmentQuery>,
): void {
  if (isAndCriteria(criteria)) {
    criteria.allOf.forEach(part => where.where(inner => apply(inner, part)));
  } else if (isOrCriteria(criteria)) {
    criteria.anyOf.forEach(part => where.orWhere(inner => apply(inner, part)));
  } else if (isNotCriteria(criteria)) {
    where.whereNot(inner => apply(inner, criteria.not));
  } else {
    match(where, criteria);
  }
}

function match(where: Knex.QueryBuilder, query: EnvironmentQuery): void {
  const { column, values } = query;
  if (column === 'access') {
    // A list that names nobody lets everybody in.
    where.whereRaw(`${LISTS.named} = '[]'`);
    holdsAny(where, LISTS.named, values);
  } else if (values.length === 0) {
    where.whereRaw('1 = 0');
  } else if (column in LISTS) {
    holdsAny(where, LISTS[column as keyof typeof LISTS], values);
  } else {
    // What is absent is none of the values; without this its negation would be unknown too.
    const name = COLUMN[column as keyof typeof COLUMN];
    where.whereNotNull(name).whereIn(name, values);
  }
}

/** A JSON list of texts, of which one is asked for. */
function holdsAny(
  where: Knex.QueryBuilder,
  list: string,
  values: string[],
): void {
  // Neither LIKE nor a JSON operator means the same in both databases.
  const starts = values.map(value => JSON.stringify(value));
  for (const text of starts.flatMap(start => [`[${start}`, `,${start}`])) {
    where.orWhereRaw(`replace(${list}, ?, '') <> ${list}`, [text]);
  }
}

/** Our rules by name; a policy that uses another one is told so, and sees nothing. */
export function ruleset<TResource, TQuery, TType extends string>(
  rules: Record<string, PermissionRule<TResource, TQuery, TType>>,
): PermissionRuleset<TResource, TQuery, TType> {
  const byName = new Map(Object.values(rules).map(rule => [rule.name, rule]));
  return {
    getRuleByName(name) {
      const rule = byName.get(name);
      if (!rule) {
        throw new Error(
          `The permission policy uses the rule '${name}', which Release Flow does not have. Known: ${[...byName.keys()].join(', ')}.`,
        );
      }
      return rule;
    },
  };
}
