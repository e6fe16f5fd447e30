import {
  AuthorizeResult,
  type ConditionalPolicyDecision,
  type PermissionCondition,
  type PermissionCriteria,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  serviceRules,
  type ResourceQuery,
} from 'backstage-plugin-release-flow-node';
import type { Knex } from 'knex';

export type Restriction = 'all' | ((query: Knex.QueryBuilder) => void);

const RULES = new Map(
  Object.values(serviceRules).map(rule => [rule.name, rule] as const),
);

/** A reader's decision as SQL over `services`: what may not be seen is never selected. */
export function visibleServices(decision: PolicyDecision): Restriction {
  if (decision.result === AuthorizeResult.ALLOW) return 'all';
  if (decision.result === AuthorizeResult.DENY) {
    return query => query.whereRaw('1 = 0');
  }
  const { conditions } = decision as ConditionalPolicyDecision;
  return query => query.where(where => apply(where, conditions));
}

function apply(
  where: Knex.QueryBuilder,
  criteria: PermissionCriteria<PermissionCondition>,
): void {
  if ('allOf' in criteria) {
    criteria.allOf.forEach(part => where.where(inner => apply(inner, part)));
    return;
  }
  if ('anyOf' in criteria) {
    where.where(any => {
      criteria.anyOf.forEach(part => any.orWhere(inner => apply(inner, part)));
    });
    return;
  }
  if ('not' in criteria) {
    where.whereNot(inner => apply(inner, criteria.not));
    return;
  }
  const rule = RULES.get(criteria.rule as never);
  if (!rule) {
    where.whereRaw('1 = 0');
    return;
  }
  match(where, rule.toQuery(criteria.params as never) as ResourceQuery);
}

function match(where: Knex.QueryBuilder, query: ResourceQuery): void {
  if (query.column === 'tag') {
    where.where(any => {
      query.values.forEach(value =>
        any.orWhere('services.tags', 'like', `%${JSON.stringify(value)}%`),
      );
      if (query.values.length === 0) any.whereRaw('1 = 0');
    });
    return;
  }
  where.whereIn(`services.${query.column}`, query.values);
}
