import type { PolicyDecision } from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import {
  environmentRules,
  type EnvironmentResource,
} from 'backstage-plugin-release-flow-node';
import type { Knex } from 'knex';
import type { ServiceRecord } from '../database';
import type { Binding } from '../policy/binding';
import { environmentResource } from './resources';
import { permittedEnvironments, ruleset } from './visibility';

const judge = createConditionAuthorizer<EnvironmentResource>(
  ruleset(environmentRules),
);

/** Which environments a reader may look into: one answer of the policy, for any number of them. */
export class EnvironmentReads {
  /** The same as SQL over `environments` and their `services`; `undefined` where all may be read. */
  readonly restrict: ((query: Knex.QueryBuilder) => void) | undefined;

  constructor(private readonly decision: PolicyDecision) {
    const permitted = permittedEnvironments(decision);
    this.restrict = permitted === 'all' ? undefined : permitted;
  }

  /** Where it is known of nothing that the policy asks about, it is kept back. */
  allows(service: ServiceRecord, environment: string | null): boolean {
    return (
      environment === null ||
      judge(this.decision, environmentResource(service, environment))
    );
  }

  /** The binding with nothing but the environments that may be read, for views of each. */
  within(service: ServiceRecord, binding: Binding): Binding {
    if (!this.restrict) return binding;
    return {
      ...binding,
      environments: binding.environments.filter(({ id }) =>
        this.allows(service, id),
      ),
    };
  }

  /** Ids of those that may be read, for SQL; `undefined` where all may. */
  idsOf(service: ServiceRecord): string[] | undefined {
    if (!this.restrict) return undefined;
    const { binding } = service;
    return binding
      ? this.within(service, binding).environments.map(({ id }) => id)
      : [];
  }
}
